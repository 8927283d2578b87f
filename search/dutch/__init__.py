"""One analyser for Dutch text, used by index and query alike."""
