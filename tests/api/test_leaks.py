"""Nobody learns anything of what they may not read: every call answers as over an index without it."""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.access import Access
from api.app import create_app
from api.asker import ANONYMOUS
from api.keys import KeyFile
from corpus.model import Block, Document, Fact, Metadata, Section
from indexer.chunking import chunk
from indexer.sync import embed, entry
from search.index import Index
from search.searcher import Searcher
from search.store import Catalogue
from search.view import View
from search.writer import IndexWriter
from tests.fakes import FakeEncoder

LENGTH = 60
"""Words of every text: the average length of a passage is all that is not worked out anew for an asker."""
WORDS = ["koffie", "dinsdag", "buurt", "coach", "wijk", "geld", "muziek", "zorg", "hulp", "fiets"]
OWN = ["zwalubrin", "kwistoram", "plompegat", "drieskonu", "vlamuteri", "groskapin"]
"""A word of each text that no other has."""
MISSPELT = [word[:5] + "x" + word[6:] for word in OWN]
MEANING = "Blauwe Tuin Fonds (BTF)"
KINDS = ["interview", "article", "project", "droomverslag"]


@dataclass(frozen=True)
class Text:
    """A document: its words, whether it explains an abbreviation, its kind, and who may read it."""

    words: Sequence[str]
    explains: bool
    kind: str
    groups: Sequence[str]

    def document(self, number: int) -> Document:
        words = [*self.words, OWN[number]][-(LENGTH - 4 * self.explains) :]
        text = " ".join([*words, *([MEANING] if self.explains else [])]).capitalize() + "."
        text = text.replace(MEANING.lower(), MEANING)
        metadata = Metadata(
            f"Stuk {OWN[number][::-1]}",
            f"Uitgever{number}",
            f"2024-01-{number + 10}",
            (),
            self.kind,
            "nl",
            None,
            (Fact("place", f"Wijk{number}"), Fact("contact", f"{OWN[number]}@x.nl"), Fact("status", "running")),
            groups=tuple(self.groups),
        )
        blocks = (Block("text", 0, len(text)),)
        return Document(f"{OWN[number][::-1]}.txt", metadata, text, (Section("", 0, 0, len(text), None, blocks, ()),))


SAME = random.Random(6).choices(WORDS, k=LENGTH)
CHAIN = [[*SAME[:20], "stoel", *SAME[21:]], SAME, [*SAME[:40], "tafel", *SAME[41:]]]
"""The middle one is nearly the first and nearly the last, which are not nearly the same."""
EVERYTHING = [
    Text(CHAIN[0], False, "article", []),
    Text(CHAIN[1], False, "project", ["b"]),
    Text(CHAIN[2], False, "project", []),
    Text(["geld", "muziek"] * 30, True, "droomverslag", ["a", "b"]),
    Text(["coach", "fiets", "geld", "buurt"] * 15, False, "interview", ["a"]),
    Text(["coach", "BTF", "zorg", "buurt"] * 15, False, "interview", []),
]
TEXTS = st.builds(
    Text,
    words=st.one_of(
        st.sampled_from(CHAIN), st.randoms(use_true_random=False).map(lambda chance: chance.choices(WORDS, k=LENGTH))
    ),
    explains=st.booleans(),
    kind=st.sampled_from(KINDS),
    groups=st.lists(st.sampled_from(["a", "b"]), unique=True).map(sorted),
)
USERS = [None, [], ["a"], ["b"], ["a", "b", "c"]]
"""Groups of whoever asks; None comes without a key."""


def write(directory: Path, documents: Sequence[Document]) -> Path:
    encoder = FakeEncoder()
    with IndexWriter.open(directory) as writer:
        changes, _ = embed(
            [entry(document, "mark") for document in documents], (), None, encoder, directory, lambda *_: None
        )
        writer.write(None, changes, encoder.identity)
    return directory


def client_of(index: Path, access: Access | None, key: str | None) -> TestClient:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return TestClient(create_app(lambda: Searcher.open(index, FakeEncoder()), access=access), headers=headers)


Call = tuple[str, str, Any]
TOLD = ("content-length", "etag", "x-request-id")
"""Headers that are of one answer alone."""
WHEN = re.compile(r"\d+ \w+ 2\d{3} om \d\d\.\d\d uur|<updated>[^<]*<|2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d[^\s\"<]*")

OPERATORS = re.compile(r'<section aria-labelledby="unread">.*?</section>', re.DOTALL)
"""What a page tells only who may read everything, as the one does who asks the index that readers are compared with."""


def calls(documents: Sequence[Document]) -> Iterator[Call]:
    """Yield every call that reads, in every way, about what is in the documents."""
    yield "GET", "/health/ready", None
    yield "POST", "/v1/analysis", {"text": "BTF zwalubrin"}
    for document in documents:
        yield tool("document", docId=document.doc_id)
        for passage in chunk(document):
            yield "GET", f"/v1/passages/{passage.passage_id}", None
            yield tool("passage", passageId=passage.passage_id)
            yield "GET", f"/v1/passages/{passage.passage_id}/citation?format=ris", None
            yield "GET", f"/v1/passages/{passage.passage_id}/similar", None
            yield "POST", "/v1/citations", {"passageIds": [passage.passage_id], "format": "csl-json"}
        yield "GET", f"/v1/documents/{document.doc_id}", None
        yield "GET", f"/v1/documents/{document.doc_id}/similar", None
    for order in ("docId", "date"):
        yield "GET", f"/v1/documents?sort={order}&k=2", None
    yield "GET", "/v1/documents?kind=interview", None
    for typed in ("s", "st", "b", "bt", "blauwe t", *(word[::-1][:3] for word in OWN)):
        yield "GET", f"/v1/suggestions?q={typed}&k=50", None
    yield "GET", "/v1/passages/nergens", None
    queries = ["BTF", "blauwe tuin fonds", "coach geld", "nieuwste interview", "nieuwste", "laatste nieuws over geld"]
    queries += [*OWN[: len(documents)], *MISSPELT[: len(documents)], f"{OWN[0]} geld {OWN[1]}"]
    for query in queries:
        for mode in ("hybrid", "dense", "lexical"):
            yield "POST", "/v1/search", {"q": query, "k": 100, "mode": mode, "explain": True}
        yield "POST", "/v1/answers", {"question": f"Wat is {query}?", "k": 25}
    for query in (*OWN[: len(documents)], MISSPELT[0], "BTF"):
        yield tool("search", q=query, explain=True)
        yield tool("answer", question=f"Wat is {query}?")
    for kind in (*KINDS, "roman"):
        yield "POST", "/v1/search", {"q": "geld", "kind": kind}
        yield "POST", "/v1/answers", {"question": "Wat kost de coach?", "kind": kind}
    for query in ("geld", "BTF", MISSPELT[0]):
        yield "POST", "/v1/search/record", {"q": query}
        yield "GET", f"/v1/feed?q={query}&mode=lexical", None
    for path in (
        "/",
        "/?lang=en",
        "/?q=wat+is+btf%3F",
        f"/?q={MISSPELT[0]}",
        "/?q=coach&kind=interview",
        "/?q=geld&kind=roman",
    ):
        yield "GET", path, None
    for path in ("/projecten", "/projecten?sort=title&join=true", "/projecten?place=wijk2", "/bronnen"):
        yield "GET", path, None
    for asked in ("", "?kind=project", "?publisher=Uitgever1", "?without=kind", "?year=2024"):
        yield "GET", f"/bronnen/documenten{asked}", None
    for document in documents:
        for query in ("", "?q=coach+geld", f"?q={MISSPELT[0]}"):
            yield "GET", f"/document/{document.doc_id}{query}", None
        yield "GET", f"/vergelijkbaar/{chunk(document)[0].passage_id}", None
    for number in range(len(documents)):
        yield "GET", f"/v1/search?q=geld&publisher=Uitgever{number}&expand=false&correct=false", None
        yield "GET", f"/v1/search?q=coach&from=2024-01-{number + 10}&to=2024-01-{number + 10}", None


def tool(name: str, **arguments: object) -> Call:
    """Return the call of a tool for assistants."""
    params = {"name": name, "arguments": arguments}
    return "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


def answer(client: TestClient, call: Call) -> object:
    method, path, body = call
    response = client.request(method, path, json=body)
    kept = {name: value for name, value in response.headers.items() if name not in TOLD}
    is_json = response.headers["content-type"].endswith("json")
    told: Any = response.json() if is_json else response.text
    if path == "/mcp":
        (content,) = told["result"]["content"]
        told = content["text"] if told["result"]["isError"] else json.loads(content["text"])
    return [response.status_code, kept, plain(told)]


def plain(value: object) -> object:
    """Return an answer without its times and ranks, lists in order of all but numbers: equal scores have no order."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if name not in ("tookMs", "rank")}
    if isinstance(value, list):
        return sorted(map(plain, value), key=lambda inner: json.dumps(rounded(inner), sort_keys=True))
    return OPERATORS.sub("", WHEN.sub("", value)) if isinstance(value, str) else value


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return 0 if isinstance(value, float) else value


def is_same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == (pytest.approx(other, abs=2e-3) if isinstance(other, float) else other)


def leaks(root: Path, texts: Sequence[Text], groups: Sequence[str] | None) -> list[Call]:
    """Return the calls that tell someone with these groups more than an index of what they may read would."""
    documents = [text.document(number) for number, text in enumerate(texts)]
    readable = [one for one in documents if not one.metadata.groups or {*one.metadata.groups} & {*(groups or ())}]
    keys = KeyFile(root / "sleutels")
    made = keys.create(name="", scope="read", groups=groups or (), expires=None)[0]
    access = Access(keys, anonymous=ANONYMOUS)
    # Of whoever has a key, the counts of readiness are those of everybody.
    common = [one for one in documents if not one.metadata.groups]
    with ExitStack() as stack:
        asked, oracle, everybody = (
            stack.enter_context(client)
            for client in (
                client_of(write(root / "whole", documents), access, None if groups is None else made),
                client_of(write(root / "readable", readable), None, None),
                client_of(write(root / "common", common), None, None),
            )
        )
        return [
            call
            for call in calls(documents)
            if not is_same(answer(asked, call), answer(everybody if call[1] == "/health/ready" else oracle, call))
        ]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=len(OWN)), groups=st.sampled_from(USERS))
@example(texts=EVERYTHING, groups=None)
@example(texts=EVERYTHING, groups=[])
@example(texts=EVERYTHING, groups=["a"])
@example(texts=EVERYTHING, groups=["a", "b", "c"])
@example(texts=[Text(SAME, False, "article", ["b"])], groups=["a"])
def test_every_call_answers_as_over_what_the_asker_may_read(
    tmp_path_factory: pytest.TempPathFactory, texts: Sequence[Text], groups: Sequence[str] | None
) -> None:
    assert leaks(tmp_path_factory.mktemp("leaks"), texts, groups) == []


def _from_all(part: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Return what makes the part of a view that of the whole index."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        made = View.__init__

        def whole(self: View, index: Index, thesaurus: Mapping[Any, Any], groups: frozenset[str] | None) -> None:
            made(self, index, thesaurus, groups)
            everything = View.__new__(View)
            made(everything, index, thesaurus, None)
            setattr(self, part, getattr(everything, part))

        monkeypatch.setattr(View, "__init__", whole)

    return patch


def _any_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    of_groups = Catalogue.passage
    monkeypatch.setattr(Catalogue, "passage", lambda self, passage_id, **_: of_groups(self, passage_id))


PATHS = {
    "counts": ("/health/ready", "/v1/search/record"),
    "kinds": ("/v1/search", "/v1/answers"),
    "families": ("/v1/search",),
    "speller": ("/v1/search",),
    "expander": ("/v1/search",),
    "lexical": ("/v1/search", "/v1/answers"),
    "readable": ("/v1/search", "/v1/answers"),
    "holdings": ("/bronnen", "/bronnen/documenten"),
    "projects": ("/projecten",),
}


@pytest.mark.parametrize("part", PATHS)
def test_a_part_that_is_learned_from_everything_leaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    _from_all(part)(monkeypatch)
    assert {path for _, path, _ in leaks(tmp_path, EVERYTHING, [])} >= {*PATHS[part]}


def test_passages_by_name_leak_when_groups_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _any_passage(monkeypatch)
    leaking = {"/".join(path.split("/")[:3]) for _, path, _ in leaks(tmp_path, EVERYTHING, [])}
    assert leaking == {"/v1/passages", "/mcp"}
