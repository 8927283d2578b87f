"""What is measured: a mode, or a mode with parts left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from search.ranking import MODES, NOTHING, PARTS, Mode, Part


class ConfigurationError(ValueError):
    """What should name a configuration does not; the (Dutch) message says how one is written."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A mode, and the parts of it that are left out. Written as ``hybrid`` or ``hybrid-compound-abbreviations``."""

    mode: Mode
    without: frozenset[Part] = NOTHING

    @classmethod
    def parse(cls, name: str) -> Self:
        """Return the configuration of that name; the parts may come in any order.

        Raises:
            ConfigurationError: If the mode or a part does not exist.
        """
        stated, *left_out = name.split("-")
        mode = next((mode for mode in MODES if mode == stated), None)
        without = frozenset(part for part in PARTS if part in left_out)
        if mode is None or not without.issuperset(left_out):
            raise ConfigurationError(
                f"De manier {name} bestaat niet. Schrijf {_either(MODES)}, met erachter wat wordt weggelaten: "
                f"{_either([f'-{part}' for part in PARTS])}."
            )
        return cls(mode, without)

    @property
    def name(self) -> str:
        """The name, with the parts in the order of ``PARTS``."""
        return "-".join((self.mode, *(part for part in PARTS if part in self.without)))

    def ablations(self) -> dict[Part, Self]:
        """Return, for each part that is not left out yet, the configuration without it."""
        cls = type(self)
        return {part: cls(self.mode, self.without | {part}) for part in PARTS if part not in self.without}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured, and compared with what."""

    configurations: tuple[Configuration, ...]  # each once; the first is the one that parts are left out of
    pair: tuple[Configuration, Configuration] | None
    ablations: Mapping[Part, Configuration]

    @classmethod
    def parse(cls, modes: Sequence[str], *, pair: tuple[str, str] | None, ablation: bool) -> Self:
        """Return the plan for configurations by name: those that are listed, compared, or follow from an ablation.

        Every mode where none of these asks for any; the first mode is what an ablation starts from by itself.

        Raises:
            ConfigurationError: If a name is none, or a configuration is to be compared with itself.
        """
        listed = [Configuration.parse(name) for name in modes]
        compared = None
        if pair is not None:
            compared = (Configuration.parse(pair[0]), Configuration.parse(pair[1]))
            if compared[0] == compared[1]:
                raise ConfigurationError(f"{compared[0].name} is twee keer dezelfde manier. Vergelijk er twee.")
            listed += compared
        if ablation and not listed:
            listed = [Configuration(MODES[0])]
        ablations = listed[0].ablations() if ablation else {}
        found = dict.fromkeys([*listed, *ablations.values()] or map(Configuration, MODES))
        return cls(tuple(found), compared, ablations)


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} of {names[-1]}"
