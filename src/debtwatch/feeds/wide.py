"""CSV with one row a day and one column a series: the shape most sources use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.errors import WrongShape
from debtwatch.feeds.belief import Cell
from debtwatch.feeds.sniff import csv_rows, day_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from debtwatch.feeds.feed import Request

ISO = "%Y-%m-%d"


def wide_cells(request: Request, body: bytes, *, dates: tuple[str, ...], form: str = ISO) -> Iterator[Cell]:
    """Yield the cells of the series asked for, found by column name; other columns are ignored.

    `dates` are the names the first column may have, `form` how it writes a day. WrongShape where
    the first line is another table's, or a row has more or fewer cells than it.
    """
    header, rows = csv_rows(body, where=request.feed)
    places = {name: place for place, name in enumerate(header)}
    present = [(each, places[each.code or each.id]) for each in request.series if (each.code or each.id) in places]
    if header[0] not in dates or not present:
        wanted = request.series[0].code or request.series[0].id
        raise WrongShape(
            f"a first line of {shown(','.join(header))}", where=request.feed, expected=f"{dates[0]}, … {wanted} …"
        )
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise WrongShape(f"row {number} has {len(row)} cells", where=request.feed, expected=f"{len(header)}")
        day = day_of(row[0], form, number, where=request.feed)
        for series, place in present:
            yield Cell(series, day, row[place])
