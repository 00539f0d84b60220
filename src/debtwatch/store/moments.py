"""Moments and days as the integers a store keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Return milliseconds since 1970 UTC, rounded down; ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; a store keeps moments, not wall clocks")
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + milliseconds * _MILLISECOND


def to_optional_ms(moment: datetime | None) -> int | None:
    """Return milliseconds since 1970 UTC, or None."""
    return None if moment is None else to_ms(moment)


def from_optional_ms(milliseconds: int | None) -> datetime | None:
    """Return the moment in UTC, or None."""
    return None if milliseconds is None else from_ms(milliseconds)


def to_day(day: date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def from_day(days: int) -> date:
    """Return the date."""
    return date.fromordinal(days + _EPOCH_DAY)
