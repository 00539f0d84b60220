"""ICE Clear Credit settlement prices of single-name credit default swaps: one JSON list, the newest day only.

An instrument is named by reference, tier, currency, clause, coupon and maturity, the last two of which say
which contract it is: `ORCLE.SNRFOR.USD.XR14.100.2031-06-20`. A series takes the five-year contract that
trades on the day: it moves to the next one when the market does, on 20 March and 20 September.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.domain.dates import on_the_run_end
from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell, believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.sniff import iso_day, json_document, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "ice-cds"
HOME = "https://www.ice.com"
_PATH = "/api/cds-settlement-prices/icc-single-names"
_FIELDS = ("clearingDate", "instrumentName", "eodPrice")


@dataclass(frozen=True, slots=True)
class IceSettlement:
    """End-of-day prices of the five-year contracts."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:  # noqa: ARG002 -- there is no history to ask for
        """Return the one request there is."""
        if not wanted:
            return ()
        limit = max(each.max_bytes for each in wanted)
        return (
            Request(
                NAME,
                self.site.base + _PATH,
                tuple(wanted),
                today,
                limit,
                accept="application/json",
                spacing_seconds=self.site.pace,
            ),
        )

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the price of each series' five-year contract; a name without one is left out."""
        return believe(request, list(_settled(request, json_document(answer.body, where=NAME))))


def _settled(request: Request, document: Any) -> Iterator[Cell]:
    if not isinstance(document, list):
        raise WrongShape(f"{shown(str(document))}", where=NAME, expected="a list of contracts")
    named = {each.code: each for each in request.series}
    for number, row in enumerate(document, start=1):
        if not isinstance(row, dict) or any(not isinstance(row.get(field), str) for field in _FIELDS):
            raise WrongShape(f"contract {number} is {shown(str(row))}", where=NAME, expected=", ".join(_FIELDS))
        code, _, maturity = row["instrumentName"].rpartition(".")
        if code in named:
            cleared = iso_day(row["clearingDate"], number, where=NAME)
            if iso_day(maturity, number, where=NAME) == on_the_run_end(cleared):
                yield Cell(named[code], cleared, row["eodPrice"])
