"""What csv and json leave out: values of series whose owners allow personal use only, by any way to them."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from debtwatch.domain.series import Rights
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.cli.show.shown import Shown
    from debtwatch.domain.series import Series

_NAMED = ("gauge", "label", "lamp", "family")


def without_personal(shown: Shown, series: Mapping[str, Series]) -> Shown:
    """Leave out what rests on a personal series, and say so on stderr.

    Rows of the series itself, totals read from it, and columns that give its values back.
    """
    personal = {id_ for id_, each in series.items() if each.rights is Rights.PERSONAL}
    shown, rows = _without_rows(shown, personal)
    shown, columns = _without_columns(shown, {series[id_].group for id_ in personal})
    shown, totals = _without_totals(shown, personal)
    left_out = [*rows, *columns, *totals]
    if left_out:
        print(
            f"debtwatch show: {', '.join(left_out)} left out: their owners allow personal use only "
            "(--include-personal writes them)",
            file=sys.stderr,
        )
    return shown


def _rests_on(name: object, personal: set[str]) -> bool:
    """Whether a cell names a personal series, alone or among several: `A`, `A-B` of two, `A B`."""
    told = str(name)
    return told in personal or not personal.isdisjoint(told.replace("-", " ").split())


def _without_rows(shown: Shown, personal: set[str]) -> tuple[Shown, list[str]]:
    if "series" not in shown.frame.columns:
        return shown, []
    kept = [not _rests_on(name, personal) for name in shown.frame["series"]]
    left_out = len(kept) - sum(kept)
    return shown.keeping(kept), [counted(left_out, "row")] if left_out else []


def _without_columns(shown: Shown, groups: set[str]) -> tuple[Shown, list[str]]:
    import polars as pl

    frame, blank = shown.frame, []
    for given in shown.gives_back:
        if groups.isdisjoint(given.groups):
            continue
        where = pl.lit(value=True) if given.where is None else pl.col(given.where[0]) == given.where[1]
        told = [name for name in given.columns if frame.filter(where & pl.col(name).is_not_null()).height]
        frame = frame.with_columns(
            pl.when(where.fill_null(value=False)).then(None).otherwise(pl.col(name)).alias(name) for name in told
        )
        blank += told
    return replace(shown, frame=frame), [f"columns {', '.join(blank)}"] if blank else []


def _without_totals(shown: Shown, personal: set[str]) -> tuple[Shown, list[str]]:
    if shown.totals is None or not _rests_on(shown.totals.get("series"), personal):
        return shown, []
    return replace(shown, totals={name: shown.totals[name] for name in _NAMED}), ["totals"]
