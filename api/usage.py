"""click's help and complaints, in Dutch."""

import re
from collections.abc import Iterable
from typing import cast

import click

from corpus.model import is_partial_date

_RANGE = re.compile(r"  \[(\d+)<=x<=(\d+)\]")
"""How click writes which numbers an option takes."""
_WHOLE = 1_000
"""Letters that a sentence about a command may have: no sentence is cut."""


class DutchCommand(click.Command):
    """A command whose help is Dutch throughout."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Gebruik: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and for a group its commands."""
        records = [
            (option, _RANGE.sub(r" Van \1 tot en met \2.", told))
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx)) is not None
            for option, told in [record]
        ]
        with formatter.section("Opties"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option that shows this help; every command here has it."""
        option = cast(click.Option, super().get_help_option(ctx))
        option.help = "Toon deze hulp."
        return option


class DutchGroup(DutchCommand, click.Group):
    """The command with its subcommands."""

    command_class = DutchCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the subcommands."""
        super().format_options(ctx, formatter)
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, command.get_short_help_str(_WHOLE)) for name, command in self.commands.items()])


class PartialDate(click.ParamType[str]):
    """A date that may be partial: ``2024``, ``2024-02`` or ``2024-02-01``."""

    name = "datum"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value; anything else is refused."""
        if not is_partial_date(value):
            self.fail("no date", param, ctx)
        return value


def explain(error: click.UsageError, commands: Iterable[str]) -> str:
    """Return click's own complaint in Dutch; ours is Dutch already."""
    match error:
        case click.NoSuchOption():
            return f"De optie {error.option_name} bestaat niet."
        case click.NoSuchCommand():
            return f"De opdracht {error.command_name} bestaat niet. Kies uit: {', '.join(commands)}."
        case click.MissingParameter() if error.param is not None:
            return f"Er ontbreekt iets: {error.param.metavar or error.param.opts[0]}."
        case click.BadParameter() if error.param is not None:
            return f"Geen geldige waarde voor {error.param.opts[0]}: {_expected(error.param.type)}."
        case click.BadOptionUsage():
            return f"De optie {error.option_name} wordt zo niet gebruikt: geef er een waarde bij, of juist niet."
        case click.exceptions.NoArgsIsHelpError():
            return f"Kies een opdracht: {', '.join(commands)}."
        case _ if error.message.startswith("Got unexpected extra argument"):  # click has no class of its own for it
            called = "vraag" if error.ctx is not None and error.ctx.info_name == "ask" else "zoekvraag"
            return f"Er staat iets te veel in de opdracht; zet een {called} van meer woorden tussen aanhalingstekens."
    return error.message


def _expected(kind: object) -> str:
    match kind:
        case click.Choice():
            return f"kies uit {', '.join(kind.choices)}"
        case click.IntRange():
            return f"geef een heel getal van {kind.min} tot en met {kind.max}"
        case click.DateTime():
            return "schrijf de datum als 2024-02-01"
        case PartialDate():
            return "schrijf de datum als 2024, 2024-02 of 2024-02-01"
    return "geef een heel getal"
