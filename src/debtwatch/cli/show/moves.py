"""`show spreads` and `show bubble`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, text
from debtwatch.cli.tables import Field, bp, decimal, ordinal, percent

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
    Field("from", "from_on", str),
    Field("to", "to_on", str),
    Field("yield", "from_pct", percent),
    Field("to", "to_pct", percent),
    Field("yield bp", "yield_bp", bp),
    Field("spread bp", "spread_bp", bp),
    Field("rates", "benchmark_bp", bp),
    Field("index", "index_bp", bp),
    Field("rating", "migration_bp", bp),
    Field("roll-down", "roll_down_bp", bp),
    Field("issuer", "issuer_bp", bp),
    text("", "status"),
)
_BUBBLE = (
    text("lamp", "lamp"),
    text("family", "family"),
    text("gauge", "label"),
    Field("value", "value", decimal),
    text("unit", "unit"),
    Field("observed", "observed_on", str),
    Field("2008 then", "reading_2008", decimal),
    Field("2017 then", "reading_2017", decimal),
    Field("amber", "amber", decimal),
    Field("red", "red", decimal),
    text("colour", "colour"),
)


def _spreads(snapshot: Snapshot, by: str) -> Shown:
    part = snapshot.spreads
    if by == "series":
        return Shown(_SPREADS, part.table, totals={})
    fields, frame, line = {
        "curve": (_CURVE, part.curve, "the Treasury par curve by tenor"),
        "mover": (_MOVERS, part.movers, "what printed since you last looked, most unusual first"),
        "attribution": (
            _ATTRIBUTION,
            part.attribution,
            (
                "change in yield = rates + index + rating + roll-down + issuer; change in spread is the same without rates; "
                "a tranche without a second mark is modelled and has no issuer figure"
            ),
        ),
    }[by]
    if frame is None:
        return Shown(fields, part.table.clear(), ("nothing yet: this is the first look",), {})
    return Shown(fields, frame, (line,), {})


def _bubble(snapshot: Snapshot, _by: str) -> Shown:
    lamps = snapshot.bubble.lamps
    lines = tuple(
        f"{lamp.name}: {lamp.verdict}, {lamp.reds} red of {len(lamp.families)} families, {lamp.reporting} reporting"
        + (" (revised data)" if lamp.revised else "")
        for lamp in lamps
    )
    totals = {lamp.name: {"verdict": lamp.verdict, "reds": lamp.reds, "reporting": lamp.reporting} for lamp in lamps}
    return Shown(_BUBBLE, snapshot.bubble.gauges, lines, totals)


SPREADS = Subject(("series", "curve", "mover", "attribution"), _spreads)
BUBBLE = Subject(("gauge",), _bubble)
