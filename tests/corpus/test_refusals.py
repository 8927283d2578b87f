"""Refusals of the system, in Dutch."""

import errno
import os
import socket

import pytest

from corpus.refusals import in_dutch


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "dat bestaat niet"),
        (errno.EACCES, "u hebt er geen rechten voor"),
        (errno.ENOSPC, "de schijf is vol"),
        (errno.EADDRINUSE, "een ander programma luistert daar al"),
    ],
)
def test_a_refusal_is_told_in_dutch(number: int, said: str) -> None:
    assert in_dutch(OSError(number, os.strerror(number), "map/a.txt")) == said


def test_a_host_that_nobody_knows_is_told_in_dutch() -> None:
    assert in_dutch(socket.gaierror(socket.EAI_NONAME, "Name or service not known")) == "deze naam is niet bekend"
    assert in_dutch(socket.gaierror(socket.EAI_FAMILY, "ai_family not supported")) == "ai_family not supported"


def test_a_refusal_without_dutch_words_keeps_its_own() -> None:
    assert in_dutch(OSError(errno.ENOTTY, "Inappropriate ioctl")) == "Inappropriate ioctl"
    assert in_dutch(OSError("stap 'woordenlijst' mislukte")) == "stap 'woordenlijst' mislukte"
