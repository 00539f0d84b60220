"""From a line's months to its record: leads, hits, false alarms, time lit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.bubble.backtest.results import History, Lead, Level, Record
from debtwatch.analysis.bubble.declared import Break
from debtwatch.analysis.bubble.run_up import add_months, months_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

HORIZON_MONTHS = 24
LATE_MONTHS = 6
"""A break alarm tells that something has broken: half a year late still counts as seen."""
APART_MONTHS = 12
NORMAL_95 = 1.959964
_LEVELS = {Level.AMBER: 1, Level.RED: 2}


class Spell(NamedTuple):
    """One signal: its first and last lit month, dark months up to a year inside it."""

    first: date
    last: date


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """Return Wilson's 95 % interval of a share, percent; None where there is nothing to count."""
    if of == 0:
        return None
    share, square = hits / of, NORMAL_95**2
    middle = share + square / (2 * of)
    reach = NORMAL_95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    scale = 100 / (1 + square / of)
    return max(0.0, (middle - reach) * scale), min(100.0, (middle + reach) * scale)


def spells(lit: Sequence[date]) -> tuple[Spell, ...]:
    """Return distinct signals of ascending lit months: those at least twelve months apart."""
    found: list[Spell] = []
    for month in lit:
        if found and months_between(found[-1].last, month) <= APART_MONTHS:
            found[-1] = Spell(found[-1].first, month)
        else:
            found.append(Spell(month, month))
    return tuple(found)


def is_hit(spell: Spell, breaks: Sequence[Break]) -> bool:
    """Return whether a signal was lit within 24 months before a break, or began at most 6 after."""
    return any(
        spell.last >= add_months(each.month, -HORIZON_MONTHS) and spell.first <= add_months(each.month, LATE_MONTHS)
        for each in breaks
    )


def lead(lit: Sequence[date], reporting: Sequence[date], each: Break) -> Lead:
    """Return when a line was first lit around a break."""
    opens, closes = add_months(each.month, -HORIZON_MONTHS), add_months(each.month, LATE_MONTHS)
    first = next((month for month in lit if opens <= month <= closes), None)
    return Lead(
        name=each.name,
        reporting=any(opens <= month <= each.month for month in reporting),
        first=first,
        months=None if first is None else months_between(first, each.month),
    )


def score(history: History, level: Level, breaks: Sequence[Break], era_from: date, last: date) -> Record:
    """Return a line's record at a level.

    Signals that begin in the AI era, or whose 24 months are not over, are open and not scored; one that runs on
    into it ends where it ends. A break after the last month has not come: nothing is right by it.
    """
    come = [each for each in breaks if each.month <= last]
    least = _LEVELS[level]
    heard = [each for each in history.readings if each.level is not None]
    all_lit = [each.month for each in heard if each.level is not None and each.level >= least]
    past = [each for each in heard if each.month < era_from]
    reporting = [each.month for each in past]
    lit = [month for month in all_lit if month < era_from]
    scored = [
        spell
        for spell in spells(all_lit)
        if spell.first < era_from and (is_hit(spell, come) or add_months(spell.last, HORIZON_MONTHS) <= last)
    ]
    return Record(
        line=history.line,
        label=history.label,
        kind=history.kind,
        level=level,
        revised=history.revised,
        leads=tuple(lead(lit, reporting, each) if each in come else Lead(each.name) for each in breaks),
        signals=len(scored),
        hits=sum(is_hit(spell, come) for spell in scored),
        reporting_months=len(past),
        lit_months=len(lit),
        era_months=len(heard) - len(past),
        era_lit=len(all_lit) - len(lit),
        first_month=heard[0].month if heard else None,
        last_month=heard[-1].month if heard else None,
        heard=_families([each.families for each in heard]) if history.families else None,
        families=history.families,
    )


def _families(reporting: Sequence[int]) -> tuple[int, int] | None:
    return (min(reporting), max(reporting)) if reporting else None
