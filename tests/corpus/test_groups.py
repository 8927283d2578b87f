"""Who may read a document: as a manifest and front matter state it, and what happens when that cannot be read."""

from pathlib import Path

import pytest

from corpus.collection import Source, find_sources, read_bytes, read_document
from corpus.groups import read_groups
from corpus.reading.draft import UnreadableFileError
from corpus.reading.front_matter import read_front_matter
from tests.conftest import WriteFiles

PROSE = "Het spreekuur is op dinsdag.\n"
FRONT = "---\ntitle: Spreekuur\ngroups: [jeugd]\n---\n" + PROSE


def sources_of(root: Path) -> dict[str, Source]:
    return {source.doc_id: source for source in find_sources([root])[0]}


def groups_of(source: Source) -> tuple[str, ...]:
    return read_document(source, read_bytes(source)).document.metadata.groups


@pytest.mark.parametrize(
    ("stated", "groups"),
    [
        ("", ()),
        (" ; ", ()),
        ("wijk;  jeugd ;wijk", ("jeugd", "wijk")),
        ("Jeugd;jeugd", ("Jeugd", "jeugd")),
        ("cafe\u0301", ("café",)),
        ("team  zuid", ("team zuid",)),
    ],
)
def test_groups_are_names_in_order_each_once(stated: str, groups: tuple[str, ...]) -> None:
    assert read_groups(stated) == groups


def test_the_manifest_goes_before_front_matter_and_who_states_nothing_leaves_it_to_everybody(
    write_files: WriteFiles,
) -> None:
    manifest = "file,groups\na.md,wijk; jeugd\nb.md,\n"
    root = write_files({"manifest.csv": manifest, "a.md": FRONT, "b.md": FRONT, "c.txt": PROSE})

    found = {doc_id: groups_of(source) for doc_id, source in sources_of(root).items()}

    assert found == {"a.md": ("jeugd", "wijk"), "b.md": ("jeugd",), "c.txt": ()}


@pytest.mark.parametrize(
    "text",
    [
        "---\ngroepen: jeugd; wijk\n---\nTekst",
        "---\nGroups: [wijk, jeugd]\n---\nTekst",
        "---\ntitle: Een: twee\ngroups: jeugd;wijk\n---\nTekst",
        "+++\ngroups = ['jeugd', 'wijk']\n+++\nTekst",
    ],
)
def test_front_matter_states_groups_in_every_way_that_it_states_names(text: str) -> None:
    assert read_groups(read_front_matter(text).found["groups"]) == ("jeugd", "wijk")


@pytest.mark.parametrize(
    "text",
    [
        "---\ngroups: [jeugd\ntitle: Koffie\n---\nTekst",
        "---\ngroups: []\n---\nTekst",
        "---\ngroups:\n---\nTekst",
        "---\n'groups': {een: [twee]}\n---\nTekst",
        "+++\ngroups = [jeugd]\n+++\nTekst",
    ],
)
def test_a_file_whose_groups_cannot_be_read_is_not_read(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="welke groepen dit mogen lezen"):
        read_front_matter(text)


def test_a_text_between_two_lines_states_no_groups() -> None:
    assert read_front_matter("---\nZie ook\ngroups: geen\n---\nTekst").found == {}


@pytest.mark.parametrize("row", ["b.txt", "b.txt,jeugd,2024-13", "b.txt,;,2024", "B.txt,jeugd,2024"])
def test_where_a_manifest_with_groups_has_a_fault_no_file_without_a_row_is_read(
    write_files: WriteFiles, row: str
) -> None:
    root = write_files({"manifest.csv": f"file,groups,date\na.txt,wijk,\n{row}\n", "a.txt": PROSE, "b.txt": PROSE})
    sources = sources_of(root)

    assert groups_of(sources["a.txt"]) == ("wijk",)
    with pytest.raises(UnreadableFileError, match=r"^manifest.csv zegt niet duidelijk wie dit mag lezen"):
        read_bytes(sources["b.txt"])


def test_a_fault_in_a_manifest_without_groups_keeps_no_file_from_being_read(write_files: WriteFiles) -> None:
    root = write_files({"manifest.csv": "file,date\nb.txt,2024-13\n", "b.txt": PROSE})
    assert read_bytes(sources_of(root)["b.txt"]) == PROSE.encode()


@pytest.mark.parametrize(
    ("manifest", "is_read"),
    [(b'file,title\n"a', True), (b'file,groups\n"a', False), ("naam;Groups\n".encode("utf-16"), False)],
)
def test_the_files_beside_a_broken_manifest_are_read_only_when_it_has_no_groups(
    write_files: WriteFiles, manifest: bytes, is_read: bool
) -> None:
    root = write_files({"a.txt": PROSE})
    (root / "manifest.csv").write_bytes(manifest)
    assert sources_of(root)["a.txt"].is_doubtful is not is_read
