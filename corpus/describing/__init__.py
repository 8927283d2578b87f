"""What is known about a document and the items in it: dates, people, kinds and facts. ``metadata`` joins them."""
