"""Tables written from declared result columns: the analysis says what a column means, this says how it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.terminal.rows.formats import (
    arrow_cell,
    day_cell,
    direction,
    fixed,
    known,
    number_cell,
    percent,
    usd_cell,
    usd_m_y,
    word_cell,
)
from debtwatch.terminal.rows.values import Align, Cell, Column, Row, Table, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.columns import Column as Declared

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One column on the screen: which result column, its heading and how its value is written."""

    name: str
    label: str
    width: int
    write: Callable[[Any], Cell]
    priority: int = 1
    left: bool = False
    elastic: bool = False


def table_of(
    told: Sequence[Told], declared: Iterable[Declared], records: Iterable[Record], key: Callable[[Record], str]
) -> Table:
    """Return records as rows; the columns' meanings are the analysis' own."""
    meanings = {column.name: column.means for column in declared}
    columns = tuple(
        Column(
            one.name,
            one.label,
            one.width,
            Align.LEFT if one.left else Align.RIGHT,
            one.priority,
            one.elastic,
            meanings.get(one.name, ""),
        )
        for one in told
    )
    rows = tuple(Row(key(record), tuple(one.write(record[one.name]) for one in told)) for record in records)
    return Table(columns, rows)


def words(value: Any) -> Cell:
    """Write foreign text."""
    return word_cell(None if value is None else str(value))


def quiet(value: Any) -> Cell:
    """Write foreign text that explains rather than says."""
    return word_cell(None if value is None else str(value), Tone.MUTED)


def dollars(value: float | None) -> Cell:
    """Write $m; what is nothing reads as a dash."""
    return usd_cell(value or None)


def signed_dollars(value: float | None) -> Cell:
    """Write a cost or a gain in $m with its sign; what is nothing reads as a dash."""
    if not value:
        return usd_cell(None)
    return Cell(usd_m_y(value).removesuffix("/y"), direction(value), value)


def times(value: float | None) -> Cell:
    """Write a ratio such as a coverage: `4.5x`."""
    return Cell(f"{fixed(value)}x", Tone.PLAIN, value) if known(value) else number_cell(None)


def cover(value: float | None) -> Cell:
    """Write a guarantee's cover: under one it is amber, under nine tenths red."""
    if not known(value) or value is None:
        return number_cell(None)
    return Cell(fixed(value, 2), Tone.PLAIN if value >= 1 else Tone.AMBER if value >= 0.9 else Tone.RED, value)  # noqa: PLR2004 -- a tenth short


def load(value: float | None) -> Cell:
    """Write a loan over its collateral: above one the loan is larger."""
    if not known(value) or value is None:
        return number_cell(None)
    return Cell(fixed(value, 2), Tone.RED if value > 1 else Tone.PLAIN, value)


def share(value: float | None) -> Cell:
    """Write a percentage."""
    return Cell(percent(value, 0), Tone.PLAIN if known(value) else Tone.MUTED, value if known(value) else None)


def rate(value: float | None) -> Cell:
    """Write a rate in percent."""
    return Cell(percent(value), Tone.PLAIN if known(value) else Tone.MUTED, value if known(value) else None)


def count(value: float | None) -> Cell:
    """Write a whole number; nothing reads as a dash."""
    return number_cell(value or None, 0)


def number(value: float | None) -> Cell:
    """Write a number with two places."""
    return number_cell(value, 2)


def years(value: float | None) -> Cell:
    """Write years."""
    return number_cell(value)


def tail(value: float | None) -> Cell:
    """Write years by which debt outlives its contract."""
    return arrow_cell(value, 1)


def price(value: float | None) -> Cell:
    """Write dollars and cents."""
    return Cell(f"${fixed(value, 2)}", Tone.PLAIN, value) if known(value) else number_cell(None)


def on(value: Any) -> Cell:
    """Write a day with its year."""
    return day_cell(value) if value is None else Cell(f"{value:%Y-%m-%d}", Tone.PLAIN, float(value.toordinal()))


def yes(value: bool | None) -> Cell:
    """Write a yes, or nothing."""
    return Cell("yes" if value else "", Tone.PLAIN)
