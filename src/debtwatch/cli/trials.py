"""Reads the file of `debtwatch rules test`: made-up prints and what they must make of the rules."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from debtwatch.alerts.trial import Expectation, Trial, TrialSeries, expand
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from debtwatch.domain.alert import Metric

_LARGEST_BYTES = 1_000_000
_START = date(2026, 1, 5)
"""A Monday; prints of a trial that names no start begin here."""


def read_trials(path: Path, metrics: Mapping[str, Metric]) -> tuple[Trial, ...]:
    """Return the trials of a TOML file; UsageError says what is wrong and in which trial."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise UsageError("the file is too large for trials", where=str(path), expected="at most 1 MB")
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"not TOML: {error}", where=str(path), next_step="correct that line") from error
    tables = document.get("test")
    if not isinstance(tables, list) or not tables:
        raise UsageError("there is no trial in it", where=str(path), expected="one [[test]] or more")
    return tuple(_trial(table, f"{path}: test {place + 1}", metrics) for place, table in enumerate(tables))


def _trial(table: Any, where: str, metrics: Mapping[str, Metric]) -> Trial:
    try:
        _only(table, {"name", "start", "every_days", "series", "expect"})
        name = _kept(table.get("name", where), str, "name")
        return Trial(
            name=clean(name),
            start=_kept(table.get("start", _START), date, "start"),
            every_days=_kept(table.get("every_days", 1), int, "every_days"),
            series=tuple(_series(each, metrics) for each in _kept(table.get("series", []), list, "series")),
            expectations=tuple(_expectation(each) for each in _kept(table.get("expect", []), list, "expect")),
        )
    except ValueError as error:
        raise UsageError(
            clean(str(error)), where=where, next_step="`debtwatch rules test --help` shows a file"
        ) from error


def _series(table: Any, metrics: Mapping[str, Metric]) -> TrialSeries:
    _only(table, {"metric", "labels", "values"})
    metric = metrics.get(_kept(table.get("metric"), str, "series.metric"))
    if metric is None:
        raise ValueError(f"series.metric: {table['metric']!r} is no metric; `debtwatch rules list --metrics` has them")
    labels = _kept(table.get("labels", {}), dict, "series.labels")
    values = _kept(table.get("values"), str, "series.values")
    return TrialSeries(metric.name, tuple(sorted(labels.items())), metric.unit, expand(values))


def _expectation(table: Any) -> Expectation:
    _only(table, {"at", "firing", "said"})
    firing, said = table.get("firing"), table.get("said")
    return Expectation(
        at=_kept(table.get("at"), int, "expect.at"),
        firing=None if firing is None else frozenset(_kept(firing, list, "expect.firing")),
        said=None if said is None else tuple(_kept(said, list, "expect.said")),
    )


def _only(table: Any, keys: set[str]) -> None:
    unknown = set(_kept(table, dict, "it")) - keys
    if unknown:
        raise ValueError(f"unknown key {min(unknown)!r}, expected one of {', '.join(sorted(keys))}")


def _kept(value: Any, kind: type[Any], key: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"{key}: found {value!r}, expected {_NAMES[kind]}")  # noqa: TRY004 -- one refusal for a file
    return value


_NAMES: Mapping[type[Any], str] = {str: "text", int: "a whole number", date: "a date", list: "a list", dict: "a table"}
