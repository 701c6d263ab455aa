"""The options that several commands share, and how they are read."""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from scrgraph.config import ENGINES, Config, find_config

_LONGEST = 3600  # seconds that a rule or a query may take
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1900, 2200)  # in which plans are judged
_HELD = "scrgraph.config"  # where a run keeps its settings
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Day(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read the day; a day that does not exist is a usage error."""
        if isinstance(value, dt.date):
            return value
        day = _read_day(value.strip())
        if day is None:
            self.fail(f"'{value}' is no day of the calendar; write it as 2010-07-31 or 31/07/2010.", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"'{value}' is no day of a plan; name one of the years 1900 to 2199.", param, ctx)
        return day


def _read_day(text: str) -> dt.date | None:
    """Read a day in any form in which plans print one; none where it is no day of the calendar."""
    if _ISO_DAY.fullmatch(text):  # as nearly every one is written: the other forms take longer to load than to ask
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    from scrgraph.facts.dates import find_days

    return next((day.day for day in find_days(text) if day.raw == text), None)


class WholeNumber(click.IntRange):
    """A whole number within bounds, told of in plain words."""

    name = "whole number"


class Seconds(click.ParamType[float]):
    """A time limit."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the number; what is none, or beyond an hour, is a usage error."""
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number <= _LONGEST:
            self.fail(f"'{value}' is no time limit; write a number of seconds, up to {_LONGEST}.", param, ctx)
        return number


class PlanId(click.ParamType[str]):
    """A plan's id: printable text."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the id; control codes, blanks at its ends and what is no text are usage errors."""
        text = str(value)
        if not text or not text.isprintable() or text != text.strip():
            self.fail(f"{text!a} is no plan id; use letters, digits and hyphens.", param, ctx)
        return text


class SettingOption(click.Option):
    """An option behind which stands a setting of the board: the option wins over it, and it over the default."""

    def __init__(self, *args: Any, setting: str, **arguments: Any) -> None:
        super().__init__(*args, **arguments)
        self.setting = setting

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        """Give the value of the command line, else that of the settings, else the default."""
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.DEFAULT and not ctx.resilient_parsing:
            said = hold_config().give(self.setting)
            if said is not None:
                return said, ParameterSource.DEFAULT_MAP
        return value, source


def hold_config() -> Config:
    """Give the settings that hold in the working folder, read once a run; raises ``BadUsage`` for a mistake in them."""
    meta = click.get_current_context().find_root().meta
    held: Config = meta.get(_HELD) or find_config(Path.cwd())
    meta[_HELD] = held
    return held


def setting(name: str, *args: Any, **arguments: Any) -> Callable[[_Command], _Command]:
    """Add an option behind which stands the setting of this name."""
    return click.option(*args, cls=SettingOption, setting=name, **arguments)


@dataclass(frozen=True)
class Asked:
    """How plans are to be judged, as the command line says; where it is silent, the board's settings hold."""

    packs: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    replay: bool = False
    links: tuple[Path, ...] = ()
    themes: tuple[Path, ...] = ()
    waivers: tuple[Path, ...] = ()
    time_limit: float | None = None
    engine: str | None = None
    corrections: tuple[Path, ...] = ()


a_file = click.Path(path_type=Path)

source = click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
maybe_source = click.argument("sources", metavar="[SOURCE]...", nargs=-1)
layout = click.option(
    "--layout",
    metavar="NAME",
    help="Read by this layout (default: the one that explains the headings best); docs/layouts.md lists them.",
)
store = click.option("--store", metavar="DIR", help="Read the plans from this store.")
as_of = click.option("--as-of", type=Day(), metavar="DATE", help="Judge as of this day (default: today).")
text_or_json = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
_width: dict[str, Any] = {
    "type": WholeNumber(64, 400),
    "help": "Characters a line (default: the terminal's).",
}
width = click.option("--width", **_width)
audit_width = setting("audit.width", "--width", **_width)
packs = click.option(
    "--rules",
    "packs",
    metavar="PACK",
    multiple=True,
    help="Rules to use: core, or a folder of your own. Can be given several times.",
)
themes = click.option("--themes", metavar="FILE", multiple=True, type=a_file, help="Themes declared for rows (JSON).")
links = click.option("--links", metavar="FILE", multiple=True, type=a_file, help="Links declared between rows (TOML).")
waivers = click.option(
    "--waivers", metavar="FILE", multiple=True, type=a_file, help="Waivers that excuse findings (TOML, CSV or XLSX)."
)
corrections = click.option(
    "--corrections",
    metavar="FILE",
    multiple=True,
    type=a_file,
    help="Corrections: cells that people read otherwise than they are printed (TOML, CSV or XLSX).",
)
replay = click.option(
    "--replay",
    is_flag=True,
    help="Hide what is dated after the day; what bears no date is unknown before the plan's newest entry.",
)
_rule_limit: dict[str, Any] = {
    "type": Seconds(),
    "default": 60,
    "show_default": True,
    "metavar": "SECONDS",
    "help": "End a rule of a pack of your own after this time, an hour at most.",
}
rule_limit = click.option("--time-limit", **_rule_limit)


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say by which rules plans are judged, and with what declared of them.

    The command gets them as one argument, ``asked``.
    """

    @functools.wraps(command)
    def judged(
        packs: tuple[str, ...],
        select: str | None,
        ignore: str | None,
        replay: bool,
        links: tuple[Path, ...],
        themes: tuple[Path, ...],
        waivers: tuple[Path, ...],
        time_limit: float,
        engine: str,
        corrections: tuple[Path, ...],
        **arguments: Any,
    ) -> Any:
        chosen = read_codes(select)
        if select is not None and not chosen:
            raise click.UsageError("--select names no rule.")
        asked = Asked(
            packs, chosen, read_codes(ignore), replay, links, themes, waivers, time_limit, engine, corrections
        )
        return command(asked=asked, **arguments)

    options = (
        packs,
        click.option("--select", metavar="RULE,...", help="Only these rules."),
        click.option("--ignore", metavar="RULE,...", help="All rules but these."),
        replay,
        links,
        themes,
        waivers,
        corrections,
        setting("rules.time_limit", "--time-limit", **_rule_limit),
        setting(
            "audit.engine",
            "--engine",
            type=click.Choice(ENGINES),
            default=ENGINES[0],
            show_default=True,
            help="What judges; each gives the same findings.",
        ),
    )
    for option in reversed(options):
        judged = option(judged)
    return judged


def read_codes(text: str | None) -> tuple[str, ...]:
    """Read codes of rules, parted by commas; none where nothing is said."""
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())
