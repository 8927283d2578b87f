"""How well the search was measured to be: what ``bronwijzer eval --json`` printed, put beside the index."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from search.errors import UnreadableIndexError
from search.generation import Generation

QUALITY = "quality.json"
"""Name of the file in the directory of the index."""
_TOLD = ("nDCG@10", "R@10", "R@100", "RR@10")


class Measured(BaseModel):
    """What a measurement holds beside what is not shown."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class MeasuredEncoder(Measured):
    """The encoder that was measured with."""

    name: str
    revision: str


class Quality(Measured):
    """A measurement on a collection of questions with known answers, which need not be about these documents."""

    collection: str
    queries: int
    measured: datetime
    encoder: MeasuredEncoder
    analyser: str
    modes: dict[str, dict[str, float]] = Field(min_length=1)

    @property
    def means(self) -> dict[str, float]:
        """What is told of the search as it is here, or else of the first way that was measured."""
        measured = self.modes.get("hybrid") or next(iter(self.modes.values()))
        return {name: measured[name] for name in _TOLD if name in measured}

    def is_of(self, generation: Generation) -> bool:
        """Return whether it was measured with what an index was made with."""
        encoder = generation.encoder
        own = (encoder.name, encoder.revision, generation.analyser)
        return own == (self.encoder.name, self.encoder.revision, self.analyser)


def read_quality(directory: Path) -> Quality | None:
    """Return the measurement that stands beside an index, or None.

    Raises:
        UnreadableIndexError: If what stands there is none.
    """
    path = directory / QUALITY
    try:
        return Quality.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise UnreadableIndexError(
            f"{path} is geen uitslag van `bronwijzer eval --json`. Maak hem opnieuw, of haal het bestand weg."
        ) from error
