"""What one history says that another does not: what rests on other series is not computed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl


@dataclass(frozen=True, slots=True)
class News:
    """The series of which something else is known than before."""

    series: frozenset[str] = frozenset()
    of_all: bool = False
    """Whether nothing was known before, or it was read otherwise."""

    def touches(self, ids: Iterable[str]) -> bool:
        """Return whether any of some series is among them."""
        return self.of_all or not self.series.isdisjoint(ids)


ALL_NEW = News(of_all=True)


def news_between(before: pl.DataFrame, now: pl.DataFrame) -> News:
    """Return the series that two histories tell differently, a print, a revision or a withdrawal; as `history` returns them."""
    was, stands = _by_series(before), _by_series(now)
    told = was.keys() | stands.keys()
    return News(
        frozenset(id_ for id_ in told if id_ not in was or id_ not in stands or not was[id_].equals(stands[id_]))
    )


def _by_series(known: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """Return each series' rows, without copying any."""
    said, found, start = known.drop("series"), {}, 0
    for count, id_ in known["series"].rle().struct.unnest().iter_rows():
        found[id_] = said.slice(start, count)
        start += count
    return found
