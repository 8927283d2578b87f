"""The tree of the rooms again: what each promises, as sentences that can be false."""
