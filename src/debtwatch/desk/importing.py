"""Puts a user's own history into the store: what is new is added, what is there stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.config.baselines import read_figures
from debtwatch.config.paths import shipped
from debtwatch.desk.import_file import read_import
from debtwatch.desk.import_sense import another_unit, monthly_means
from debtwatch.domain.errors import UsageError
from debtwatch.domain.series import Observation, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from debtwatch.desk.ground import Ground
    from debtwatch.desk.import_file import ImportFile
    from debtwatch.domain.series import Series


@dataclass(frozen=True, slots=True)
class Overlap:
    """A day the store has another value of: the store's stays."""

    observation: Observation
    stored: float | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and did."""

    series: str
    file: ImportFile
    added: int
    already: int
    """Days the store had with the same value."""
    overlaps: tuple[Overlap, ...]


def declared(series: Mapping[str, Series], id_: str) -> Series:
    """Return a declared series; UsageError says how to declare one."""
    if id_ not in series:
        raise UsageError(
            f"no series is called {id_!r}",
            next_step="`debtwatch series list` names those there are; declare your own in series.toml, "
            "`debtwatch config where` says where that is",
        )
    return series[id_]


def import_series(ground: Ground, id_: str, path: Path, *, dry_run: bool = False, as_is: bool = False) -> Imported:
    """Add the days of a file the store has no value of, all or none, marked imported.

    Nothing is overwritten: a day whose stored value differs is reported and stays. UsageError for a
    series that is not declared, a file that cannot be read, or one in another unit than what is stored or shipped
    of the same days; StoreError where the store refuses.
    """
    series = declared(ground.series, id_)
    found = read_import(path, series, ground.today(), as_is=as_is)
    stored = {each.observed_on: each.value for each in ground.store.observations.history(id_)}
    _refuse_another_unit(found, stored, series, path)
    fresh = [each for each in found.observations if each.observed_on not in stored]
    known = [each for each in found.observations if each.observed_on in stored]
    overlaps = tuple(
        Overlap(each, stored[each.observed_on]) for each in known if stored[each.observed_on] != each.value
    )
    if fresh and not dry_run:
        ground.store.observations.commit(fresh, seen_at=ground.now(), origin=Origin.IMPORTED)
    return Imported(id_, found, len(fresh), len(known) - len(overlaps), overlaps)


def _refuse_another_unit(found: ImportFile, stored: Mapping[date, float | None], series: Series, path: Path) -> None:
    """Raise UsageError where the file's days read a unit's factor times what is stored or shipped of them."""
    means = tuple(Observation(series.id, month, value) for month, value in monthly_means(found.observations).items())
    months = read_figures(shipped("fixtures", "baselines")).monthly
    shipped_means = {row.month: row.value for row in months if row.series == series.id}
    wrong = another_unit(found.observations, stored, "the store") or another_unit(
        means, shipped_means, "the monthly means that ship"
    )
    if wrong:
        raise UsageError(wrong, where=str(path), expected=series.unit.value, next_step="nothing was added")
