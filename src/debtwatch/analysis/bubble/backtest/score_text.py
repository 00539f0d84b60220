"""A record as a row, one a line and level: in words, the same in every front end, and in plain figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.backtest.results import Kind, Level
from debtwatch.analysis.bubble.backtest.score import HORIZON_MONTHS, wilson

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.backtest.results import Lead, Record

UNKNOWN = "—"
AT_LEAST = "≥"
WHAT = (
    (
        "2007-08, 2017-18: months ahead of the break at which it was first lit, from 24 before to 6 after; "
        f"{AT_LEAST} when that time began it was lit, `dark` never in that time, {UNKNOWN} not readable"
    ),
    (
        "right: lit within 24 months before a break or begun at most 6 after; hit rate with Wilson's 95 % interval; "
        "lit: share of the months it could be read; families: how many of its families reported then; the AI era (from "
        "2022) is shown, not scored"
    ),
)
"""What the columns mean."""


def level_word(kind: Kind, level: Level) -> str:
    """Return what a level is called: amber and red of a gauge, caution and high of a lamp or the rule."""
    if kind is Kind.GAUGE:
        return level.value
    return {Level.AMBER: "caution", Level.RED: "high"}[level]


def record_row(record: Record) -> dict[str, Any]:
    """Return a record as a row of words and counts."""
    interval = wilson(record.hits, record.signals)
    rate = UNKNOWN
    if record.hit_rate is not None and interval is not None:
        rate = f"{record.hit_rate:.0f} % ({interval[0]:.0f}–{interval[1]:.0f})"  # noqa: RUF001 -- a range has an en dash
    decade, lit = record.false_per_decade, record.lit_share
    return {
        "line": record.line,
        "label": record.label,
        "level": level_word(record.kind, record.level),
        "lead_2007": _lead(record.leads[0]),
        "lead_2017": _lead(record.leads[1]),
        "signals": record.signals,
        "hits": record.hits,
        "hit_rate": rate,
        "false_per_decade": UNKNOWN if decade is None else f"{decade:.1f}",
        "lit": UNKNOWN if lit is None else f"{lit:.0f} %",
        "of": f"{record.reporting_months} m",
        "families": _heard(record),
        "era": f"{record.era_lit} of {record.era_months} m" if record.era_months else UNKNOWN,
        "revised": "revised data" if record.revised else "",
    }


def record_figures(record: Record) -> dict[str, Any]:
    """Return the same in figures: months, counts, percent; None where there is nothing to count.

    A lead without months is dark where it was readable.
    """
    interval = wilson(record.hits, record.signals) or (None, None)
    least, most = record.heard or (None, None)
    leads = {
        f"lead_{year}_{what}": value
        for year, each in zip(("2007", "2017"), record.leads, strict=True)
        for what, value in (("months", each.months), ("readable", each.reporting))
    }
    return {
        "line": record.line,
        "label": record.label,
        "level": level_word(record.kind, record.level),
        **leads,
        "signals": record.signals,
        "right": record.hits,
        "hit_rate_pct": record.hit_rate,
        "hit_rate_low_pct": interval[0],
        "hit_rate_high_pct": interval[1],
        "false_per_decade": record.false_per_decade,
        "lit_pct": record.lit_share,
        "months": record.reporting_months,
        "families_least": least,
        "families_most": most,
        "families": record.families or None,
        "era_lit_months": record.era_lit,
        "era_months": record.era_months,
        "revised": record.revised,
    }


def in_short(record: Record) -> str:
    """Return a line's record in one sentence, as a gauge shows it."""
    if not record.reporting_months:
        return "no record yet: it could not be read before 2022"
    return (
        f"{record.hits} of {record.signals} signals right, {record.false_per_decade:.1f} false alarms a decade, "
        f"lit {record.lit_share:.0f} % of {record.reporting_months} months"
    )


def _heard(record: Record) -> str:
    """Return how many of its families reported in the months it could be read, as `2 to 4 of 4`."""
    if record.heard is None:
        return UNKNOWN if record.families else ""
    least, most = record.heard
    return f"{least if least == most else f'{least} to {most}'} of {record.families}"


def _lead(lead: Lead) -> str:
    if lead.months is None:
        return "dark" if lead.reporting else UNKNOWN
    if lead.months == HORIZON_MONTHS:
        return f"{AT_LEAST}{lead.months:+d}"
    return f"{lead.months:+d}" if lead.months else "0"
