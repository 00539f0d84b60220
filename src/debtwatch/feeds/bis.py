"""Bank for International Settlements: one SDMX CSV a series, quarterly, the whole of it at once.

Its rows name the dimensions of the series, in their order, before TIME_PERIOD; OBS_VALUE may be blank. The last dimension of
WS_CREDIT_GAP is A for the ratio, B for its trend and C for the gap between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.sniff import csv_rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "bis"
HOME = "https://stats.bis.org"
_PERIOD, _VALUE = "TIME_PERIOD", "OBS_VALUE"
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTHS = 3


@dataclass(frozen=True, slots=True)
class InternationalSettlements:
    """The credit-to-GDP gap and the debt service ratio."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:  # noqa: ARG002 -- every update may rewrite the past
        """Return one request a series, for all of its history."""
        return tuple(
            Request(
                NAME,
                f"{self.site.base}/api/v1/data/{each.code or each.id}?format=csv",
                (each,),
                today,
                each.max_bytes,
                spacing_seconds=self.site.pace,
            )
            for each in wanted
        )

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the one series asked for; WrongShape where the rows are of another, or of several."""
        return believe(request, _cells(request, answer.body))


def _cells(request: Request, body: bytes) -> Iterator[Cell]:
    header, rows = csv_rows(body, where=NAME)
    if _PERIOD not in header or _VALUE not in header:
        raise WrongShape(f"a first line of {shown(','.join(header))}", where=NAME, expected=f"{_PERIOD}, {_VALUE}")
    series = request.series[0]
    period, value = header.index(_PERIOD), header.index(_VALUE)
    wanted = (series.code or series.id).rpartition("/")[2].split(".")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise WrongShape(f"row {number} has {len(row)} cells", where=NAME, expected=f"{len(header)}")
        dimensions = iter(row[:period])
        if not all(part in dimensions for part in wanted):  # in their order, whatever stands between them
            raise WrongShape(
                f"row {number} is of {shown('.'.join(row[:period]))}", where=NAME, expected=".".join(wanted)
            )
        yield Cell(series, _first_day(row[period], number), row[value])


def _first_day(text: str, row: int) -> date:
    found = _QUARTER.fullmatch(text)
    if found is None:
        raise WrongShape(f"{shown(text)!r} where row {row} has its quarter", where=NAME, expected="2026-Q1")
    return date(int(found[1]), (int(found[2]) - 1) * _MONTHS + 1, 1)
