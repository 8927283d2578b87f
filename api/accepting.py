"""What an ``Accept`` header asks for."""

from email.message import Message


def prefers_events(accept: str) -> bool:
    """Return whether events are named, and JSON is not liked better; ``*/*`` names no events.

    Source:
        RFC 9110, section 12.5.1. A weight that is no number is none.
    """
    weights = dict(map(_weighed, accept.split(",")))
    events = weights.get("text/event-stream", 0.0)
    json = next((weights[kind] for kind in ("application/json", "application/*", "*/*") if kind in weights), 0.0)
    return events > 0 and events >= json


def _weighed(one: str) -> tuple[str, float]:
    parsed = Message()
    parsed["Content-Type"] = one.strip()
    try:
        return parsed.get_content_type(), float(str(parsed.get_param("q", "1")))
    except ValueError:
        return parsed.get_content_type(), 0.0
