"""Events go to who asks for them, and to nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accepting import prefers_events


@pytest.mark.parametrize(
    "accept",
    [
        "text/event-stream",
        "Text/Event-Stream; charset=utf-8",
        "application/json, text/event-stream",  # both alike: events bring the same answer
        "text/event-stream, */*;q=0.1",
        "text/event-stream;q=0.5, application/json;q=0.2, */*",
        "text/event-stream;q=0.5, application/*;Q=0.4",
    ],
)
def test_who_names_events_and_likes_nothing_better_gets_events(accept: str) -> None:
    assert prefers_events(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/*",
        "application/json",
        "text/event-stream;q=0",
        "text/event-stream; q=0.000",
        "application/json, text/event-stream;q=0.1",
        "*/*, text/event-stream;q=0.9",
        "application/*;q=0.6, text/event-stream;q=0.5, */*;q=0.1",
        "text/event-stream;q=veel",
        "text/event-stream;q=nan",
        "x-text/event-stream",
        "text/event-streams",
        'text/plain; note="text/event-stream"',
    ],
)
def test_others_get_json(accept: str) -> None:
    assert not prefers_events(accept)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF)))
def test_no_header_breaks_it(accept: str) -> None:
    assert prefers_events(accept) in (True, False)
