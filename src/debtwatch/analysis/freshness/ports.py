"""What freshness needs of the calendars and of the fetch log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from debtwatch.domain.series import Series


class PrintCalendar(Protocol):
    """When each print of a series is due."""

    def zone(self, calendar: str) -> tzinfo:
        """Return the time zone in which a calendar's days begin and end."""
        ...

    def publishes_on(self, series: Series, day: date) -> bool:
        """Whether the source of a series works on `day`."""
        ...

    def publication_of(self, series: Series, observed_on: date) -> datetime:
        """Return the moment the print for one day is due."""
        ...

    def expected_on(self, series: Series, now: datetime) -> date:
        """Return the newest day whose print should be here by `now`."""
        ...

    def next_publication(self, series: Series, now: datetime) -> datetime:
        """Return the first moment after `now` at which a print is due."""
        ...

    def next_observed(self, series: Series, day: date) -> date:
        """Return the first day after `day` that a series has a print for."""
        ...


class LastPoll(Protocol):
    """What is remembered of a feed's, or one series', last poll."""

    @property
    def last_try(self) -> datetime | None:
        """When it was last tried."""
        ...

    @property
    def last_success(self) -> datetime | None:
        """When it last answered."""
        ...

    @property
    def failures(self) -> int:
        """Consecutive failures."""
        ...

    @property
    def cause(self) -> str:
        """Why the last try failed; empty after a success."""
        ...

    @property
    def next_try(self) -> datetime | None:
        """When it will be tried next, where that is known."""
        ...
