"""The issuance gauges: how fast the boom sector borrows, and whether its market has shut."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from debtwatch.analysis.bubble.declared import BREAK, BUILD_UP, ERAS, FUNDING_STOP, ISSUANCE
from debtwatch.analysis.bubble.levels import Levels
from debtwatch.analysis.bubble.results import EVENT_FROM, EVENT_TO
from debtwatch.analysis.bubble.run_up import add_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from debtwatch.analysis.bubble.results import Origin
    from debtwatch.domain.baseline import Issuance

Row = dict[str, Any]
STANDS = timedelta(days=366)
"""A published total speaks for a year after it is known."""
ERA_ENDS = {"2008": 2010, "2017": 2020}
"""The year from which an era's issuance is no longer asked for."""


class _Gauge(NamedTuple):
    id: str
    kind: str
    label: str
    lamp: str
    family: str
    levels: Levels
    source: str
    note: str


GAUGES = (
    _Gauge(
        "issuance_pace",
        "pace",
        "Issuance against a year before",
        BUILD_UP,
        ISSUANCE,
        Levels(50.0, 100.0),
        source="debtwatch: a doubling within four quarters",
        note="published totals of one count each, not our own collecting",
    ),
    _Gauge(
        "issuance_stop",
        "stop",
        "Issuance against a quarter before",
        BREAK,
        FUNDING_STOP,
        Levels(-25.0, -50.0, low_warns=True),
        source="debtwatch: halved within a quarter or two after a boom",
        note="after a boom only; it shows what has happened, some weeks late",
    ),
)


def newest_known(published: Sequence[Issuance], kind: str, day: date) -> Issuance | None:
    """Return the newest total of a kind that was known on a day and still speaks for it."""
    heard = [each for each in published if each.kind == kind and each.known_on <= day <= each.known_on + STANDS]
    return max(heard, key=lambda each: (each.known_on, each.last), default=None)


def change_on(published: Sequence[Issuance], kind: str, day: date) -> float | None:
    """Return what a gauge read on a day, percent; None where no published total speaks for it."""
    found = newest_known(published, kind, day)
    return None if found is None else found.change_pct


def issuance_months(
    published: Sequence[Issuance], starts: Mapping[str, Origin], as_of: date
) -> dict[str, dict[str, dict[date, float]]]:
    """Return by gauge and era what it read on the first day of each month of event time, up to a day."""
    found: dict[str, dict[str, dict[date, float]]] = {}
    for gauge in GAUGES:
        found[gauge.id] = {}
        for era, start in starts.items():
            own = [each for each in published if each.era == era]
            clock = range(EVENT_FROM, EVENT_TO + 1) if start.month is not None and own else ()
            days = [add_months(start.month, since) for since in clock if start.month is not None]
            read = {day: change_on(own, gauge.kind, day) for day in days if day <= as_of}
            found[gauge.id][era] = {day: value for day, value in read.items() if value is not None}
    return found


def issuance_rows(published: Sequence[Issuance], starts: Mapping[str, Origin], as_of: date) -> list[Row]:
    """Return both gauges as of a day, beside their readings in both eras."""
    return [_row(gauge, published, starts, as_of) for gauge in GAUGES]


def _row(gauge: _Gauge, published: Sequence[Issuance], starts: Mapping[str, Origin], as_of: date) -> Row:
    row: Row = {
        "gauge": gauge.id,
        "label": gauge.label,
        "lamp": gauge.lamp,
        "family": gauge.family,
        "votes": True,
        "unit": "percent",
        "threshold_source": gauge.source,
        **gauge.levels.shades(None),
        "revised": False,
        "basis": "published",
        "note": "not reporting: no published total of the last twelve months",
    }
    row |= gauge.levels.columns() | _eras(gauge, published, starts)
    found = newest_known(published, gauge.kind, as_of)
    if found is None:
        return row
    return row | {
        **gauge.levels.shades(found.change_pct),
        "value": found.change_pct,
        "observed_on": found.last,
        "note": f"{found.source}: ${found.usd_bn:g}bn from {found.first} to {found.last} against ${found.against_usd_bn:g}bn, "
        f"{found.against}{', at least' if found.basis == 'at least' else ''}; {gauge.note}",
    }


def _eras(gauge: _Gauge, published: Sequence[Issuance], starts: Mapping[str, Origin]) -> Row:
    row: Row = {}
    for era in ERAS:
        own = [each for each in published if each.era == era.name]
        changes = [each.change_pct for each in own if each.kind == gauge.kind]
        row |= {f"low_{era.column}": min(changes, default=None), f"high_{era.column}": max(changes, default=None)}
        start = starts[era.name]
        if start.month is not None and start.months_since is not None:
            at = add_months(start.month, start.months_since)
            row |= {f"reading_{era.column}": change_on(own, gauge.kind, at), f"reading_{era.column}_on": at}
    return row
