"""ICE Clear Credit settlement prices of single-name credit default swaps: one JSON list, the newest day only.

An instrument is named by reference, tier, currency, clause, coupon and maturity, the last two of which say
which contract it is: `ORCLE.SNRFOR.USD.XR14.100.2031-06-20`. A series takes the contract nearest to five
years: it moves to the next one when the market does, on 20 March and 20 September.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
_TENOR_DAYS = 5 * 365.25


@dataclass(frozen=True, slots=True)
class IceSettlement:
    """End-of-day prices of the contracts nearest to five years."""

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
        """Read the price of each series' contract; a name without one is left out."""
        return believe(request, _nearest(_contracts(request, json_document(answer.body, where=NAME))))


@dataclass(frozen=True, slots=True)
class _Contract:
    cell: Cell
    off_days: float
    """How far its maturity lies from five years."""


def _contracts(request: Request, document: Any) -> Iterator[_Contract]:
    if not isinstance(document, list):
        raise WrongShape(f"{shown(str(document))}", where=NAME, expected="a list of contracts")
    named = {each.code: each for each in request.series}
    for number, row in enumerate(document, start=1):
        if not isinstance(row, dict) or any(not isinstance(row.get(field), str) for field in _FIELDS):
            raise WrongShape(f"contract {number} is {shown(str(row))}", where=NAME, expected=", ".join(_FIELDS))
        code, _, maturity = row["instrumentName"].rpartition(".")
        if code in named:
            cleared = iso_day(row["clearingDate"], number, where=NAME)
            years = (iso_day(maturity, number, where=NAME) - cleared).days
            yield _Contract(Cell(named[code], cleared, row["eodPrice"]), abs(years - _TENOR_DAYS))


def _nearest(contracts: Iterator[_Contract]) -> list[Cell]:
    chosen: dict[str, _Contract] = {}
    for each in contracts:
        held = chosen.get(each.cell.series.id)
        if held is None or each.off_days < held.off_days:
            chosen[each.cell.series.id] = each
    return [each.cell for each in chosen.values()]
