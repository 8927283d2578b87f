"""Zip containers of documents, of which no more is ever unpacked than a document's text can take."""

import io
import zipfile
import zlib

from corpus.reading.draft import UnreadableFileError

_MAX_MEMBERS = 10_000
_MAX_BYTES = 15_000_000
"""Unpacked, all that is read of one archive: a tree of XML takes ten times its bytes. 500 pages have 5 MB."""
_ENTRY = b"PK\x01\x02"
DAMAGED = "het bestand is beschadigd of niet volledig; haal of kopieer het opnieuw"


class Archive:
    """A zip archive of which members are read by name; pictures and other members that nobody reads cost nothing."""

    def __init__(self, raw: bytes) -> None:
        """Open the archive.

        Raises:
            UnreadableFileError: If it is damaged, has a password, or holds more members than any document.
        """
        # Counted before zipfile makes an object of each: a million of them fit in a small file.
        count = raw.count(_ENTRY)
        if count > _MAX_MEMBERS:
            raise UnreadableFileError(f"er zitten {count} bestanden in, meer dan in een document hoort; splits het")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise UnreadableFileError(DAMAGED) from error
        if any(member.flag_bits & 1 for member in self._zip.infolist()):
            raise UnreadableFileError("het bestand is beveiligd met een wachtwoord; sla het op zonder wachtwoord")
        self.names = frozenset(self._zip.namelist())
        self._left = _MAX_BYTES

    def read(self, name: str) -> bytes:
        """Return a member, unpacked.

        Raises:
            UnreadableFileError: If it is not in there, is damaged, or makes all that was read too large.
        """
        if name not in self.names:
            raise UnreadableFileError(f"{DAMAGED} ({name} ontbreekt)")
        # zipfile unpacks no more than the size that is stated here, and then finds the checksum wrong.
        self._left -= self._zip.getinfo(name).file_size
        if self._left < 0:
            raise UnreadableFileError(
                f"uitgepakt is de tekst van dit bestand groter dan {_MAX_BYTES / 1e6:.0f} MB, meer dan in een document "
                "hoort; splits het"
            )
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise UnreadableFileError(f"{DAMAGED} ({name} is niet te lezen)") from error
