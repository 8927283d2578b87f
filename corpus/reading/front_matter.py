"""Front matter: what the top of a Markdown file states about it, in YAML (between ---) or TOML (between +++)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from corpus.groups import read_groups
from corpus.reading.draft import UnreadableFileError

_KEYS = {
    "title": "title",
    "titel": "title",
    "author": "authors",
    "authors": "authors",
    "auteur": "authors",
    "auteurs": "authors",
    "date": "date",
    "datum": "date",
    "url": "url",
    "kind": "kind",
    "soort": "kind",
    "publisher": "publisher",
    "uitgever": "publisher",
    "language": "language",
    "lang": "language",
    "taal": "language",
    "people": "people",
    "betrokkenen": "people",
    "partners": "partners",
    "partner": "partners",
    "place": "place",
    "plaats": "place",
    "programme": "programme",
    "programma": "programme",
    "programmalijn": "programme",
    "start": "start",
    "begin": "start",
    "startdatum": "start",
    "end": "end",
    "eind": "end",
    "einde": "end",
    "einddatum": "end",
    "status": "status",
    "contact": "contact",
    "groups": "groups",
    "groepen": "groups",
}
_STATES_GROUPS = re.compile(r"""^\s*["']?(?:groups|groepen)["']?\s*[:=]""", re.IGNORECASE | re.MULTILINE)
_YAML_RULE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_TOML_RULE = re.compile(r"^\+{3}\s*$", re.MULTILINE)
_ENTRY = re.compile(r"^(?=[\w\"'][^:\n]*:(?:\s|$))", re.MULTILINE)
_STRUCTURES = ("[", "{", "!")
"""What begins with these is no text that only misses its quotes."""
# PyYAML lets through what its constructors raise: ValueError for 2024-13-01, others for a wrong tag.
_FAULTS = (yaml.YAMLError, ValueError, KeyError, AttributeError, RecursionError)
_LITERAL = "letterlijk gelezen, want het is geen geldige YAML; zet de hele waarde tussen aanhalingstekens"
_LEFT_OUT = "niet gebruikt, want het is geen geldige YAML of geen bestaande datum; verbeter die regel"
_UNREAD = "boven in het bestand is {} niet te lezen; schrijf daar tekst of een lijst van namen"
_WHO = "boven in het bestand is niet te lezen welke groepen dit mogen lezen; schrijf daar namen, of haal die regel weg"
_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the top of a file states, the text below it, and what the report must say, in Dutch."""

    found: Mapping[str, str]
    body: str
    notes: tuple[str, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a text; what is no front matter stays in its body.

    YAML that is not valid is read entry by entry: a text that misses its quotes is taken literally, what cannot be
    read is left out, and the notes name its line.

    Raises:
        UnreadableFileError: If it says who may read the file, and no names of groups can be read there.
    """
    for rule, read in ((_YAML_RULE, _read_yaml), (_TOML_RULE, _read_toml)):
        before, *parts = rule.split(text.lstrip(), 2)
        if not before and len(parts) == 2:
            fields, body = parts
            values, notes = read(fields, text[: text.index(fields)].count("\n"))
            found, unread = _metadata(values or {})
            is_front_matter = values is not None or notes
            if is_front_matter and _STATES_GROUPS.search(fields) and not read_groups(found.get("groups", "")):
                raise UnreadableFileError(_WHO)
            if values is None:
                return FrontMatter({}, text.strip(), notes)
            return FrontMatter(found, body.strip(), (*notes, *map(_UNREAD.format, unread)))
    return FrontMatter({}, text.strip())


def _read_yaml(fields: str, above: int) -> tuple[dict[str, object] | None, tuple[str, ...]]:
    """Return the values, or None when this is a text between two rules, and the notes.

    Args:
        fields: What stands between the rules.
        above: The number of lines above it.
    """
    try:
        values = _load(fields)
    except _FAULTS:
        return _read_entries(fields, above)
    return (values, ()) if isinstance(values, dict) else (None, ())


def _load(fields: str) -> object:
    return yaml.safe_load(fields)  # not PyYAML's loader in C: deep nesting crashes it, and Python with it


def _read_entries(fields: str, above: int) -> tuple[dict[str, object] | None, tuple[str, ...]]:
    """Return what can be read of YAML that is not valid, and a note for each entry that misses something."""
    first, *entries = _ENTRY.split(fields)
    keys = [entry.split(":", 1)[0].strip("\"' ") for entry in entries]
    is_yaml = all(line.startswith("#") for line in first.split("\n") if line.strip())
    if not is_yaml or not any(key.lower() in _KEYS for key in keys):
        return None, ()
    values: dict[str, object] = {}
    notes = []
    line = above + first.count("\n") + 1
    for key, entry in zip(keys, entries, strict=True):
        stated = entry.split(":", 1)[1].strip()
        try:
            loaded = _load(entry)
            values |= loaded if isinstance(loaded, dict) else {}
        except _FAULTS as error:
            is_text = isinstance(error, yaml.YAMLError) and "\n" not in stated and not stated.startswith(_STRUCTURES)
            if is_text:
                values[key] = stated
            notes.append(f"regel {line} ({key}) is {_LITERAL if is_text else _LEFT_OUT}")
        line += entry.count("\n")
    return values, tuple(notes)


def _read_toml(fields: str, above: int) -> tuple[dict[str, object] | None, tuple[str, ...]]:
    """Return the values, or None when it is not valid, and the notes."""
    try:
        return tomllib.loads(fields), ()
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        place = f" (regel {above + int(found[1])})" if found else ""
        return None, (f"de gegevens tussen +++ zijn geen geldige TOML{place} en staan nu in de tekst; verbeter ze",)


def _metadata(values: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """Return what the fields that we know state, and those whose value cannot be read as text."""
    found: dict[str, str] = {}
    unread = []
    for key, value in values.items():
        name = _KEYS.get(str(key).lower())  # YAML makes a number of 1, and a boolean of yes
        stated = [part for part in (value if isinstance(value, list) else [value]) if part is not None]
        texts = [_text_of(part) for part in stated]
        if name is None or not stated:
            continue
        if None in texts:
            unread.append(str(key))
        else:
            found[name] = "; ".join(filter(None, texts))
    return found, unread


def _text_of(part: object) -> str | None:
    """Return a value as text, of a mapping that describes a person or the like its name; None when it has none."""
    if isinstance(part, dict):
        part = part.get("name", part.get("naam"))
    return None if part is None or isinstance(part, list | dict) else str(part)
