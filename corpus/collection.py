"""A folder of files, or one file, as sources; a source as a Document."""

import csv
import hashlib
import io
import os
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from corpus.describing.dates import read_date
from corpus.describing.items import describe_items
from corpus.describing.kinds import guess_kind, kind_of_headings
from corpus.describing.statuses import read_status
from corpus.errors import CollectionError
from corpus.groups import read_groups
from corpus.kinds import read_kind
from corpus.metadata import describe
from corpus.model import Document, all_sections
from corpus.reading import formats
from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.encoding import to_utf8
from corpus.reading.mending import mend
from corpus.refusals import in_dutch
from corpus.sections import build_sections

READING_VERSION = 3
"""Raised when reading yields something else for the same file, so that an index reads its files again."""
MAX_BYTES = 50_000_000
MANIFEST = "manifest.csv"
DESCRIPTIONS = frozenset({MANIFEST, "SOURCE.md"})
"""Files that describe a folder; they are no documents themselves."""
_WORK_COLUMNS = frozenset({"file", "title", "publisher", "date", "kind", "language", "authors", "url", "groups"})
_PROJECT_COLUMNS = frozenset({"people", "partners", "place", "programme", "start", "end", "status", "contact"})
_COLUMNS = _WORK_COLUMNS | _PROJECT_COLUMNS
_DATES = ("date", "start", "end")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may become a document. ``manifest`` is its row in the folder's ``manifest.csv``.

    ``is_doubtful``: the manifest says who may read what, and what it says of this file cannot be read.
    """

    doc_id: str
    path: Path
    manifest: Mapping[str, str]
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why, in Dutch."""

    doc_id: str
    reason: str


def find_sources(paths: Iterable[Path], *, without: Collection[Path] = ()) -> tuple[list[Source], list[Failure]]:
    """Return every file under the paths, in order of ``doc_id``, and the folders and manifests that cannot be read.

    The ``doc_id`` of a file is its path relative to the path that it was found under, with ``/``. Hidden files and
    folders, ``manifest.csv`` and ``SOURCE.md`` are passed over; a link to a folder is not followed.

    Args:
        paths: Files and folders.
        without: Folders under them to pass over.

    Raises:
        CollectionError: If a path does not exist, nothing is found, or two files would get one ``doc_id``.
    """
    sources: dict[str, Source] = {}
    failures: list[Failure] = []
    given = [Path(path) for path in paths]
    missing = [str(path) for path in given if not _exists(path)]
    if missing:
        raise CollectionError(f"Dit pad bestaat niet: {', '.join(missing)}. Controleer de naam.")
    for root in given:
        for path in _files(root, without, failures):
            doc_id = path.name if root.is_file() else path.relative_to(root).as_posix()
            if doc_id in sources and os.path.realpath(sources[doc_id].path) != os.path.realpath(path):
                raise CollectionError(
                    f"Twee bestanden krijgen dezelfde naam {doc_id}: {sources[doc_id].path} en {path}. "
                    "Indexeer de map die beide bevat, of hernoem er een."
                )
            sources[doc_id] = Source(doc_id, path, {})
    unnamed = [doc_id for doc_id in sources if not is_text(doc_id)]
    failures += [Failure(doc_id, "de naam van het bestand is geen UTF-8; hernoem het") for doc_id in unnamed]
    for doc_id in unnamed:
        del sources[doc_id]
    if not sources and not failures:
        raise CollectionError(f"Er zijn geen documenten gevonden in {', '.join(map(str, given))}.")
    folders = {source.path.parent for source in sources.values()} | {root for root in given if root.is_dir()}
    manifests = _read_manifests(folders, failures)
    found = [_described(source, manifests.get(source.path.parent)) for source in sources.values()]
    return sorted(found, key=lambda source: source.doc_id), failures


def _described(source: Source, manifest: "_Manifest | None") -> Source:
    if manifest is None:
        return source
    row = manifest.rows.get(_nfc(source.path.name))
    return replace(source, manifest=row or {}, is_doubtful=row is None and manifest.is_doubtful)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, or a folder that may not be entered
        return False


def _files(root: Path, without: Collection[Path], failures: list[Failure]) -> list[Path]:
    if root.is_file():
        return [root]

    def refuse(error: OSError) -> None:
        failures.append(Failure(str(error.filename), f"de map kan niet worden gelezen ({in_dutch(error)})"))

    found = []
    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and Path(folder, n) not in without)
        found += [Path(folder, name) for name in names if not name.startswith(".") and name not in DESCRIPTIONS]
    return found


def is_text(name: str) -> bool:
    """Return whether a name can be written: of a file's name that is no UTF-8, Python makes halves of characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _nfc(name: str) -> str:
    """Return a name with its accents written as most systems do; those of a Mac part a letter from its accent."""
    return unicodedata.normalize("NFC", name)


@dataclass(frozen=True, slots=True)
class _Manifest:
    """The rows by file name in NFC. ``is_doubtful``: it says who may read what, and not all of it could be read."""

    rows: Mapping[str, Mapping[str, str]]
    is_doubtful: bool


def _read_manifests(folders: Iterable[Path], failures: list[Failure]) -> dict[Path, _Manifest]:
    manifests = {}
    for folder in sorted(folders):
        path = folder / MANIFEST
        if path.is_file():
            try:
                manifests[folder], faults = _read_manifest(path)
            except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
                failures.append(Failure(str(path), f"de lijst met gegevens is niet gebruikt: {_reason(error)}"))
                manifests[folder] = _Manifest({}, _may_state_groups(path))
            else:
                failures += [Failure(str(path), fault) for fault in faults]
    return manifests


def _may_state_groups(path: Path) -> bool:
    """Return whether a manifest that cannot be read may say who may read what: nobody knows, or its head does."""
    try:
        with path.open("rb") as file:
            return b"groups" in file.readline().replace(b"\0", b"").lower()
    except OSError:
        return True


def _read_manifest(path: Path) -> tuple[_Manifest, list[str]]:
    """Return the rows, and what is wrong with those that are left out.

    Columns that nobody knows are passed over. They are parted by commas, or by what spreadsheets put in their place.

    Raises:
        ValueError: If its encoding is not known for certain, or there is no column ``file``.
    """
    rows: dict[str, dict[str, str]] = {}
    faults = []
    present = {_nfc(file.name) for file in path.parent.iterdir()}
    text, _ = to_utf8(path.read_bytes())
    lines = io.StringIO(text.decode("utf-8-sig"), newline="")
    delimiter = max(",;\t", key=lines.readline().count)
    lines.seek(0)
    reader = csv.DictReader(lines, strict=True, delimiter=delimiter)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if "file" not in reader.fieldnames:
        raise ValueError(f"de kolom file ontbreekt; bekend zijn {', '.join(sorted(_COLUMNS))}")
    for number, cells in enumerate(reader, start=2):
        if None in cells or None in cells.values():
            faults.append(f"regel {number} is niet gebruikt: ander aantal kolommen dan de kop")
            continue
        row = {key: value.strip() for key, value in cells.items() if key in _COLUMNS}
        name = _nfc(row.pop("file"))
        if name in rows:
            faults.append(f"regel {number} is niet gebruikt: {name} staat er al")
        elif name and name not in present:
            faults.append(f"regel {number} is niet gebruikt: {name} staat niet in deze map; verbeter de naam")
        elif any(row.get(column) and read_date(row[column]) is None for column in _DATES):
            faults.append(f"regel {number} is niet gebruikt: schrijf de datum als 2024, 2024-02 of 2024-02-01")
        elif row.get("status") and read_status(row["status"]) is None:
            faults.append(f"regel {number} is niet gebruikt: schrijf de status als gepland, lopend of afgerond")
        elif row.get("groups") and not read_groups(row["groups"]):
            faults.append(f"regel {number} is niet gebruikt: schrijf namen van groepen, met een puntkomma ertussen")
        elif name:
            rows[name] = row
        elif any(row.values()):
            faults.append(f"regel {number} is niet gebruikt: in de kolom file staat geen naam")
    return _Manifest(rows, bool(faults) and "groups" in reader.fieldnames), faults


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return in_dutch(error)
    if isinstance(error, csv.Error):
        return "het bestand is geen geldige CSV; controleer de aanhalingstekens"
    if isinstance(error, UnicodeDecodeError):
        return "het bestand is geen UTF-8; sla het in Excel op als CSV UTF-8"
    return str(error)


def read_bytes(source: Source) -> bytes:
    """Return the file's contents.

    Raises:
        UnreadableFileError: If it is empty, too large, no file, may not be read, or is being written; or if nobody
            knows who may read it.
    """
    if source.is_doubtful:
        raise UnreadableFileError(f"{MANIFEST} zegt niet duidelijk wie dit mag lezen; verbeter wat daarover is gemeld")
    try:
        if not source.path.is_file():  # opening a pipe would wait for a writer
            if source.path.is_symlink():
                raise UnreadableFileError("deze koppeling leidt naar geen bestand; herstel of verwijder haar")
            raise UnreadableFileError("dit is geen gewoon bestand; haal het uit de map")
        with source.path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > MAX_BYTES:
                raise too_large(before.st_size)
            raw = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise UnreadableFileError(f"kan niet worden geopend ({in_dutch(error)})") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(raw) != before.st_size:
        raise UnreadableFileError("het veranderde terwijl het werd gelezen; probeer het opnieuw als het af is")
    if not raw.strip():
        raise UnreadableFileError("het bestand is leeg")
    return raw


def too_large(size: int) -> UnreadableFileError:
    """Return the error for a file of more than ``MAX_BYTES``."""
    limit = f"hoogstens {MAX_BYTES / 1e6:.0f} MB"
    return UnreadableFileError(f"te groot ({size / 1e6:.0f} MB; {limit}); splits het")


def fingerprint(source: Source, raw: bytes) -> str:
    """Return what changes when the document may change: contents, manifest row, format, or the way of reading."""
    row = sorted((key, value) for key, value in source.manifest.items() if value)
    if source.path.suffix != PurePosixPath(source.doc_id).suffix:
        row.append(("format", source.path.suffix))
    return hashlib.blake2b(raw + repr((READING_VERSION, row)).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with the draft that it was made of, which knows what was dropped and what the report must say."""

    document: Document
    draft: Draft


def read_document(source: Source, raw: bytes) -> Reading:
    """Return the document in a file.

    Raises:
        UnreadableFileError: If its format is not read, or nothing readable is in it.
    """
    draft = mend(formats.read(source.path.name, raw))
    if not any(block.kind != "heading" for block in draft.blocks):
        raise UnreadableFileError("er staat geen tekst in")
    stated = source.manifest.get("kind") or draft.found.get("kind", "")
    kind = read_kind(stated) or guess_kind(source.path.name, draft.text)
    sections = build_sections(draft.text, draft.blocks, kind=kind)
    kind = kind or kind_of_headings(section.title for section in all_sections(sections) if section.title)
    metadata = describe(
        source.path.name,
        manifest=source.manifest,
        found=draft.found,
        kind=kind,
        text=draft.text,
        sections=sections,
        is_table=draft.is_table,
    )
    sections = describe_items(draft.text, sections, metadata)
    return Reading(Document(source.doc_id, metadata, draft.text, sections), draft)
