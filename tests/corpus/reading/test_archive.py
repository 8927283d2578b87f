"""Zip containers: what is damaged, secret or too large is refused before anything is unpacked."""

import io
import struct
import zipfile

import pytest

from corpus.reading import archive as reading
from corpus.reading.archive import open_archive, read_member
from corpus.reading.draft import UnreadableFileError

DAMAGED = "het bestand is beschadigd of niet volledig; haal of kopieer het opnieuw"


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        open_archive(raw)
    return str(caught.value)


def test_a_member_comes_back_as_it_was_written() -> None:
    assert read_member(open_archive(zipped({"a.xml": b"<a/>"})), "a.xml") == b"<a/>"


@pytest.mark.parametrize("raw", [zipped({"a": b"koffie" * 100})[:-30], b"PK\x03\x04", b"PK\x05\x06" + bytes(4)])
def test_a_truncated_archive_is_damaged(raw: bytes) -> None:
    assert refusal(raw) == DAMAGED


def test_an_archive_with_a_password_is_refused() -> None:
    raw = zipped({"a": b"koffie"}, zipfile.ZIP_STORED)
    directory = raw.rindex(b"PK\x01\x02")
    assert refusal(raw[: directory + 8] + struct.pack("<H", 1) + raw[directory + 10 :]) == (
        "het bestand is beveiligd met een wachtwoord; sla het op zonder wachtwoord"
    )


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_MEMBERS", 2)
    open_archive(zipped({"a": b"", "b": b""}))
    message = "er zitten 3 bestanden in, meer dan in een document hoort; splits het"
    assert refusal(zipped({"a": b"", "b": b"", "c": b""})) == message


@pytest.mark.parametrize(
    ("members", "size"),
    [
        ({"a.xml": bytes(41_000_000)}, 41),  # more XML than a document has
        ({"a.bin": bytes(20_000_000)}, 20),  # 1,000 times its packed size
        ({f"{number}.bin": bytes(60_000_000) for number in range(5)}, 300),
    ],
)
def test_a_bomb_is_refused_unopened(members: dict[str, bytes], size: int) -> None:
    assert refusal(zipped(members)) == (
        f"uitgepakt is dit bestand {size} MB, meer dan in een document hoort; splits het of sla het opnieuw op"
    )


def test_a_bomb_that_hides_its_size_gives_no_more_than_it_says() -> None:
    raw = zipped({"a.xml": bytes(5_000_000)})
    directory = raw.rindex(b"PK\x01\x02")
    lying = raw[: directory + 24] + struct.pack("<I", 100) + raw[directory + 28 :]
    with pytest.raises(UnreadableFileError, match=r"\(a\.xml is niet te lezen\)"):
        read_member(open_archive(lying), "a.xml")


def test_a_member_that_is_missing_or_garbled_is_named() -> None:
    raw = zipped({"a.xml": b"koffie in het buurthuis"}, zipfile.ZIP_STORED).replace(b"koffie", b"cacao!")
    with pytest.raises(UnreadableFileError, match=r"\(a\.xml is niet te lezen\)"):
        read_member(open_archive(raw), "a.xml")
    with pytest.raises(UnreadableFileError, match=r"\(b\.xml ontbreekt\)"):
        read_member(open_archive(raw), "b.xml")
