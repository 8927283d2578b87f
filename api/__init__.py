"""The command and the HTTP service."""
