"""Repairs of text that converters broke: characters, addresses, words."""
