"""`show spreads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, text
from debtwatch.cli.tables import Field, bp, decimal, dollars, ordinal, percent

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot.results import Snapshot

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


def _spreads(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.spreads
    if by == "series":
        return Shown(_SPREADS, part.table, totals={})
    fields, frame, line = {
        "curve": (_CURVE, part.curve, "the Treasury par curve by tenor"),
        "mover": (_MOVERS, part.movers, "what printed since you last looked, most unusual first"),
        "obligor": (
            _OBLIGORS,
            part.obligors,
            (
                "five-year swaps as ICE Clear Credit settles them, where feeds.ice-cds is switched on; for your own use; "
                "the feed gives prices (100 less the upfront), the spread is ISDA's model: flat hazard, 40 % recovery"
            ),
        ),
        "attribution": (
            _ATTRIBUTION,
            part.attribution,
            (
                "change in yield = rates + index + rating + roll-down + issuer; change in spread is the same without rates; "
                "a tranche without a second mark is modelled and has no issuer figure; where a swap settled near both "
                "marks, issuer = obligor (its CDS beyond the five-year index) + the bond's own"
            ),
        ),
    }[by]
    if frame is None:
        return Shown(fields, part.table.clear(), ("nothing yet: this is the first look",), {})
    return Shown(fields, frame, (line,), {})


SPREADS = Subject(("series", "curve", "mover", "attribution", "obligor"), _spreads)
