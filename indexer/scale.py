"""Reading and embedding on a cluster of Ray: every machine in it works along, and one that falls out is made up for.

What a killed run embedded is kept beside the index as always, so the next run goes on from there. Vectors are written
by this process alone, each by its text: a batch that a worker does twice changes nothing.
"""

import logging
import os
import pickle
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.cores import available_cores
from corpus.sandbox import Limits, Outcome
from indexer.work import BATCH, HERE, Read, Share
from search.encoder import Encoder, EncoderIdentity, Vectors
from search.errors import SearchError

if TYPE_CHECKING:
    from corpus.collection import Source

LOCAL = "local"
"""Address of a cluster that is started for a run alone, on this machine."""
_SILENT = (
    "Op {} antwoordt geen cluster van Ray. Start het met `ray start --head` en geef het adres dat dan verschijnt "
    f"(host:poort), of kies --ray {LOCAL}."
)
_ERROR = re.compile(r"^(?:[\w.]+\.)?(\w+Error(?:: .*)?)$", re.MULTILINE)
_PATIENCE = 5.0
"""Seconds to wait for the head of a cluster."""
_FILES = 16
"""Files that a worker takes at a time."""
_MOST_BLOCKS = 10_000
"""Parts that the texts are divided into at most: each costs the one who divides them a moment."""

EncoderOf = Callable[[EncoderIdentity], Encoder]
"""Returns the encoder of an identity, on a worker, where it is sent: found by its name, or a partial of that."""
Columns = dict[str, npt.NDArray[Any]]


class ClusterError(SearchError):
    """The cluster is not there, or could not do its work."""


@contextmanager
def cluster(address: str, encoder_of: EncoderOf, *, workers: int | None = None) -> Iterator["Cluster"]:
    """Yield a cluster that works inside the block.

    Args:
        address: ``local`` starts one on this machine; ``host:port`` is that of the head of one that runs.
        encoder_of: Returns the encoder of an identity, on a worker.
        workers: Processes that embed; None for one on each GPU, or on each core but one, which reads.

    Raises:
        ClusterError: If Ray is not installed, or no cluster answers at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to the makers of Ray
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise ClusterError("Voor --ray is Ray nodig. Installeer het met: pip install 'bronwijzer[ray]'.") from error
    if address != LOCAL:
        _require_answer(address)  # Ray itself would go on asking for minutes
    own = {"num_cpus": available_cores(), "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(
            **(own if address == LOCAL else {"address": address}),
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise ClusterError(_SILENT.format(address)) from error
    try:
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what is wrong comes back as an error
        ray.data.DataContext.get_current().enable_progress_bars = False
        found = ray.cluster_resources()  # type: ignore[no-untyped-call]
        cards = int(found.get("GPU", 0))
        yield Cluster(encoder_of, workers or cards or max(1, int(found.get("CPU", 1)) - 1), on_cards=cards > 0)
    finally:
        ray.shutdown()


def _require_answer(address: str) -> None:
    """Refuse an address at which nobody listens.

    Raises:
        ClusterError: If it is none, or nobody does.
    """
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, ValueError, OverflowError) as error:
        raise ClusterError(_SILENT.format(address)) from error


class Cluster:
    """A cluster of Ray, as ``indexer.work.Work``. Its machines find documents under the same paths as this one."""

    def __init__(self, encoder_of: EncoderOf, workers: int, *, on_cards: bool) -> None:
        self._encoder_of = encoder_of
        self._workers = workers
        self._on_cards = on_cards
        self._shares: dict[str, Share] = {}

    @property
    def shares(self) -> Mapping[str, Share]:
        """What each worker embedded so far."""
        return self._shares

    def read(self, sources: Sequence["Source"], read: Read, limits: Limits) -> Iterator[Outcome]:
        """Yield what each source holds, as ``Work`` says.

        Raises:
            ClusterError: If the cluster falls out.
        """
        import ray.data

        if not sources:
            return
        packed = [{"source": pickle.dumps(source)} for source in sources]
        files: Any = ray.data.from_items(packed, override_num_blocks=_blocks(len(packed), _FILES))
        told = {"read": read, "limits": limits}
        found = files.map_batches(_read, fn_kwargs=told, batch_size=None, batch_format="numpy", num_cpus=1)
        for columns in _parts(found):
            yield from map(pickle.loads, columns["outcome"])

    def embed(self, texts: Sequence[str], encoder: Encoder) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield the vectors of texts, as ``Work`` says.

        Raises:
            ClusterError: If the cluster falls out, or has another model.
        """
        import ray.data

        if not texts:
            return
        rows = [{"place": place, "text": text} for place, text in enumerate(texts)]
        blocks = _blocks(len(rows), BATCH)
        made = ray.data.from_items(rows, override_num_blocks=blocks).map_batches(
            _Embedder,
            fn_constructor_args=(self._encoder_of, encoder.identity),
            batch_size=None,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(size=min(blocks, self._workers)),
            num_cpus=1,
            num_gpus=int(self._on_cards),
        )
        for columns in _parts(made):
            for name in set(columns["worker"].tolist()):
                own = columns["worker"] == name
                before = self._shares.get(name, Share(0, 0.0))
                seconds = before.seconds + float(columns["seconds"][own].sum())
                self._shares[name] = Share(before.passages + int(own.sum()), seconds)
            yield columns["place"].tolist(), np.stack(list(columns["vector"])).astype(np.float32, copy=False)


class _Embedder:
    """Embeds on a worker, where the model is loaded once."""

    def __init__(self, encoder_of: EncoderOf, identity: EncoderIdentity) -> None:
        self._encoder_of = encoder_of
        self._identity = identity

    @cached_property
    def _encoder(self) -> Encoder:
        # With the first texts, not before: Ray would try anew for ever, and not tell what is wrong.
        found, wanted = self._encoder_of(self._identity), self._identity
        own = found.identity
        if own != wanted:
            raise ClusterError(
                f"Een machine van het cluster heeft taalmodel {own.name} ({own.revision}), niet {wanted.name} "
                f"({wanted.revision}). Zet overal dezelfde versie van Bronwijzer en het model."
            )
        return found

    def __call__(self, batch: Columns) -> Columns:
        started = time.perf_counter()
        vectors = self._encoder.encode_passages([str(text) for text in batch["text"]])
        seconds = np.full(len(vectors), (time.perf_counter() - started) / len(vectors))  # of each its part
        worker = np.full(len(vectors), f"{os.uname().nodename}/{os.getpid()}")
        return {"place": batch["place"], "vector": vectors, "worker": worker, "seconds": seconds}


def _read(batch: Columns, *, read: Read, limits: Limits) -> Columns:
    """Run on a worker: read sources."""
    outcomes = HERE.read([pickle.loads(one) for one in batch["source"]], read, limits)
    packed = np.array([pickle.dumps(outcome) for outcome in outcomes], object)
    return {"outcome": packed}


def _parts(dataset: Any) -> Iterator[Columns]:  # noqa: ANN401 - Ray's own types are not complete
    """Yield what a dataset holds, each part when it is ready.

    Raises:
        ClusterError: If the cluster falls out, or a worker says what is wrong.
    """
    from ray.exceptions import RayError

    try:
        yield from dataset.iter_batches(batch_size=None, batch_format="numpy")
    except RayError as error:
        raise ClusterError(
            f"Het cluster van Ray kon het werk niet afmaken ({_reason(error)}). Wat klaar is, is bewaard: geef "
            "hetzelfde commando nog eens, eventueel met minder --ray-workers."
        ) from error


def _reason(error: BaseException) -> str:
    """Return what went wrong on a worker: the last error that the trace names, and what it says."""
    named = _ERROR.findall(str(error))
    return str(named[-1]) if named else type(error).__name__


def _blocks(rows: int, least: int) -> int:
    """Return into how many parts so many rows go, of at least so many each."""
    return min(-(-rows // least), _MOST_BLOCKS)
