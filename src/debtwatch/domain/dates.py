"""Dates known only to the month or the year, and the dates contracts roll on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MID_MONTH_DAY = 15
MID_YEAR = (7, 1)
_ROLLS = ((3, 20), (9, 20))


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as its source gives it: `2031`, `2031-05` or `2031-05-15`.

    It prints as written. Where a calculation needs one day, `valued` takes the middle of what is
    known: the 15th of a month, the 1st of July of a year.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read an ISO date of reduced precision; ValueError says what is wrong."""
        partial = cls(text.strip())
        partial.valued  # noqa: B018 -- evaluating it is the check
        return partial

    @property
    def valued(self) -> date:
        """The day used in calculations."""
        match = _FORM.fullmatch(self.text)
        if match is None:
            msg = f"{self.text!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"
            raise ValueError(msg)
        year, month, day = match.groups()
        if month is None:
            return date(int(year), *MID_YEAR)
        return date(int(year), int(month), int(day) if day else MID_MONTH_DAY)

    @property
    def exact(self) -> bool:
        """Whether the source gives the day."""
        return len(self.text) == len("2031-05-15")

    def __str__(self) -> str:
        return self.text


def on_the_run_end(day: date) -> date:
    """Return the maturity of the five-year default swap that trades on a day: 20 June or December, rolling on 20 March and September."""
    march, september = (date(day.year, month, on) for month, on in _ROLLS)
    if day < march:
        return date(day.year + 4, 12, 20)
    return date(day.year + 5, 6, 20) if day < september else date(day.year + 5, 12, 20)
