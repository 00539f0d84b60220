"""What one poll of one feed has brought so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from debtwatch.domain.errors import TooSlow
from debtwatch.domain.text import clean
from debtwatch.polling.memory import speaks_for_the_host
from debtwatch.polling.report import FetchReport, SeriesFailure
from debtwatch.store.values import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from debtwatch.domain.errors import FeedError
    from debtwatch.domain.series import Series
    from debtwatch.feeds.asking import Reading
    from debtwatch.feeds.feed import Answer, Rejected, Request
    from debtwatch.store.values import Commit

_SLOW_IN_A_ROW = 2


@dataclass(slots=True)
class Harvest:
    """Filled request by request during one poll, then read once; it never leaves that poll."""

    feed: str
    wanted: tuple[Series, ...]
    is_whole: bool
    """Whether every series of the feed was wanted."""
    answers: list[Answer] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    """Ids of series whose request was answered."""
    alone: dict[str, FeedError] = field(default_factory=dict)
    """Why each series failed, by id."""
    holes: dict[str, FeedError] = field(default_factory=dict)
    """Why a page of a series' history failed whose newest print is here, by id."""
    feed_error: FeedError | None = None
    """Why the whole feed counts as failed; None while it does not."""
    rejected: list[Rejected] = field(default_factory=list)
    rows_in: int = 0
    rows_new: int = 0
    version: int | None = None
    slow: int = 0
    """Requests in a row that ran out of time."""

    @property
    def is_hopeless(self) -> bool:
        """Whether asking on would only repeat the failure."""
        return self.feed_error is not None

    def kept(self, request: Request, reading: Reading, commit: Commit) -> None:
        """Count an answer."""
        self.answers.append(reading.answer)
        self.answered.update(request.ids)
        self.rejected.extend(reading.parsed.rejected)
        self.rows_in += len(reading.parsed.observations)
        self.rows_new += commit.changed
        self.version = commit.version
        self.slow = 0

    def failed(self, request: Request, error: FeedError) -> None:
        """Count a failure: the series' own, unless it speaks for the whole source."""
        self.slow = self.slow + 1 if isinstance(error, TooSlow) else 0
        self.alone.update(dict.fromkeys(request.ids, error))
        if speaks_for_the_host(error) or self.slow >= _SLOW_IN_A_ROW:
            self.feed_error = error

    def settle(self, awaited: Container[str]) -> None:
        """Decide, when all was asked, what failed: the feed if every series did, a series unless it is only a hole.

        A page of history that failed while the newest print is here is a hole: it is reported and
        asked for again, but does not make a number that is here look missing.
        """
        if self.is_whole and self.alone and not self.answered:
            self.feed_error = self.feed_error or next(iter(self.alone.values()))
        if self.feed_error is not None:
            self.alone.clear()
        for series in self.answered & self.alone.keys():
            if series not in awaited:
                self.holes[series] = self.alone.pop(series)

    def report(self, started_at: datetime, ended_at: datetime, next_try: datetime | None) -> FetchReport:
        """Return what the poll did."""
        failures = tuple(
            SeriesFailure(series, clean(str(error))) for series, error in (self.alone | self.holes).items()
        )
        return FetchReport(
            feed=self.feed,
            outcome=self._outcome(),
            started_at=started_at,
            ended_at=ended_at,
            asked=tuple(each.id for each in self.wanted),
            rows_in=self.rows_in,
            rows_new=self.rows_new,
            version=self.version,
            rejected=tuple(self.rejected),
            failures=failures,
            cause=clean(str(self.feed_error)) if self.feed_error else "",
            next_try=next_try,
        )

    def _outcome(self) -> FetchOutcome:
        if self.feed_error is not None or (self.alone and not self.answered):
            return FetchOutcome.FAILED
        all_unchanged = bool(self.answers) and all(answer.unchanged for answer in self.answers)
        return FetchOutcome.UNCHANGED if all_unchanged else FetchOutcome.OK
