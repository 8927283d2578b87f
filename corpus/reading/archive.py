"""Zip containers of documents, opened within limits."""

import io
import zipfile
import zlib

from corpus.reading.draft import UnreadableFileError

_MAX_MEMBERS = 10_000
_MAX_BYTES = 250_000_000
_MAX_XML = 25_000_000
"""Unpacked; a tree of XML takes ten times its bytes. A book of 500 pages has 5 MB."""
_MAX_RATIO = 200
_FREE_BYTES = 10_000_000
"""So much may come out of any archive, however well it is packed."""
_XML = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
DAMAGED = "het bestand is beschadigd of niet volledig; haal of kopieer het opnieuw"


def open_archive(raw: bytes) -> zipfile.ZipFile:
    """Return the zip archive in the bytes; nothing of it has been unpacked.

    Raises:
        UnreadableFileError: If it is damaged, has a password, or would unpack to more than a document ever holds.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise UnreadableFileError(DAMAGED) from error
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    xml = sum(member.file_size for member in members if member.filename.lower().endswith(_XML))
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFileError("het bestand is beveiligd met een wachtwoord; sla het op zonder wachtwoord")
    if len(members) > _MAX_MEMBERS:
        raise UnreadableFileError(f"er zitten {len(members)} bestanden in, meer dan in een document hoort; splits het")
    if size > _MAX_BYTES or xml > _MAX_XML or size > max(_FREE_BYTES, _MAX_RATIO * len(raw)):
        raise UnreadableFileError(
            f"uitgepakt is dit bestand {size / 1e6:.0f} MB, meer dan in een document hoort; splits het of sla het "
            "opnieuw op"
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member of the archive, unpacked.

    Raises:
        UnreadableFileError: If it is not in there, or damaged.
    """
    try:
        return archive.read(name)
    except KeyError as error:
        raise UnreadableFileError(f"{DAMAGED} ({name} ontbreekt)") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableFileError(f"{DAMAGED} ({name} is niet te lezen)") from error
