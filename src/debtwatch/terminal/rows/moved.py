"""The spreads pane told otherwise: by tenor of the curve, by mover, by mark and by obligor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.spreads.results import ATTRIBUTION_COLUMNS, CURVE_COLUMNS, MOVER_COLUMNS, OBLIGOR_COLUMNS
from debtwatch.terminal.rows.formats import change_cell, day, known, number_cell
from debtwatch.terminal.rows.spreads import moved_words
from debtwatch.terminal.rows.tabled import Record, Told, count, dollars, on, quiet, rate, table_of, words
from debtwatch.terminal.rows.values import Cell, Line, Panel, Span, Tone

if TYPE_CHECKING:
    import polars as pl

    from debtwatch.analysis.columns import Column
    from debtwatch.analysis.snapshot import Snapshot

ISSUER_SUM = (
    "yield = rates + index + rating + roll-down + issuer; spread the same without rates. "
    "Without a second mark: modelled, no issuer figure. Where swaps settled near both marks: issuer = obligor + own"
)
SWAPS = "settlement prices as the feed gives them, spreads from them by ISDA's model (flat hazard, 40 % recovery)"


def bp(value: float | None) -> Cell:
    """Write a change of a rate."""
    return change_cell(value)


def level(value: float | None) -> Cell:
    """Write a level in its own unit."""
    return number_cell(value, 2 if abs(value or 0.0) < 1_000 else 0, Tone.STRONG)  # noqa: PLR2004 -- four digits need no cents


def whole(value: float | None) -> Cell:
    """Write basis points of a level."""
    return number_cell(value, 0, Tone.STRONG)


CURVE = (
    Told("label", "Treasury par", 16, words, left=True, elastic=True),
    Told("last", "last", 7, level),
    Told("d1_bp", "1d", 5, bp),
    Told("w1_bp", "1w", 5, bp),
    Told("m1_bp", "1m", 5, bp),
    Told("m3_bp", "3m", 5, bp),
    Told("ytd_bp", "YTD", 5, bp, 2),
    Told("observed_on", "observed", 10, on, 3, left=True),
)
MOVERS = (
    Told("label", "series", 16, words, left=True, elastic=True),
    Told("since", "was", 8, level, 2),
    Told("last", "is", 8, level),
    Told("moved", "moved", 10, lambda cell: cell),
    Told("unusual", "unusual", 7, number_cell),
    Told("prints", "prints", 6, count, 4),
    Told("since_on", "since", 10, on, 3, left=True),
    Told("observed_on", "observed", 10, on, 3, left=True),
)
MARKS = (
    Told("deal", "marked", 18, words, left=True, elastic=True),
    Told("tranche", "tranche", 22, quiet, 8, left=True),
    Told("from_text", "from", 10, words, 5, left=True),
    Told("to_text", "to", 10, words, left=True),
    Told("to_pct", "yield", 7, rate, 6),
    Told("yield_bp", "yield bp", 8, bp, 3),
    Told("benchmark_bp", "rates", 6, bp, 4),
    Told("spread_bp", "spread", 6, bp),
    Told("index_bp", "index", 6, bp, 2),
    Told("migration_bp", "rating", 6, bp, 2),
    Told("roll_down_bp", "roll", 5, bp, 4),
    Told("issuer_bp", "issuer", 6, bp),
    Told("obligor_bp", "obligor", 7, bp, 5),
    Told("own_bp", "own", 5, bp, 5),
    Told("status", "", 20, quiet, 7, left=True),
)
OBLIGORS = (
    Told("obligor", "obligor", 12, words, left=True, elastic=True),
    Told("spread_bp", "CDS bp", 7, whole),
    Told("moved_bp", "moved", 6, bp),
    Told("month_bp", "1m", 6, bp),
    Told("price", "price", 7, level, 4),
    Told("owed_tranches", "owes", 5, count, 3),
    Told("owed_usd_m", "", 8, dollars),
    Told("backed_tranches", "backs", 5, count, 3),
    Told("backed_usd_m", "", 8, dollars),
    Told("observed_on", "settled", 10, on, 2, left=True),
)


@dataclass(frozen=True, slots=True)
class View:
    """One way of telling what moved."""

    name: str
    title: str
    told: tuple[Told, ...]
    declared: tuple[Column, ...]
    frame: Callable[[Snapshot], pl.DataFrame | None]
    key: Callable[[Record], str]
    empty: str
    above: str = ""
    charts: bool = True
    """Whether a row's key is a series, to be drawn and drilled to its vintages."""


VIEWS = (
    View("curve", "the Treasury curve by tenor", CURVE, CURVE_COLUMNS, lambda one: one.spreads.curve, lambda row: str(row["series"]), "no Treasury point is stored"),
    View("movers", "biggest movers since you last looked", MOVERS, MOVER_COLUMNS, lambda one: one.spreads.movers, lambda row: str(row["series"]), "nothing has printed since you last looked, or this is your first visit"),
    View("marks", "what moved the marked bonds, bp", MARKS, ATTRIBUTION_COLUMNS, lambda one: one.spreads.attribution, lambda row: f"{row['tranche_id']}|{row['to_on']}|{row['from_on']}", "no tranche in the book has a mark: modelled, no issuer figure", ISSUER_SUM, charts=False),
    View("obligors", "obligors by five-year CDS", OBLIGORS, OBLIGOR_COLUMNS, lambda one: one.spreads.obligors, lambda row: str(row["series"]), "no swap has settled: [feeds.ice-cds] in debtwatch.toml switches them on, for your own use", SWAPS),
)  # fmt: skip
"""In the order `i` turns them over, after the series themselves."""


def view_panel(snapshot: Snapshot, view: View) -> Panel:
    """Return one view as rows."""
    frame = view.frame(snapshot)
    records = [] if frame is None else [_written(view, record) for record in frame.iter_rows(named=True)]
    lines: tuple[Line, ...] = ((Span(view.above, Tone.MUTED),),) if view.above and records else ()
    newest = max((one for one in map(_dated, records) if one is not None), default=None)
    return Panel(
        view.title,
        subtitle=f"newest {day(newest, snapshot.as_of)}" if newest else "",
        lines=lines,
        table=table_of(view.told, view.declared, records, view.key),
        empty=view.empty,
    )


def obligor_of(snapshot: Snapshot, series: str) -> str | None:
    """Return whose swap a series is."""
    frame = snapshot.spreads.obligors
    found = [] if frame is None else frame.filter(frame["series"] == series)["obligor"].to_list()
    return found[0] if found else None


def _written(view: View, record: dict[str, Any]) -> dict[str, Any]:
    if view.name != "movers":
        return record
    moved = record["moved_bp"]
    tone = change_cell(moved).tone
    return {**record, "moved": Cell(moved_words(record), tone, moved if known(moved) else None)}


def _dated(record: dict[str, Any]) -> Any:
    return record.get("observed_on") or record.get("to_on")
