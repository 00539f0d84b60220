"""OFR financial stress index: one CSV with the whole history, one column a component."""

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

NAME = "ofr"
HOME = "https://www.financialresearch.gov"
_SIBLINGS = ("financialresearch.gov",)
_PATH = "/financial-stress-index/data/fsi.csv"


@dataclass(frozen=True, slots=True)
class Ofr:
    """The index and, where asked for, its components."""

    site: Site
    name: str = NAME

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its requests go."""
        return (self.site.host,)

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:  # noqa: ARG002 -- the file is always whole
        """Return the one request there is."""
        if not wanted:
            return ()
        return (
            Request(
                NAME,
                self.site.base + _PATH,
                tuple(wanted),
                today,
                max_bytes=max(each.max_bytes for each in wanted),
                spacing_seconds=self.site.pace,
                redirect_hosts=_SIBLINGS,
            ),
        )

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read the columns asked for."""
        return believe(request, wide_cells(request, answer.body, dates=("Date",)))
