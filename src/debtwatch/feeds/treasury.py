"""US Treasury daily par yield curve: a CSV a year, newest first, and XML as its second shape.

Tenors are read by column name: 2 Mo came in 2018, 4 Mo in 2022 and 1.5 Month in 2025, each in the
middle of the row. Yields are bond-equivalent, percent per annum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Parsed, Request
from debtwatch.feeds.site import Site
from debtwatch.feeds.sniff import iso_day, xml_root
from debtwatch.feeds.wide import wide_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer

NAME = "treasury"
HOME = "https://home.treasury.gov"
FIRST_YEAR = 1990
_LATER = {"20 Yr": 1993, "1 Mo": 2001, "2 Mo": 2018, "4 Mo": 2022, "1.5 Month": 2025}
"""The first year of the tenors that came later."""
_PATH = "/resource-center/data-chart-center/interest-rates"
_CSV = (
    _PATH
    + "/daily-treasury-rates.csv/{year}/all?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
)
_XML = _PATH + "/pages/xml?data=daily_treasury_yield_curve&field_tdr_date_value={year}"
_XML_TYPE = "application/xml"
_DATA = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
_METADATA = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
_XML_FIELDS = {
    "1 Mo": "BC_1MONTH", "1.5 Month": "BC_1_5MONTH", "2 Mo": "BC_2MONTH", "3 Mo": "BC_3MONTH",
    "4 Mo": "BC_4MONTH", "6 Mo": "BC_6MONTH", "1 Yr": "BC_1YEAR", "2 Yr": "BC_2YEAR", "3 Yr": "BC_3YEAR",
    "5 Yr": "BC_5YEAR", "7 Yr": "BC_7YEAR", "10 Yr": "BC_10YEAR", "20 Yr": "BC_20YEAR", "30 Yr": "BC_30YEAR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Treasury:
    """The par curve, by year."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return one request a calendar year, newest first; in January always the year before too."""
        if not wanted:
            return ()
        first = min(_first_year(each, since.get(each.id)) for each in wanted)
        first = min(first, today.year - (today.month == 1))
        return tuple(self._year(tuple(wanted), year, today) for year in range(today.year, first - 1, -1))

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read one year, in whichever of its two shapes the request asked for."""
        if request.may_be_empty and not answer.body.strip():
            return Parsed(())
        if request.accept == _XML_TYPE:
            return believe(request, _xml_cells(request, answer.body))
        return believe(request, wide_cells(request, answer.body, dates=("Date",), form="%m/%d/%Y"))

    def _year(self, wanted: tuple[Series, ...], year: int, today: date) -> Request:
        fresh = year == today.year and today.month == 1
        limit = max(each.max_bytes for each in wanted)
        xml = Request(
            NAME, self.site.base + _XML.format(year=year), wanted, today, limit,
            accept=_XML_TYPE, spacing_seconds=self.site.pace, may_be_empty=fresh,
        )  # fmt: skip
        return Request(
            NAME, self.site.base + _CSV.format(year=year), wanted, today, limit,
            spacing_seconds=self.site.pace, may_be_empty=fresh, fallbacks=(xml,),
        )  # fmt: skip


def _first_year(series: Series, since: date | None) -> int:
    born = _LATER.get(series.code, FIRST_YEAR)
    return born if since is None else max(since.year, born)


def _xml_cells(request: Request, body: bytes) -> Iterator[Cell]:
    entries = list(xml_root(body, where=NAME).iter(_METADATA + "properties"))
    if not entries and not request.may_be_empty:
        raise WrongShape("no entries", where=NAME, expected="an Atom feed of the par curve")
    for number, entry in enumerate(entries, start=1):
        day = iso_day(entry.findtext(_DATA + "NEW_DATE", "")[:10], number, where=NAME)
        for series in request.series:
            field = _XML_FIELDS.get(series.code)
            if field is not None:
                yield Cell(series, day, entry.findtext(_DATA + field, ""))
