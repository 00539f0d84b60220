"""`show spreads`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.columns import Column, names
from debtwatch.analysis.spreads.results import ATTRIBUTION_COLUMNS, CURVE_COLUMNS, MOVER_COLUMNS, OBLIGOR_COLUMNS
from debtwatch.cli.show.shown import GivesBack, Shown, Subject, text
from debtwatch.cli.tables import Field, bp, decimal, dollars, ordinal, percent

if TYPE_CHECKING:
    import polars as pl

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.analysis.spreads.results import Spreads

_SPREADS = (
    text("series", "series"),
    text("", "label"),
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
    text("basis", "basis"),
    text("state", "state"),
)
_CURVE = (
    Field("years", "tenor_years", decimal),
    text("", "label"),
    Field("last", "last", decimal),
    Field("observed", "observed_on", str),
    Field("1d", "d1_bp", bp),
    Field("1w", "w1_bp", bp),
    Field("1m", "m1_bp", bp),
    Field("3m", "m3_bp", bp),
    Field("ytd", "ytd_bp", bp),
)
_MOVERS = (
    text("series", "series"),
    text("", "label"),
    Field("was", "since", decimal),
    Field("on", "since_on", str),
    Field("is", "last", decimal),
    Field("on", "observed_on", str),
    Field("moved", "moved_bp", bp),
    Field("unusual", "unusual", decimal),
)
_ATTRIBUTION = (
    text("tranche", "tranche_id"),
    Field("from", "from_text", str),
    Field("to", "to_text", str),
    Field("yield", "from_pct", percent),
    Field("to", "to_pct", percent),
    Field("yield bp", "yield_bp", bp),
    Field("spread bp", "spread_bp", bp),
    Field("rates", "benchmark_bp", bp),
    Field("index", "index_bp", bp),
    Field("rating", "migration_bp", bp),
    Field("roll-down", "roll_down_bp", bp),
    Field("issuer", "issuer_bp", bp),
    text("swap of", "cds_party"),
    Field("its CDS", "cds_bp", bp),
    Field("obligor", "obligor_bp", bp),
    Field("bond's own", "own_bp", bp),
    Field("G", "g_spread_bp", bp),
    Field("I", "i_spread_bp", bp),
    Field("Z", "z_spread_bp", bp),
    text("", "status"),
)
_OBLIGORS = (
    text("obligor", "obligor"),
    Field("settled", "observed_on", str),
    Field("price", "price", decimal),
    Field("spread bp", "spread_bp", decimal),
    Field("moved", "moved_bp", bp),
    Field("since", "previous_on", str),
    Field("1m", "month_bp", bp),
    Field("owes", "owed_tranches", str),
    Field("", "owed_usd_m", dollars),
    Field("backs", "backed_tranches", str),
    Field("", "backed_usd_m", dollars),
)


class _Rows(NamedTuple):
    """One way to show the spreads."""

    fields: tuple[Field, ...]
    declared: tuple[Column, ...]
    frame: Callable[[Spreads], pl.DataFrame | None]
    line: str
    empty: str
    """Why there is no row, where there is none."""


_ROWS = {
    "curve": _Rows(
        _CURVE, CURVE_COLUMNS, lambda part: part.curve, "the Treasury par curve by tenor", "no Treasury curve is stored"
    ),
    "mover": _Rows(
        _MOVERS,
        MOVER_COLUMNS,
        lambda part: part.movers,
        "what printed since you last looked, most unusual first",
        "nothing has printed since the monitor was last closed here",
    ),
    "obligor": _Rows(
        _OBLIGORS,
        OBLIGOR_COLUMNS,
        lambda part: part.obligors,
        (
            "five-year swaps as ICE Clear Credit settles them, where feeds.ice-cds is switched on; for your own use; "
            "the feed gives prices (100 less the upfront), the spread is ISDA's model: flat hazard, 40 % recovery"
        ),
        "no swap's settlement is stored; `[feeds.ice-cds]` with `enabled = true` fetches them",
    ),
    "attribution": _Rows(
        _ATTRIBUTION,
        ATTRIBUTION_COLUMNS,
        lambda part: part.attribution,
        (
            "change in yield = rates + index + rating + roll-down + issuer; change in spread is the same without rates; "
            "a tranche without a second mark is modelled and has no issuer figure; where a swap settled near both "
            "marks, issuer = obligor (its CDS beyond the five-year index) + the bond's own"
        ),
        "no tranche of the book has a mark",
    ),
}
_FIRST_LOOK = "movers are counted from when the monitor was last closed, and it never was here: this is the first look"
GIVE_MOVES_BACK = (
    GivesBack(("index_bp", "migration_bp", "roll_down_bp"), ("rating", "maturity")),
    GivesBack(("cds_bp", "obligor_bp", "own_bp"), ("cds",)),
)
"""Moves of the index and of default swaps; the issuer's figure leaves only their sum."""


def _spreads(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.spreads
    if by == "series":
        return Shown(_SPREADS, part.table, totals={})
    rows = _ROWS[by]
    frame = rows.frame(part)
    if frame is not None:
        return Shown(rows.fields, frame, (rows.line,), {}, rows.empty, GIVE_MOVES_BACK if by == "attribution" else ())
    import polars as pl

    empty = pl.DataFrame(schema=list(names(rows.declared)))
    return Shown(rows.fields, empty, (rows.line,), {}, _FIRST_LOOK if by == "mover" else rows.empty)


SPREADS = Subject(("series", "curve", "mover", "attribution", "obligor"), _spreads)
