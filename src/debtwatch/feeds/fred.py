"""FRED graph CSV: one series a request, ascending, blank or `.` where there is no value.

Several ids of different frequency come back as a ZIP with status 200, so no request asks for two.
ICE and S&P series are a moving window upstream: what has left it is kept by the store, never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.feeds.belief import believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.wide import wide_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "fred"
HOME = "https://fred.stlouisfed.org"
DATE_COLUMNS = ("observation_date", "DATE")


@dataclass(frozen=True, slots=True)
class Fred:
    """Series by id, without a key."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return one request a series, from its first day wanted; the whole of a revised one."""
        return tuple(self._one(each, since.get(each.id), today) for each in wanted)

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the columns asked for, by name; others are ignored."""
        return believe(request, wide_cells(request, answer.body, dates=DATE_COLUMNS))

    def _one(self, series: Series, start: date | None, today: date) -> Request:
        url = f"{self.site.base}/graph/fredgraph.csv?id={series.code or series.id}"
        if start is not None and not series.revised:
            url += f"&cosd={start}"
        return Request(NAME, url, (series,), today, series.max_bytes, spacing_seconds=self.site.pace)
