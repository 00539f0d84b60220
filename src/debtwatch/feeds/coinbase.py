"""Coinbase Exchange daily candles: JSON arrays, newest first, at most 300 a call; days are UTC's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.sniff import json_document, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "coinbase"
HOME = "https://api.exchange.coinbase.com"
FIRST = date(2015, 7, 20)
PAGE_DAYS = 300
_DAY_SECONDS = 86_400
_CANDLE = ("time", "low", "high", "open", "close", "volume")


@dataclass(frozen=True, slots=True)
class Coinbase:
    """Daily closes of a product."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return the pages of each product, oldest first, up to the last day that has ended."""
        return tuple(
            self._page(each, start, min(start + timedelta(PAGE_DAYS - 1), today - timedelta(1)), today)
            for each in wanted
            for start in _starts(max(since.get(each.id) or FIRST, FIRST), today)
        )

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the closes of the days that had ended when it was asked; the day still forming is left out."""
        cells = _cells(request, json_document(answer.body, where=NAME))
        return believe(request, (cell for cell in cells if cell.day < request.asked_on))

    def _page(self, series: Series, start: date, end: date, today: date) -> Request:
        url = (
            f"{self.site.base}/products/{series.code or series.id}/candles"
            f"?granularity={_DAY_SECONDS}&start={start}T00:00:00Z&end={end}T00:00:00Z"
        )
        return Request(
            NAME, url, (series,), today, series.max_bytes, accept="application/json", spacing_seconds=self.site.pace
        )


def _starts(first: date, today: date) -> Iterator[date]:
    while first < today:
        yield first
        first += timedelta(PAGE_DAYS)


def _cells(request: Request, document: Any) -> Iterator[Cell]:
    if not isinstance(document, list):
        raise WrongShape(f"{shown(str(document))}", where=NAME, expected="a list of candles")
    for number, candle in enumerate(document, start=1):
        if not isinstance(candle, list) or len(candle) != len(_CANDLE):
            raise WrongShape(f"candle {number} is {shown(str(candle))}", where=NAME, expected=", ".join(_CANDLE))
        yield Cell(request.series[0], _day(candle[0], number), candle[_CANDLE.index("close")])


def _day(seconds: Any, number: int) -> date:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (TypeError, ValueError, OverflowError, OSError):
        raise WrongShape(
            f"candle {number} begins at {shown(str(seconds))}", where=NAME, expected="seconds since 1970"
        ) from None
