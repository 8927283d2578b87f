"""Zip containers: what is damaged, secret or too large is refused before it is unpacked."""

import io
import struct
import zipfile

import pytest

from corpus.reading.draft import UnreadableFileError
from corpus.reading.office import archive as reading
from corpus.reading.office.archive import Archive

DAMAGED = "het bestand is beschadigd of niet volledig; haal of kopieer het opnieuw"


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        Archive(raw)
    return str(caught.value)


def test_a_member_comes_back_as_it_was_written() -> None:
    assert Archive(zipped({"a.xml": b"<a/>"})).read("a.xml") == b"<a/>"


@pytest.mark.parametrize(
    "raw",
    [zipped({"a": b"koffie" * 100})[:-30], b"PK\x03\x04", b"PK\x05\x06" + bytes(4)],
    ids=["half a list", "half a member", "half an end"],  # an archive tells the time, and so would its own name
)
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
    Archive(zipped({"a": b"", "b": b""}))
    message = "er zitten 3 bestanden in, meer dan in een document hoort; splits het"
    assert refusal(zipped({"a": b"", "b": b"", "c": b""})) == message


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    archive = Archive(zipped({"a.xml": bytes(16_000_000), "b.xml": b"<a/>"}))
    for name in ("a.xml", "b.xml"):
        with pytest.raises(UnreadableFileError) as caught:
            archive.read(name)
        assert str(caught.value) == (
            "uitgepakt is de tekst van dit bestand groter dan 15 MB, meer dan in een document hoort; splits het"
        )


def test_many_small_members_are_a_bomb_too() -> None:
    archive = Archive(zipped({f"{number}.xml": bytes(6_000_000) for number in range(3)}))
    assert len(archive.read("0.xml")) + len(archive.read("1.xml")) == 12_000_000
    with pytest.raises(UnreadableFileError, match="groter dan 15 MB"):
        archive.read("2.xml")


def test_a_member_that_nobody_reads_may_have_any_size() -> None:
    assert Archive(zipped({"foto.bmp": bytes(100_000_000), "a.xml": b"<a/>"})).read("a.xml") == b"<a/>"


def test_a_bomb_that_hides_its_size_gives_no_more_than_it_says() -> None:
    raw = zipped({"a.xml": bytes(5_000_000)})
    directory = raw.rindex(b"PK\x01\x02")
    lying = raw[: directory + 24] + struct.pack("<I", 100) + raw[directory + 28 :]
    with pytest.raises(UnreadableFileError, match=r"\(a\.xml is niet te lezen\)"):
        Archive(lying).read("a.xml")


def test_a_member_that_is_missing_or_garbled_is_named() -> None:
    raw = zipped({"a.xml": b"koffie in het buurthuis"}, zipfile.ZIP_STORED).replace(b"koffie", b"cacao!")
    with pytest.raises(UnreadableFileError, match=r"\(a\.xml is niet te lezen\)"):
        Archive(raw).read("a.xml")
    with pytest.raises(UnreadableFileError, match=r"\(b\.xml ontbreekt\)"):
        Archive(raw).read("b.xml")
