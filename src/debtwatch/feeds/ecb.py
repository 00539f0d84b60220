"""European Central Bank yield curves: one CSV for every key asked for, one row a key and day.

The par yields of AAA euro area governments are annual, in percent. Keys of one curve differ in their
last part only, so one call asks for all of them; a period without prints is answered with 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.sniff import csv_rows, iso_day, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "ecb"
HOME = "https://data-api.ecb.europa.eu"
_FLOW = "YC"
_COLUMNS = ("KEY", "TIME_PERIOD", "OBS_VALUE")


@dataclass(frozen=True, slots=True)
class EuropeanCentralBank:
    """The AAA par curve of the euro area."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return one request a curve, from the first day any of its series wants; all of it where one has none."""
        return tuple(self._curve(stem, members, since, today) for stem, members in _by_stem(wanted).items())

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the keys asked for, by name; others are ignored."""
        return believe(request, sorted(_cells(request, answer.body), key=attrgetter("day")))

    def _curve(self, stem: str, members: tuple[Series, ...], since: Mapping[str, date | None], today: date) -> Request:
        starts = [since.get(each.id) for each in members]
        known = [start for start in starts if start is not None]
        items = "+".join(_code(each).rpartition(".")[2] for each in members)
        url = f"{self.site.base}/service/data/{_FLOW}/{stem}.{items}?format=csvdata&detail=dataonly"
        if len(known) == len(starts):
            url += f"&startPeriod={min(known)}"
        return Request(
            NAME, url, members, today, max(each.max_bytes for each in members), spacing_seconds=self.site.pace
        )  # fmt: skip


def _code(series: Series) -> str:
    return series.code or series.id


def _by_stem(wanted: Sequence[Series]) -> dict[str, tuple[Series, ...]]:
    """Group series by everything of their key but its last part."""
    stems = dict.fromkeys(_code(each).rpartition(".")[0] for each in wanted)
    return {stem: tuple(each for each in wanted if _code(each).rpartition(".")[0] == stem) for stem in stems}


def _cells(request: Request, body: bytes) -> Iterator[Cell]:
    header, rows = csv_rows(body, where=NAME)
    if any(name not in header for name in _COLUMNS):
        raise WrongShape(f"a first line of {shown(','.join(header))}", where=NAME, expected=", ".join(_COLUMNS))
    key, day, value = (header.index(name) for name in _COLUMNS)
    named = {f"{_FLOW}.{_code(each)}": each for each in request.series}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise WrongShape(f"row {number} has {len(row)} cells", where=NAME, expected=f"{len(header)}")
        if row[key] in named:
            yield Cell(named[row[key]], iso_day(row[day], number, where=NAME), row[value])
