"""Milvus 2.3.5, the real server, as one process and as a cluster. `make milvus` installs it."""
