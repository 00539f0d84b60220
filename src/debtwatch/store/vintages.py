"""Which prints become vintages, and when each counts as published. Pure, so every backend decides alike.

A print that repeats the vintage in force adds nothing, except that the first feed print equal to a
recorded one is kept, because from then on the number is live. A recorded print never speaks over one
that came from a feed or a user. A source that names its vintage date is compared with the vintage in
force on that date, so histories of vintages may arrive in any order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from debtwatch.domain.series import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


class Change(Enum):
    """What a new vintage is to its day."""

    FIRST = "first"
    REVISION = "revision"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Vintage:
    """One day's value with its publication date and origin."""

    published_on: date
    published_assumed: bool
    value: float | None
    origin: Origin


def finite(value: float | None) -> float | None:
    """Return the value, null where it is not a finite number."""
    return value if value is not None and math.isfinite(value) else None


def dated_vintage(
    known: Sequence[Vintage], value: float | None, published_on: date, origin: Origin
) -> tuple[Change, Vintage] | None:
    """Return the vintage a print adds whose source names its date; None where it adds nothing.

    `known` holds the day's vintages, oldest first.
    """
    if _spoken_over(known, origin):
        return None
    in_force = next((vintage for vintage in reversed(known) if vintage.published_on <= published_on), None)
    change = _change(in_force, value, origin)
    if change is None:
        return None
    if change is Change.FIRST and known:
        change = Change.REVISION
    return change, Vintage(published_on, False, value, origin)


def undated_vintage(
    known: Sequence[Vintage], value: float | None, due_at: datetime, seen_at: datetime, origin: Origin
) -> tuple[Change, Vintage] | None:
    """Return the vintage a print adds whose source names no date; None where it adds nothing.

    The date is assumed: the first print's is the day it was due, or seen where that is earlier; a
    revision's is the day it was seen, because until then the older value stood; a confirmation keeps
    the date of what it confirms. Days are those of `due_at`'s zone.
    """
    if _spoken_over(known, origin):
        return None
    newest = known[-1] if known else None
    change = _change(newest, value, origin)
    if change is None:
        return None
    seen_on = seen_at.astimezone(due_at.tzinfo).date()
    if newest is None:
        return change, Vintage(min(due_at.date(), seen_on), True, value, origin)
    if change is Change.CONFIRMATION:
        return change, Vintage(newest.published_on, newest.published_assumed, value, origin)
    return change, Vintage(max(newest.published_on, seen_on), True, value, origin)


def _change(in_force: Vintage | None, value: float | None, origin: Origin) -> Change | None:
    if in_force is None:
        return Change.FIRST
    if in_force.value != value:
        return Change.REVISION
    if in_force.origin is Origin.RECORDED and origin is Origin.FEED:
        return Change.CONFIRMATION
    return None


def _spoken_over(known: Sequence[Vintage], origin: Origin) -> bool:
    return origin is Origin.RECORDED and any(vintage.origin is not Origin.RECORDED for vintage in known)
