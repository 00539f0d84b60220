"""`debtwatch backtest`: the warnings' own record, replayed month by month."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.backtest.results import Level
from debtwatch.analysis.bubble.backtest.score_text import WHAT, level_word, record_figures, record_row
from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, put
from debtwatch.cli.tables import FORMATS, Field, aligned, as_csv, as_json, words
from debtwatch.domain.dates import PartialDate

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.backtest.results import Backtest, Kind
    from debtwatch.domain.settings import Settings

_TOLD_EVERY = 10
FIELDS = (
    Field("line", "label", words, right=False),
    Field("level", "level", words, right=False),
    Field("2007-08", "lead_2007", words),
    Field("2017-18", "lead_2017", words),
    Field("signals", "signals", str),
    Field("right", "hits", str),
    Field("hit rate", "hit_rate", words),
    Field("false / 10 y", "false_per_decade", words),
    Field("lit", "lit", words),
    Field("of", "of", words),
    Field("families", "families", words),
    Field("AI era", "era", words),
    Field("", "revised", words, right=False),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--from", dest="first", metavar="MONTH", type=_month, help="first month (default: 2000-01)")
    parser.add_argument("--to", metavar="DATE", type=_day, help="what was known at the end of that day")
    parser.add_argument("--months", action="store_true", help="every month of every line instead of the record")
    parser.add_argument("--format", choices=FORMATS, default="table")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the record: 0, or 3 where it could not be computed; progress goes to stderr."""
    from debtwatch.desk.desk import Desk

    out = open_stdout()
    with Desk.open(settings) as desk:
        found = desk.backtest(first=args.first, as_of=args.to, progress=_tell)
    said = record_row if args.format == "table" else record_figures
    rows = _months(found) if args.months else [said(record) for record in found.records]
    if args.format == "csv":
        put(out, as_csv(list(rows[0]) if rows else [], rows))
    elif args.format == "json":
        breaks = [{"name": each.name, "month": each.month, "event": each.event} for each in found.breaks]
        put(out, as_json({"v": 1, "from": found.first, "to": found.last, "breaks": breaks, "rows": rows}))
    else:
        fields = _MONTH_FIELDS if args.months else FIELDS
        put(out, "\n".join([*_heading(found), "", *aligned(fields, rows)]) + "\n")
    return Exit.FINE


_MONTH_FIELDS = (
    Field("month", "month", str, right=False),
    Field("line", "line", words, right=False),
    Field("level", "level", words, right=False),
)
_DARK = {None: "not reporting", 0: "calm"}
_LIT = {1: Level.AMBER, 2: Level.RED}


def _months(found: Backtest) -> list[dict[str, Any]]:
    return [
        {"month": f"{reading.month:%Y-%m}", "line": each.line, "level": _said(each.kind, reading.level)}
        for each in found.histories
        for reading in each.readings
    ]


def _said(kind: Kind, level: int | None) -> str:
    return level_word(kind, _LIT[level]) if level in _LIT else _DARK[level]


def _heading(found: Backtest) -> tuple[str, ...]:
    return (
        f"replayed from {found.first:%Y-%m} to {found.last:%Y-%m}, each month as known at the end of the first day after it",
        *(f"break {each.name}: {each.event}" for each in found.breaks),
        *WHAT,
    )


def _tell(done: int, of: int) -> None:
    if done % _TOLD_EVERY == 0 or done == of:
        print(
            f"debtwatch backtest: measured {done} of {of} months for explosiveness; kept from now on", file=sys.stderr
        )


def _day(text: str) -> date:
    try:
        partial = PartialDate.parse(text)
    except ValueError:
        partial = None
    if partial is None or not partial.exact:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day of the form YYYY-MM-DD")
    return partial.valued


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01" if text.count("-") == 1 else text).replace(day=1)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month of the form YYYY-MM") from None
