"""`show spreads` and `show bubble`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, text
from debtwatch.cli.tables import Field, bp, decimal, ordinal

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


def _spreads(snapshot: Snapshot, _by: str) -> Shown:
    return Shown(_SPREADS, snapshot.spreads.table, totals={})


def _bubble(snapshot: Snapshot, _by: str) -> Shown:
    lamps = snapshot.bubble.lamps
    lines = tuple(
        f"{lamp.name}: {lamp.verdict}, {lamp.reds} red of {len(lamp.families)} families, {lamp.reporting} reporting"
        + (" (revised data)" if lamp.revised else "")
        for lamp in lamps
    )
    totals = {lamp.name: {"verdict": lamp.verdict, "reds": lamp.reds, "reporting": lamp.reporting} for lamp in lamps}
    return Shown(_BUBBLE, snapshot.bubble.gauges, lines, totals)


SPREADS = Subject(("series",), _spreads)
BUBBLE = Subject(("gauge",), _bubble)
