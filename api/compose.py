"""Putting the real parts together: the one place where encoder, index and searcher meet the settings."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from api.settings import Settings
from search.answering.generator import Generator
from search.encoder import DEFAULT_ENCODER, Encoder, EncoderIdentity, load_encoder
from search.errors import IndexMissingError, ModelError
from search.expansion import NO_FORMS, Forms, forms_of_concepts
from search.generation import current_generation
from search.searcher import Searcher
from search.thesaurus import OWN_THESAURUS, read_thesaurus

NO_THESAURUS = "geen"
"""What a user says in the place of a file."""

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


def thesaurus_file(option: str | None, settings: Settings) -> Path | None:
    """Return the file of the thesaurus: that of the option, or else of the setting, or else our own. None: without."""
    chosen = option or settings.thesaurus
    return None if chosen == NO_THESAURUS else Path(chosen or OWN_THESAURUS)


def thesaurus_for(option: str | None, settings: Settings) -> Forms:
    """Return what the thesaurus adds to queries.

    Raises:
        UnreadableThesaurusError: If it cannot be read.
    """
    file = thesaurus_file(option, settings)
    return NO_FORMS if file is None else forms_of_concepts(read_thesaurus(file))


def generator_for(settings: Settings) -> Generator | None:
    """Return what words answers; None when no address is set.

    Raises:
        ModelError: If no model is named, or the address is none.
    """
    if not settings.generator_url:
        return None
    if not settings.generator_model:
        raise ModelError("Zet in BRONWIJZER_GENERATOR_MODEL welk taalmodel op dat adres moet antwoorden.")
    from search.answering.http_generator import HttpGenerator

    return HttpGenerator(
        settings.generator_url,
        model=settings.generator_model,
        key=settings.generator_key,
        timeout=settings.generator_timeout,
        max_tokens=settings.generator_max_tokens,
    )


def open_searcher(
    settings: Settings, *, index: Path | None = None, thesaurus: str | None = None, progress: ModelProgress = silent
) -> Searcher:
    """Return a searcher over an index with the encoder that wrote it, everything that a first query needs loaded.

    Raises:
        SearchError: If there is no index, it cannot be searched, or the thesaurus cannot be read.
    """
    directory = index_directory(index, settings)
    own = current_generation(directory).encoder
    with ThreadPoolExecutor(max_workers=1) as pool:
        # Beside the model, with the lemma list that it needs: half a second less to wait.
        forms = pool.submit(thesaurus_for, thesaurus, settings)
        encoder = encoder_for(None, own, settings, progress)
        searcher = Searcher.open(directory, encoder, thesaurus=forms.result())
        searcher.warm_up()
    return searcher
