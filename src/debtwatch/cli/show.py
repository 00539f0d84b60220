"""`debtwatch show`: one subject of the snapshot, printed."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout
from debtwatch.cli.tables import (
    FORMATS,
    Field,
    aligned,
    as_csv,
    as_json,
    bp,
    decimal,
    dollars,
    ordinal,
    percent,
    signed_dollars,
    words,
)
from debtwatch.domain.dates import PartialDate
from debtwatch.domain.series import Rights

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.series import Series
    from debtwatch.domain.settings import Settings

SUBJECTS = ("refinancing", "spreads", "bubble")
LEVELS = ("sponsor", "deal", "tranche")
_SUMS = (
    Field("outstanding", "outstanding_usd_m", dollars),
    Field("priced", "priced_usd_m", dollars),
    Field("rolls 12m", "rolls_12m_usd_m", dollars),
    Field("rolls 24m", "rolls_24m_usd_m", dollars),
    Field("gap bp", "gap_bp", bp),
    Field("roll $m/y", "roll_usd_m_y", signed_dollars),
    Field("mark $m/y", "mark_usd_m_y", signed_dollars),
    Field("first event", "first_event_on", str),
    Field("", "first_event_kind", words, right=False),
    Field("rank", "rank", str),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "sponsor": (Field("sponsor", "sponsor", words, right=False), *_SUMS),
    "deal": (Field("sponsor", "sponsor", words, right=False), Field("deal", "deal", words, right=False), *_SUMS),
    "tranche": (
        Field("deal", "deal", words, right=False),
        Field("tranche", "tranche", words, right=False),
        Field("rating", "rating", words, right=False),
        Field("basis", "rating_basis", words, right=False),
        Field("outstanding", "outstanding_usd_m", dollars),
        Field("life", "wal_years", decimal),
        Field("base %", "par_pct", percent),
        Field("+ spread", "spread_pct", percent),
        Field("+ premium", "premium_pct", percent),
        Field("= market", "market_pct", percent),
        Field("- paid", "rate_paid_pct", percent),
        Field("= gap bp", "gap_bp", bp),
        Field("unpriced because", "unpriced_because", words, right=False),
    ),
    "spreads": (
        Field("series", "series", words, right=False),
        Field("", "label", words, right=False),
        Field("last", "last", decimal),
        Field("observed", "observed_on", str),
        Field("1d", "d1_bp", bp),
        Field("1w", "w1_bp", bp),
        Field("1m", "m1_bp", bp),
        Field("3m", "m3_bp", bp),
        Field("ytd", "ytd_bp", bp),
        Field("z", "z", decimal),
        Field("all", "pct_full", ordinal),
        Field("2007", "pct_2007", ordinal),
        Field("2017", "pct_2017", ordinal),
        Field("basis", "basis", words, right=False),
        Field("state", "state", words, right=False),
    ),
    "bubble": (
        Field("lamp", "lamp", words, right=False),
        Field("family", "family", words, right=False),
        Field("gauge", "label", words, right=False),
        Field("value", "value", decimal),
        Field("unit", "unit", words, right=False),
        Field("observed", "observed_on", str),
        Field("2008 then", "reading_2008", decimal),
        Field("2017 then", "reading_2017", decimal),
        Field("amber", "amber", decimal),
        Field("red", "red", decimal),
        Field("colour", "colour", words, right=False),
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is printed: a frame, its table form and the lines around it."""

    fields: tuple[Field, ...]
    frame: pl.DataFrame
    heading: tuple[str, ...]
    totals: Mapping[str, Any]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--as-of", metavar="DATE", type=_day, help="what was known at the end of that day")
    parser.add_argument("--by", choices=LEVELS, default="deal", help="rows of refinancing (default: deal)")
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument(
        "--include-personal",
        action="store_true",
        help="let csv and json carry series that are for your own use only (ICE, Moody's, exchanges)",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the subject: 0, or 3 where it could not be computed."""
    from debtwatch.desk.desk import Desk

    out = open_stdout()
    with Desk.open(settings) as desk:
        snapshot = desk.snapshot_now(args.as_of)
        shown = _shown(args, snapshot)
        if args.format != "table" and not args.include_personal:
            shown = _without_personal(shown, desk.series)
    rows = shown.frame.to_dicts()
    if args.format == "csv":
        out.write(as_csv(shown.frame.columns, rows))
    elif args.format == "json":
        out.write(
            as_json(
                {
                    "v": 1,
                    "subject": args.subject,
                    "as_of": snapshot.as_of,
                    "known_at": snapshot.moment,
                    "book_reviewed_to": snapshot.book.reviewed_to,
                    "revised_data": list(snapshot.revised_series),
                    "totals": shown.totals,
                    "rows": rows,
                }
            )
        )
    else:
        out.write("\n".join([*shown.heading, "", *aligned(shown.fields, rows)]) + "\n")
    out.flush()
    return Exit.FINE


def _day(text: str) -> date:
    try:
        partial = PartialDate.parse(text)
        if partial.exact:
            return partial.valued
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a day of the form YYYY-MM-DD")


def _shown(args: argparse.Namespace, snapshot: Snapshot) -> Shown:
    match args.subject:
        case "refinancing":
            return _refinancing(args.by, snapshot)
        case "spreads":
            return Shown(FIELDS["spreads"], snapshot.spreads.table, _dated(snapshot), {})
        case _:
            return _bubble(snapshot)


def _refinancing(level: str, snapshot: Snapshot) -> Shown:
    part = snapshot.refinancing
    frames = {"sponsor": part.sponsors, "deal": part.deals, "tranche": part.tranches}
    totals = part.totals
    priced = (
        f"priced {dollars(totals.priced_usd_m)} of {dollars(totals.total_usd_m)}: "
        f"rated {dollars(totals.rated_usd_m)}, implied {dollars(totals.implied_usd_m)}; "
        f"off balance sheet {dollars(totals.off_usd_m)}"
    )
    rolls = (
        f"rolls in 12 months {dollars(totals.rolls_12m_usd_m)}, {signed_dollars(totals.roll_12m_usd_m_y)} a year; "
        f"marked today {signed_dollars(totals.mark_usd_m_y)} a year"
    )
    lines = (
        *_dated(snapshot),
        priced,
        rolls,
        *(f"unpriced: {each.what}: {each.tranches} tranches, {dollars(each.usd_m)}" for each in totals.unpriced),
        *(f"excluded: {each.what}: {each.tranches} rows, {dollars(each.usd_m)}" for each in totals.excluded),
    )
    return Shown(FIELDS[level], frames[level], lines, _plain(totals))


def _bubble(snapshot: Snapshot) -> Shown:
    lamps = snapshot.bubble.lamps
    lines = tuple(
        f"{lamp.name}: {lamp.verdict}, {lamp.reds} red of {len(lamp.families)} families, {lamp.reporting} reporting"
        + (" (revised data)" if lamp.revised else "")
        for lamp in lamps
    )
    totals = {lamp.name: {"verdict": lamp.verdict, "reds": lamp.reds, "reporting": lamp.reporting} for lamp in lamps}
    return Shown(FIELDS["bubble"], snapshot.bubble.gauges, (*_dated(snapshot), *lines), totals)


def _dated(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the line every subject starts with: the day, the curve's day, the book's."""
    par = snapshot.market.par
    curve = f"curve {par.observed_on}{' (recorded)' if par.recorded else ''}" if par else "no curve"
    age = f"book reviewed to {snapshot.book.reviewed_to}" if snapshot.book.reviewed_to else "no book"
    revised = f" · revised data: {', '.join(snapshot.revised_series)}" if snapshot.revised_data else ""
    return (f"as of {snapshot.as_of} · {curve} · {age}{revised}",)


def _without_personal(shown: Shown, series: Mapping[str, Series]) -> Shown:
    """Leave out rows that rest on a series its owner keeps for personal use, and say so on stderr."""
    if "series" not in shown.frame.columns:
        return shown
    personal = {id_ for id_, each in series.items() if each.rights is Rights.PERSONAL}
    kept = [not personal & set(str(name).replace("-", " ").split()) for name in shown.frame["series"]]
    left_out = len(kept) - sum(kept)
    if left_out:
        print(
            f"debtwatch show: {left_out} rows left out: their owners allow personal use only "
            "(--include-personal writes them)",
            file=sys.stderr,
        )
    return Shown(shown.fields, shown.frame.filter(kept), shown.heading, shown.totals)


def _plain(totals: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(totals)
