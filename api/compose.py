"""Putting the real parts together: the one place where encoder, index and searcher meet the settings.

A search from cold waits for the model and for the engines. So nothing is imported here before it is needed, and the
two are loaded beside each other.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from search.encoder import DEFAULT_ENCODER, Encoder, EncoderIdentity, load_encoder
from search.engines.address import Account, EngineAddress, IndexPlace
from search.engines.publication import directory_of
from search.errors import EngineError, IndexMissingError, ModelError, SearchError, SharedJobsError
from search.generation import current_generation

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from api.access import Access, Tokens
    from api.keys import KeyFile
    from api.limits import Limits
    from indexer.jobs import Jobs
    from search.answering.generator import Generator
    from search.engines.milvus import Milvus
    from search.expansion import Forms
    from search.searcher import Searcher

NO_THESAURUS = "geen"
"""What a user says in the place of a file."""


class TracesError(SearchError):
    """Traces are wanted, and what sends them is not there."""


class ThemeError(SearchError):
    """The style sheet of the organisation cannot be read."""


ModelProgress = Callable[[str, int, int], None]


def silent(name: str, done: int, total: int) -> None:
    """Report nothing."""


def index_place(option: IndexPlace | None, settings: Settings) -> IndexPlace:
    """Return where the index is: the option, or else the setting.

    Raises:
        IndexMissingError: If neither names a place.
    """
    place = option or settings.index
    if place is None:
        raise IndexMissingError("Zeg met --index MAP (of met BRONWIJZER_INDEX) waar de index staat.")
    return place


def index_directory(
    option: IndexPlace | None, settings: Settings, progress: ModelProgress = silent, *, is_whole: bool = False
) -> Path:
    """Return the directory of the index; of one in an engine that on this machine, up to date with it.

    Args:
        option: Where the index is; None for where the settings say.
        settings: Where else, and the account in an engine.
        progress: Told what comes from an engine.
        is_whole: Whether every file comes, those too that only a writer needs.

    Raises:
        IndexMissingError: If neither names a place.
        EngineError: If the engine does not answer, or its client is not installed.
    """
    place = index_place(option, settings)
    if isinstance(place, Path):
        return place
    engine = engine_at(place, settings)
    from search.engines.publishing import follow

    directory = directory_of(place, settings.cache)
    follow(directory, engine, is_whole=is_whole, progress=progress)
    return directory


def engine_at(address: EngineAddress, settings: Settings) -> "Milvus":
    """Return the engine at an address, with the account of the settings.

    Raises:
        EngineError: If it does not answer, or its client is not installed.
    """
    try:
        from search.engines.milvus import connected, sign_in
    except ModuleNotFoundError as error:
        raise EngineError(
            "Voor een index in Milvus is pymilvus nodig. Installeer het met: pip install 'bronwijzer[milvus]'."
        ) from error
    sign_in(address, Account(settings.milvus_token, settings.milvus_tls, settings.milvus_replicas))
    return connected(address)


def shortcoming_of(option: IndexPlace | None, settings: Settings) -> str:
    """Return what the engine that keeps an index cannot do, as a Dutch sentence; "" for nothing.

    Raises:
        IndexMissingError: If neither option nor settings name a place.
        EngineError: If the engine does not answer, or its client is not installed.
    """
    place = index_place(option, settings)
    return "" if isinstance(place, Path) else engine_at(place, settings).shortcoming


def encoder_for(
    name: str | None, own: EncoderIdentity | None, settings: Settings, progress: ModelProgress = silent
) -> Encoder:
    """Return the encoder that is asked for, or else the one of the index, or else the default one."""
    chosen = name or (own.name if own is not None else DEFAULT_ENCODER)
    return load_encoder(chosen, cache=settings.cache, progress=progress)


def encoder_of_worker(identity: EncoderIdentity) -> Encoder:
    """Return the encoder of an identity on a machine of a cluster, by that machine's own settings."""
    return encoder_for(None, identity, Settings.read(os.environ))


def thesaurus_file(option: str | None, settings: Settings) -> Path | None:
    """Return the file of the thesaurus: that of the option, or else of the setting, or else our own. None: without."""
    from search.thesaurus import OWN_THESAURUS

    chosen = option or settings.thesaurus
    return None if chosen == NO_THESAURUS else Path(chosen or OWN_THESAURUS)


def thesaurus_for(option: str | None, settings: Settings) -> "Forms":
    """Return what the thesaurus adds to queries.

    Raises:
        UnreadableThesaurusError: If it cannot be read.
    """
    from search.expansion import NO_FORMS, forms_of_concepts
    from search.thesaurus import read_thesaurus

    file = thesaurus_file(option, settings)
    return NO_FORMS if file is None else forms_of_concepts(read_thesaurus(file))


def generator_for(settings: Settings) -> "Generator | None":
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


def limits_of(settings: Settings) -> "Limits":
    """Return how many requests a process works on, and for how long."""
    from api.limits import Limits

    return Limits(at_once=settings.concurrency, waiting=settings.queue, seconds=settings.timeout)


def theme_of(settings: Settings) -> bytes | None:
    """Return the style sheet of the organisation; None when it has none.

    Raises:
        ThemeError: If it cannot be read.
    """
    if settings.theme is None:
        return None
    try:
        return settings.theme.read_bytes()
    except OSError as error:
        raise ThemeError(f"Het stijlblad {settings.theme} uit BRONWIJZER_THEME is niet te lezen.") from error


def tracer_for(settings: Settings) -> "TracerProvider | None":
    """Return what takes traces of requests; None when they are not wanted.

    Raises:
        TracesError: If what sends them is not installed.
    """
    if not settings.traces:
        return None
    try:
        from api.tracing import tracer
    except ModuleNotFoundError as error:
        raise TracesError(
            "Voor BRONWIJZER_TRACES is OpenTelemetry nodig. Installeer het met: pip install 'bronwijzer[traces]'."
        ) from error
    return tracer()


def tokens_for(settings: Settings) -> "Tokens | None":
    """Return what knows the tokens of an issuer; None when none is set.

    Raises:
        IssuerError: If its address is not safe, or it is not said what tokens must be meant for.
    """
    if not settings.oidc_issuer:
        return None
    from api.tokens import IssuedTokens, read_scopes

    return IssuedTokens(
        settings.oidc_issuer,
        audience=settings.oidc_audience,
        groups_claim=settings.oidc_groups_claim,
        scope_claim=settings.oidc_scope_claim,
        scopes=read_scopes(settings.oidc_scopes),
    )


def key_file(option: IndexPlace | None, settings: Settings) -> "KeyFile":
    """Return the file with the keys of the API: that of the setting, or else the one beside the index.

    Raises:
        IndexMissingError: If neither is named.
    """
    from api.keys import KeyFile, keys_beside

    if settings.keys is not None:
        return KeyFile(settings.keys)
    place = index_place(option, settings)
    return KeyFile(keys_beside(place if isinstance(place, Path) else directory_of(place, settings.cache)))


def access_for(settings: Settings) -> "Access | None":
    """Return what knows who asks; None when nobody is asked.

    On the machine itself nobody is, until there is a key or an issuer of tokens.

    Raises:
        SearchError: If keys or issuer cannot be used.
    """
    from api.access import Access
    from api.asker import ANONYMOUS
    from api.rates import Rates
    from api.security import is_loopback

    keys, tokens = key_file(None, settings), tokens_for(settings)
    if is_loopback(settings.host) and not keys.exists and tokens is None:
        return None
    anonymous = ANONYMOUS if settings.allow_anonymous else None
    return Access(keys, tokens=tokens, anonymous=anonymous, rates=Rates(settings.rate) if settings.rate else None)


def jobs_for(option: IndexPlace | None, directory: Path, settings: Settings) -> "Jobs":
    """Return the jobs of an index: those that its servers share, or else those in its directory on this machine.

    Raises:
        SharedJobsError: If they are to be shared, and the index or what is installed is not for that.
    """
    from indexer.job_storage import SqliteStorage
    from indexer.jobs import Jobs

    if not settings.jobs:
        return Jobs(SqliteStorage(directory), most_waiting=settings.max_jobs)
    place = index_place(option, settings)
    if isinstance(place, Path):
        raise SharedJobsError(
            "BRONWIJZER_JOBS is voor servers die één index in Milvus delen, en deze index staat in een map. Haal de "
            "instelling weg, of geef het adres van een index in Milvus."
        )
    try:
        from indexer.postgresql import PostgresqlStorage
    except ImportError as error:  # of psycopg without PostgreSQL's own library it is this one too
        raise SharedJobsError(
            "Voor BRONWIJZER_JOBS is psycopg nodig. Installeer het met: pip install 'bronwijzer[postgresql]'."
        ) from error
    return Jobs(PostgresqlStorage(settings.jobs, place.name), most_waiting=settings.max_jobs)


def writing_alone(option: IndexPlace | None, directory: Path, settings: Settings) -> AbstractContextManager[object]:
    """Return what keeps the other servers of an index from writing it during a block.

    Raises:
        IndexLockedError: On entering, if one goes on for too long.
        SharedJobsError: Here or on entering, if what they share cannot be used.
    """
    from indexer.sync import PATIENCE

    if not settings.jobs or isinstance(index_place(option, settings), Path):
        return nullcontext()
    return jobs_for(option, directory, settings).turn(patience=PATIENCE)


def open_searcher(
    settings: Settings,
    *,
    index: IndexPlace | None = None,
    thesaurus: str | None = None,
    progress: ModelProgress = silent,
    fetching: ModelProgress = silent,
) -> "Searcher":
    """Return a searcher over an index with the encoder that wrote it, everything that a first query needs loaded.

    Raises:
        SearchError: If there is no index, it cannot be searched, or the thesaurus cannot be read.
    """

    def ready_encoder() -> Encoder:
        encoder = encoder_for(None, own, settings, progress)
        encoder.encode_queries(["opwarmen"])  # loads the weights
        return encoder

    directory = index_directory(index, settings, fetching)
    own = current_generation(directory).encoder
    with ThreadPoolExecutor(max_workers=1) as pool:
        encoder = pool.submit(ready_encoder)
        from search.searcher import Searcher

        forms = thesaurus_for(thesaurus, settings)
        return Searcher.open(directory, encoder.result(), thesaurus=forms)
