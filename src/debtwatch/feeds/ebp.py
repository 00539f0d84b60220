"""Excess bond premium and GZ spread: one monthly CSV of the Federal Reserve Board, rewritten whole each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.feeds.belief import believe
from debtwatch.feeds.feed import Request
from debtwatch.feeds.wide import ISO, wide_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from debtwatch.domain.series import Series
    from debtwatch.feeds.feed import Answer, Parsed
    from debtwatch.feeds.site import Site

NAME = "ebp"
HOME = "https://www.federalreserve.gov"
_SIBLINGS = ("federalreserve.gov",)
_PATH = "/econres/notes/feds-notes/ebp_csv.csv"
_AMERICAN = "%m/%d/%Y"


@dataclass(frozen=True, slots=True)
class ExcessBondPremium:
    """Gilchrist and Zakrajšek's spread and premium."""

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
        """Read the columns asked for; the file has written its months both as 2026-10-01 and as 10/1/2026."""
        form = _AMERICAN if b"/" in answer.body else ISO
        return believe(request, wide_cells(request, answer.body, dates=("date", "Date"), form=form))
