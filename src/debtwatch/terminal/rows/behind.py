"""What a row of the tables around the wall stands on: tranches due, sold or reset, and hedges that end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.issuers.results import FLOATING_COLUMNS, HEDGED_COLUMNS
from debtwatch.analysis.refinancing.results import TRANCHE_COLUMNS
from debtwatch.domain.text import counted
from debtwatch.terminal.rows.formats import arrow_cell
from debtwatch.terminal.rows.pressure import basis, panel_tone
from debtwatch.terminal.rows.tabled import Record, Told, dollars, on, quiet, rate, signed_dollars, table_of, words, yes
from debtwatch.terminal.rows.values import Panel
from debtwatch.terminal.rows.wall import FLOATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from debtwatch.analysis.columns import Column
    from debtwatch.analysis.snapshot import Snapshot

DUE = (
    Told("tranche_id", "tranche", 24, words, left=True, elastic=True),
    Told("rating", "rating", 9, words, 4, left=True),
    Told("due_text", "due", 10, words, left=True),
    Told("roll_principal_usd_m", "principal", 9, dollars),
    Told("roll_gap_bp", "gap bp", 7, arrow_cell),
    Told("roll_usd_m_y", "interest/y", 10, signed_dollars, 2),
    Told("roll_worth_usd_m", "its worth", 9, signed_dollars, 5),
    Told("committed_usd_m", "committed", 9, dollars, 6),
    Told("unpriced_because", "why without a cost", 30, quiet, 3, left=True),
)
SOLD = (
    Told("tranche_id", "tranche", 24, words, left=True, elastic=True),
    Told("rating", "rating", 9, words, 4, left=True),
    Told("issued_on_text", "issued", 10, words, 5, left=True),
    Told("sold_usd_m", "sold 12 m", 9, dollars),
    Told("due_text", "due", 10, words, 2, left=True),
    Told("due_12m_usd_m", "due 12 m", 8, dollars),
    Told("due_36m_usd_m", "due 13-36 m", 11, dollars),
    Told("missing", "missing", 7, yes, 3, left=True),
)
HEDGED = (
    Told("tranche_id", "floating tranche", 24, words, left=True, elastic=True),
    Told("kind", "hedge", 8, words, left=True),
    Told("hedged_usd_m", "covers", 8, dollars),
    Told("rate_pct", "at", 7, rate, 2),
    Told("expires_on", "ends", 10, on, left=True),
    Told("rise_usd_m_y", "+100 bp/y", 9, dollars, 3),
)


def horizon_panel(snapshot: Snapshot, horizon: str) -> Panel:
    """Return the tranches due within a horizon, then those that may be: they have no maturity."""
    from debtwatch.analysis.refinancing.horizons import due_within

    own = due_within(snapshot.refinancing.tranches, horizon, snapshot.as_of)
    return _panel(snapshot, f"due within {horizon}" if horizon != "all" else "due ever", DUE, TRANCHE_COLUMNS, own)


def grade_panel(snapshot: Snapshot, grade: str) -> Panel:
    """Return the tranches of a grade sold in the year before or due in the three after, and those it misses."""
    from debtwatch.analysis.refinancing.absorption import sold_and_due

    own = sold_and_due(snapshot.refinancing.tranches, grade, snapshot.as_of)
    return _panel(snapshot, f"sold and due: {grade.strip()}", SOLD, TRANCHE_COLUMNS, own)


def reset_panel(snapshot: Snapshot, resets_in: str) -> Panel:
    """Return the floating tranches whose rate is next set then."""
    from debtwatch.analysis.issuers.resets import resetting

    found = snapshot.issuers
    own = None if found is None else resetting(found.floating, resets_in)
    return _panel(snapshot, f"next reset: {resets_in}", FLOATS, FLOATING_COLUMNS, own)


def hedge_panel(snapshot: Snapshot, ends_in: str) -> Panel:
    """Return the hedges that end in the quarter that begins on a day; `None` is a day not published."""
    from debtwatch.analysis.issuers.resets import ending

    found = snapshot.issuers
    quarter = None if ends_in == str(None) else date.fromisoformat(ends_in)
    own = None if found is None else ending(found.hedged, quarter)
    title = "hedges whose end is not published" if quarter is None else f"hedges that end in the quarter from {quarter}"
    return _panel(snapshot, title, HEDGED, HEDGED_COLUMNS, own, key=_hedge, what="hedge")


BEHIND = {"horizons": horizon_panel, "absorption": grade_panel, "resets": reset_panel, "hedges": hedge_panel}
"""What a row stands on, by the table it is in."""


def why_nothing(snapshot: Snapshot, grade: str) -> str:
    """Return why no tranche stands behind a row of the absorption table; empty where some do."""
    from debtwatch.analysis.refinancing.absorption import GRADES, PUBLISHED_GROUP

    frame = snapshot.refinancing.absorption
    if grade in (*GRADES, PUBLISHED_GROUP) or frame is None:
        return ""
    told = frame.filter(frame["grade"] == grade)["basis"].to_list()
    source = f": {told[0]}" if told else ""
    return f"no tranche of this book stands behind it, it is a published reading of another universe{source}"


def _tranche(record: Record) -> str:
    return str(record["tranche_id"])


def _hedge(record: Record) -> str:
    """Return what tells two hedges of one tranche apart, the tranche before the first bar."""
    return "|".join(str(record[name]) for name in ("tranche_id", "kind", "expires_on", "rate_pct", "hedged_usd_m"))


def _panel(
    snapshot: Snapshot,
    title: str,
    told: Sequence[Told],
    declared: Sequence[Column],
    own: pl.DataFrame | None,
    *,
    key: Callable[[Record], str] = _tranche,
    what: str = "tranche",
) -> Panel:
    records = [] if own is None else own.to_dicts()
    return Panel(
        title=title,
        note=counted(len(records), what),
        subtitle=f"enter opens the tranche · {basis(snapshot)}",
        table=table_of(told, declared, records, key),
        empty="nothing stands there on this day",
        tone=panel_tone(snapshot),
    )
