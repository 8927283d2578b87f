"""From passages to references, in the forms that people and programs keep them in."""
