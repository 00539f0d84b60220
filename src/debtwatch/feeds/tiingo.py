"""Tiingo end-of-day prices: one symbol a request, with the user's own key; adjusted for splits and dividends.

Every dividend restates the adjusted past, so the whole history is asked for: a part of it would not join.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.sniff import iso_day, json_document, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "tiingo"
HOME = "https://api.tiingo.com"
FIRST = date(1993, 1, 29)
_DAY = len("2026-11-23")


@dataclass(frozen=True, slots=True)
class Tiingo:
    """Adjusted closes of shares and funds; the key travels in a header and is redacted everywhere."""

    site: Site
    key: str = ""
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return one request a symbol, for all of its history."""
        _ = since
        return tuple(self._one(each, today) for each in wanted)

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the adjusted closes of the days before the day of asking: a day still trading has none yet."""
        cells = _cells(request, json_document(answer.body, where=NAME))
        return believe(request, (cell for cell in cells if cell.day < request.asked_on))

    def _one(self, series: Series, today: date) -> Request:
        return Request(
            NAME,
            f"{self.site.base}/tiingo/daily/{series.code or series.id}/prices?startDate={FIRST}",
            (series,),
            today,
            series.max_bytes,
            accept="application/json",
            headers=(("Authorization", f"Token {self.key}"),) if self.key else (),
            secrets=(self.key,) if self.key else (),
            spacing_seconds=self.site.pace,
        )


def _cells(request: Request, document: Any) -> Iterator[Cell]:
    if not isinstance(document, list):
        raise WrongShape(f"{shown(str(document))}", where=NAME, expected="a list of days")
    for number, row in enumerate(document, start=1):
        if not isinstance(row, dict) or "adjClose" not in row:
            raise WrongShape(f"day {number} is {shown(str(row))}", where=NAME, expected="an object with adjClose")
        yield Cell(request.series[0], iso_day(str(row.get("date"))[:_DAY], number, where=NAME), row["adjClose"])
