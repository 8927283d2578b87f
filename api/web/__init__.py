"""The pages for people who search: rendered here, complete without a script."""
