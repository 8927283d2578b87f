"""From hits to citations."""
