"""What is wrong with a line of the book, and what was lost by it."""

from __future__ import annotations

from dataclasses import dataclass

from debtwatch.domain.text import clean

LONGEST_FOUND = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where, what was found, what was expected, what it cost."""

    file: str
    deal: str
    """The deal's id, `#3` where it has none, empty where the whole file is meant."""
    key: str
    """Dotted path below the deal: `tranche[2].coupon_pct`."""
    found: str
    expected: str
    line: int | None = None
    lost: str = ""
    """What was left out because of it: file, deal, a record, or nothing."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        inside = " ".join(part for part in (self.deal, self.key) if part)
        sentence = f"{place}: {inside}: found {self.found}, expected {self.expected}"
        return f"{sentence}; {self.lost} left out" if self.lost else sentence


def shown(value: object) -> str:
    """Return a foreign value as one safe, short piece of text."""
    return clean(repr(value), longest=LONGEST_FOUND)
