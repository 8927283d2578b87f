"""One reader per format: from bytes to a draft."""
