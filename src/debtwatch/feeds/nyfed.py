"""New York Fed reference rates: SOFR, its averages and index, EFFR; JSON, newest first.

An average is dated the day it is published, one business day after the last SOFR in it: SOFR and
its averages are never joined on equal dates.
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

NAME = "nyfed"
HOME = "https://markets.newyorkfed.org"
_RATE = "percentRate"


@dataclass(frozen=True, slots=True)
class _Rate:
    path: str
    first: date


_RATES = {
    "sofr": _Rate("/api/rates/secured/sofr", date(2018, 4, 2)),
    "sofrai": _Rate("/api/rates/secured/sofrai", date(2020, 3, 2)),
    "effr": _Rate("/api/rates/unsecured/effr", date(2000, 7, 3)),
}


@dataclass(frozen=True, slots=True)
class NewYorkFed:
    """Reference rates by range of days. A series' code is `rate` or `rate:field`."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return one request a rate."""
        requests = []
        for code, rate in _RATES.items():
            group = tuple(each for each in wanted if _split(each)[0] == code)
            if group:
                start = max(min(since.get(each.id) or rate.first for each in group), rate.first)
                url = f"{self.site.base}{rate.path}/search.json?startDate={start}&endDate={today}"
                limit = max(each.max_bytes for each in group)
                requests.append(
                    Request(
                        NAME, url, group, today, limit,
                        accept="application/json", spacing_seconds=self.site.pace,
                    )
                )  # fmt: skip
        return tuple(requests)

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read one rate's range; an empty list is no answer, never a zero rate."""
        return believe(request, _cells(request, json_document(answer.body, where=NAME)))


def _cells(request: Request, document: Any) -> Iterator[Cell]:
    rows = document.get("refRates") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise WrongShape(f"{shown(str(document))}", where=NAME, expected="an object with refRates")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise WrongShape(f"rate {number} is {shown(str(row))}", where=NAME, expected="an object")
        day = iso_day(str(row.get("effectiveDate")), number, where=NAME)
        for series in request.series:
            rate, field = _split(series)
            if str(row.get("type", rate)).lower() == rate:
                yield Cell(series, day, row.get(field))


def _split(series: Series) -> tuple[str, str]:
    rate, _, field = (series.code or series.id).partition(":")
    return rate.lower(), field or _RATE
