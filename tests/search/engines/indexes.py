"""An index to try engines with."""

import zlib
from base64 import b85decode
from pathlib import Path

from indexer.sync import sync
from search.engines.milvus import Milvus
from search.engines.publishing import engine_of, follow
from search.searcher import Searcher
from tests.fakes import FakeEncoder, InOneProcess

FILES = {
    "manifest.csv": (
        "file,groups,publisher,kind,date\n"
        "a.md,jeugd,Buurt,newsletter,2024\nb.md,wijk;jeugd,Buurt,article,2023\nc.md,,Stad,article,2022-05\n"
    ),
    "a.md": "# Koffie\n\nKoffie voor jongeren in het buurthuis.\n\n# Sport\n\nSporten met jongerenwerkers in de wijk.",
    "b.md": "# Wijk\n\nKoffie voor de wijk, elke dinsdag, met de wijkverpleging en koffie toe.",
    "c.md": "# Iedereen\n\nKoffie voor iedereen.\n\n# Schulden\n\nDe gemeente helpt jongeren met schulden.",
    "d.md": "# Schuldhulp\n\nSchuldhulp bij jongeren begint met een gesprek over geld en over jongerenschulden.",
}
QUERIES = ("koffie", "jongeren schulden", "wijk", "gesprek over geld", "zwaluwstaart")
NEW = "# Duiven\n\nDe duivenhouders van de wijk drinken koffie."


def put(directory: Path, *paths: Path, is_pruning: bool = False, is_anew: bool = False) -> None:
    work = InOneProcess()
    sync(list(paths), directory, lambda identity: FakeEncoder(), prune=is_pruning, rebuild=is_anew, work=work)


def found(directory: Path, query: str) -> list[str]:
    return [hit.passage.doc_id for hit in Searcher.open(directory, FakeEncoder()).search(query, mode="lexical").hits]


def directory_of_whole(directory: Path) -> Path:
    engine = engine_of(directory)
    assert engine is not None
    follow(directory, engine, is_whole=True)
    return directory


def texts(engine: Milvus) -> list[str]:
    names = sorted(engine.known_blocks())
    return [zlib.decompress(b85decode(data)).decode("latin-1") for data in engine.blocks(names).values()]
