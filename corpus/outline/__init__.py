"""From blocks to a tree: headings, boilerplate, nesting, items."""
