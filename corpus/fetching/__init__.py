"""From an address on the web to files in a folder: politely, safely, and only what changed."""
