"""The chart of one series: a run of values with both eras' medians as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from debtwatch.terminal.chart import Guide
from debtwatch.terminal.rows.formats import day, known, ordinal
from debtwatch.terminal.rows.spreads import IN_BP, SLOW

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.domain.series import StoredObservation

ERAS = (("median_2007", "2007 mid"), ("median_2017", "2017 mid"))


class Reach(StrEnum):
    """How much of a series is drawn."""

    YEAR = "one year"
    FIVE_YEARS = "five years"
    ALL = "all that is stored"


DAYS = {Reach.YEAR: 366, Reach.FIVE_YEARS: 5 * 365 + 2}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the chart of one series shows."""

    title: str
    values: tuple[float | None, ...]
    guides: tuple[Guide, ...]
    places: int


def following(reach: Reach) -> Reach:
    """Return the reach after one, the first after the last."""
    reaches = list(Reach)
    return reaches[(reaches.index(reach) + 1) % len(reaches)]


def drawn(
    snapshot: Snapshot, series: str, reach: Reach = Reach.YEAR, vintages: Sequence[StoredObservation] = ()
) -> Drawn | None:
    """Return a series as it is drawn, in bp where its level is written in bp; None where it has no row.

    `vintages`, every one of the series oldest first, serve a reach beyond the year a snapshot holds.
    """
    table = snapshot.spreads.table
    found = table.filter(table["series"] == series).to_dicts()
    if not found:
        return None
    record = found[0]
    factor = 100.0 if record["group"] in IN_BP else 1.0
    stored = prints(vintages, snapshot.as_of, reach)
    run = [value for _, value in stored] if stored else list(record["spark"] or ())
    values = tuple(None if value is None else value * factor for value in run)
    since = f"{day(stored[0][0], snapshot.as_of)} to " if stored else "one year to "
    unit = "bp" if factor > 1 else record["unit"]
    return Drawn(
        title=(f"{record['label']}, {unit}, {since}{observed_words(record, snapshot.as_of)} ── {_percentiles(record)}"),
        values=values,
        guides=_guides(values, record, factor),
        places=0 if factor > 1 else 2,
    )


def observed_words(record: dict[str, Any], today: date) -> str:
    """Return the day of a level, of a month's the month."""
    value = record["observed_on"]
    return f"{value:%b %Y}" if value is not None and record["basis"] in SLOW else day(value, today)


def prints(vintages: Sequence[StoredObservation], until: date, reach: Reach) -> list[tuple[date, float | None]]:
    """Return (day, newest value) of the days a reach holds that were published by a day, oldest first."""
    newest = {one.observed_on: one.value for one in vintages if one.observed_on <= until and one.published_on <= until}
    first = until - timedelta(days=DAYS[reach]) if reach in DAYS else date.min
    return sorted((on, value) for on, value in newest.items() if on >= first)


def _percentiles(record: dict[str, Any]) -> str:
    return (
        f"percentile: all {ordinal(record['pct_full'])}, 2003-07 to 2007-06 {ordinal(record['pct_2007'])}, "
        f"2016-01 to 2018-01 {ordinal(record['pct_2017'])}"
    )


def _guides(values: Sequence[float | None], record: dict[str, Any], factor: float) -> tuple[Guide, ...]:
    eras = [Guide(record[column] * factor, label) for column, label in ERAS if known(record[column])]
    last = [value for value in values if known(value) and value is not None][-1:]
    return (*eras, *(Guide(value, "now") for value in last))
