"""From what is drawn on pages to lines, columns and blocks in reading order."""
