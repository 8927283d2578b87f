"""Engines that keep an index for several machines. Everything else in this room knows them by these modules only."""
