"""Putting the real parts together: the one place where encoder, index and searcher meet the settings."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api.settings import Settings
from search.dutch.analyser import terms
from search.encoder import DEFAULT_ENCODER, Encoder, EncoderIdentity, load_encoder
from search.errors import IndexMissingError
from search.index import current_generation
from search.searcher import Searcher

ModelProgress = Callable[[str, int, int], None]


def silent(name: str, done: int, total: int) -> None:
    """Report nothing."""


def index_directory(option: Path | None, settings: Settings) -> Path:
    """Return the directory of the index: the option, or else the setting.

    Raises:
        IndexMissingError: If neither names one.
    """
    directory = option or settings.index
    if directory is None:
        raise IndexMissingError("Zeg met --index MAP (of met BRONWIJZER_INDEX) waar de index staat.")
    return directory


def encoder_for(
    name: str | None, own: EncoderIdentity | None, settings: Settings, progress: ModelProgress = silent
) -> Encoder:
    """Return the encoder that is asked for, or else the one of the index, or else the default one."""
    chosen = name or (own.name if own is not None else DEFAULT_ENCODER)
    return load_encoder(chosen, cache=settings.cache, progress=progress)


def open_searcher(settings: Settings, *, index: Path | None = None, progress: ModelProgress = silent) -> Searcher:
    """Return a searcher over an index with the encoder that wrote it, everything that a first query needs loaded.

    Raises:
        SearchError: If there is no index, or it cannot be searched.
    """
    directory = index_directory(index, settings)
    own = current_generation(directory).encoder
    with ThreadPoolExecutor(max_workers=1) as pool:
        lemmas = pool.submit(terms, "opwarmen")  # loads the lemma list beside the model: half a second less to wait
        searcher = Searcher.open(directory, encoder_for(None, own, settings, progress))
        searcher.warm_up()
        lemmas.result()
    return searcher
