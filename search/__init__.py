"""From a query to hits with citations."""
