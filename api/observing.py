"""What is known of each request afterwards: in log, numbers and trace. Never the words that were searched."""

import logging
import re
import time
from uuid import uuid4

from opentelemetry.trace import get_current_span
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import request_id
from api.metrics import Metrics

logger = logging.getLogger(__name__)

_HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Observer:
    """Numbers each request, and tells log and metrics how it ended.

    The number is that of the caller, where it sends one that is fit for a log, and goes back with the answer.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope).get(_HEADER, "")
        number = asked if _ID.fullmatch(asked) else uuid4().hex
        token = request_id.set(number)
        get_current_span().set_attribute("bronwijzer.request_id", number)
        started, status, size = time.perf_counter(), 500, 0

        async def send_numbered(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_HEADER] = number
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_numbered)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "(none)")
            method = scope["method"]
            self._metrics.answered_request(method=method, route=route, status=status, seconds=seconds)
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), "bytes": size}
            logger.info("%s %s %d", method, route, status, extra=fields)
            request_id.reset(token)
