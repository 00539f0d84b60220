"""What a pane shows, as plain values: compared to decide on a repaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """What a piece of text means; the theme gives it a colour, the words carry it without one."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    UP = "up"
    DOWN = "down"
    CALM = "calm"
    AMBER = "amber"
    RED = "red"


class Align(StrEnum):
    """Which edge of its column a cell keeps to; numbers keep right."""

    LEFT = "left"
    RIGHT = "right"


class Cell(NamedTuple):
    """One cell: what it says, what it means and what it sorts by.

    A tuple rather than a dataclass: a book of 5,000 tranches makes 60,000 of them in a tenth of a second.
    """

    text: str
    tone: Tone = Tone.PLAIN
    order: float | str | None = None
    """Sort value; None is unknown and sorts last in both directions."""


class Span(NamedTuple):
    """A piece of a line with one meaning."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]


class Row(NamedTuple):
    """One row of a table, found again after a refresh by its key."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    label: str
    width: int
    """Cells it needs; the elastic column's least."""
    align: Align = Align.RIGHT
    priority: int = 1
    """1 is always shown; the largest number leaves first on a narrow screen."""
    elastic: bool = False
    """Whether it takes what the others leave."""
    meaning: str = ""
    """The definition `?` shows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows in their own order, and the column that order follows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    ordered_by: str = ""
    descending: bool = False
    gap: int = 2
    """Blank cells between columns."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything one pane shows."""

    title: str
    note: str = ""
    """Stands beside the title: coverage, basis."""
    subtitle: str = ""
    """Stands in the lower border: where the numbers come from and how fresh they are."""
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    empty: str = ""
    """Said in place of the rows where there are none."""
    tone: Tone = Tone.PLAIN
    """Amber or red where the pane's numbers are not to be taken as today's."""


@dataclass(frozen=True, slots=True)
class Board:
    """Every top-level pane by name, with the line of trouble and the counts of the header."""

    panels: Mapping[str, Panel] = field(default_factory=dict)
    status: Line = ()
    """Right end of the header, after the clock."""
    trouble: Line = ()
    """Right end of the footer: what fails, and when it is tried again."""
    brief: tuple[Line, ...] = ()
    """The overview's lamps for a header too narrow for a pane."""
    badges: dict[str, str] = field(default_factory=dict)
    """Mode name to the count shown beside it."""


def plain(*lines: str) -> tuple[Line, ...]:
    """Return lines of text without meaning."""
    return tuple((Span(line),) for line in lines)


def text_of(line: Line) -> str:
    """Return a line's words."""
    return "".join(span.text for span in line)
