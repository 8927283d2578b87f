"""The log: lines for people, or JSON for programs; each record with the number of the request that it is about."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""Of the request that is worked on; "-" outside one."""
_LINE = "%(asctime)s %(levelname)s %(name)s %(requestId)s %(message)s"


def configure(*, level: str, as_json: bool) -> None:
    """Write what is logged to stderr, from this level on."""
    handler = logging.StreamHandler()
    handler.addFilter(_numbered)
    formatter = logging.Formatter(_LINE)
    if as_json:
        from pythonjsonlogger.core import RESERVED_ATTRS
        from pythonjsonlogger.json import JsonFormatter

        renamed = {"asctime": "time", "levelname": "level", "name": "logger"}
        formatter = JsonFormatter(
            _LINE,
            rename_fields=renamed,
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],  # uvicorn's, for terminals
            json_ensure_ascii=False,
        )
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("mcp").setLevel(logging.WARNING)  # a server of tools lives for one message
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # our report says what could not be read, and why


def _numbered(record: logging.LogRecord) -> bool:
    """Give a record the number of its request, and let it through."""
    record.requestId = request_id.get()
    return True
