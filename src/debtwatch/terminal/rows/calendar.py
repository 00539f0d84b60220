"""Stepping through time by key."""

from __future__ import annotations

from datetime import date, timedelta

DAILY_YEARS = 3
"""How far back daily index history reaches; before it, time steps by month."""
SATURDAY = 5


def step(day: date, direction: int, today: date) -> date:
    """Return the next weekday in a direction, or the first of the next month where history is monthly."""
    if today.year - day.year > DAILY_YEARS:
        month = day.year * 12 + day.month - 1 + direction
        return date(month // 12, month % 12 + 1, 1)
    aim = day + timedelta(days=direction)
    while aim.weekday() >= SATURDAY:
        aim += timedelta(days=direction)
    return aim


def stepped(shown: date | None, direction: int, today: date) -> date | str:
    """Return the day a step from what is shown leads to; `now` where that is today or later."""
    day = step(shown or today, direction, today)
    return "now" if day >= today else day
