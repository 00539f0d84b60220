"""The numbers that rules may be written about, each with its unit and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.alert import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBJECTS = ("deal", "sponsor", "book")
"""Labels of the refinancing metrics: a deal's id, a sponsor's name, or `all` of the book."""

_TABLE = (
    Metric("spread.last_pct", "percent", ("series",), "Newest value of a rate or spread."),
    Metric("spread.d1_bp", "bp", ("series",), "Change of a rate or spread on the previous observation."),
    Metric("spread.w1_bp", "bp", ("series",), "Change over a week."),
    Metric("spread.m1_bp", "bp", ("series",), "Change over a month."),
    Metric("spread.m3_bp", "bp", ("series",), "Change over three months."),
    Metric("spread.ytd_bp", "bp", ("series",), "Change since the last observation of last year."),
    Metric("spread.z", "sd", ("series",), "One-month change over the deviation of such changes, 252 observations."),
    Metric("spread.percentile", "percentile", ("series",), "Percentile in the series' whole history, 0 is lowest."),
    Metric("index.last", "series", ("series",), "Newest value of an index, a price or an amount."),
    Metric("index.z", "sd", ("series",), "The same deviation for an index, a price or an amount."),
    Metric("gauge.value", "series", ("gauge",), "Reading of a bubble gauge, in its own unit."),
    Metric("gauge.level", "state", ("gauge",), "Its colour: 0 calm, 1 amber, 2 red; nothing where it does not report."),
    Metric("lamp.reds", "count", ("lamp",), "Red families of a lamp: `build-up` or `break`."),
    Metric("lamp.level", "state", ("lamp",), "Its verdict: 0 calm, 1 caution, 2 high; nothing where it cannot judge."),
    Metric("lamp.reporting", "count", ("lamp",), "Families of a lamp with a reading."),
    Metric("refinancing.gap_bp", "bp", SUBJECTS, "Market rate less rate paid, weighted by outstanding."),
    Metric("refinancing.headroom_bp", "bp", ("deal", "sponsor"), "Break-even rate less market rate."),
    Metric("refinancing.rolls_12m_usd_m", "usd_m", SUBJECTS, "Principal to be refinanced within 12 months."),
    Metric("refinancing.rolls_24m_usd_m", "usd_m", SUBJECTS, "Principal to be refinanced within 24 months."),
    Metric("refinancing.roll_12m_usd_m_y", "usd_m", SUBJECTS, "What refinancing 12 months' principal costs a year."),
    Metric("refinancing.mark_usd_m_y", "usd_m", SUBJECTS, "What replacing all of it today would cost a year."),
    Metric("refinancing.maturity_days", "days", ("deal",), "Days to the next maturity that must be refinanced."),
    Metric("book.age_days", "days", ("book",), "Age of the newest source in the book."),
    Metric("book.problems", "count", ("book",), "Problems found while reading the book."),
    Metric("freshness.level", "state", ("series",), "0 live or closed, 1 delayed, 2 stale, 3 never seen."),
    Metric("feed.stale", "count", ("feed",), "Series of a feed whose newest print is stale, of those ever seen."),
    Metric("feed.failures", "count", ("feed",), "Consecutive failed tries of a feed."),
)
METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _TABLE}
