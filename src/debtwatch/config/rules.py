"""Reads `rules.toml`: what fires an alert, what clears it, and what is said."""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from debtwatch.domain.alert import Basis, Comparison, NoData, Rule, Severity, Span
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.template import placeholders
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum
    from pathlib import Path

    from debtwatch.domain.alert import Labels, Metric

FILE = "rules.toml"
_LARGEST_BYTES = 1_000_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SPAN = re.compile(r"(\d+)\s*(obs|m|h|d)")
_MINUTES = {"m": 1, "h": 60, "d": 1440}
_LONGEST_SPAN = timedelta(days=366)
_ALWAYS_FILLED = frozenset({"value", "threshold", "observed_on"})
_FIELDS = {"op": "comparison", "for": "hold"}
"""Keys of the file that a rule names differently."""

Kind = TypeVar("Kind", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class _Place:
    """One key of one rule of one file, as problems name it."""

    file: str
    rule: str
    key: str

    def problem(self, found: Any, expected: str) -> str:
        return f"{self.file}: rule.{self.rule}.{self.key}: found {clean(repr(found), longest=80)}, expected {expected}"


def read_rules(shipped_file: Path, user_file: Path | None, metrics: Mapping[str, Metric]) -> tuple[Rule, ...]:
    """Return every rule in the order of the files: the shipped ones, overlaid by id and key with the user's own.

    ConfigError lists every problem of both files with file, rule and key.
    """
    problems: list[str] = []
    tables: dict[str, dict[str, tuple[Any, str]]] = {}
    for path in (shipped_file, user_file):
        if path is not None and (path is shipped_file or path.is_file()):
            for name, table in _tables(path, problems).items():
                tables.setdefault(name, {}).update({key: (value, path.name) for key, value in table.items()})
    rules = [rule for name, table in tables.items() if (rule := _rule(name, table, metrics, problems)) is not None]
    problems += _dangling(rules, tables)
    if problems:
        raise ConfigError(
            "\n  ".join(["the alert rules cannot be used:", *problems]),
            next_step="`debtwatch rules check` says the same; `debtwatch rules list --metrics` lists the metrics",
        )
    return tuple(rules)


def rules_digest(paths: Iterable[Path]) -> str:
    """Return a hash of the rule files' bytes; a file that is not there counts as empty."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _tables(path: Path, problems: list[str]) -> dict[str, dict[str, Any]]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise ConfigError("the file is too large to be rules", where=str(path), expected="at most 1 MB")
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not TOML: {error}", where=str(path), next_step="correct that line") from error
    problems += [f"{path.name}: {clean(key)}: unknown table, expected [rule.<id>]" for key in document if key != "rule"]
    rules = document.get("rule", {})
    if not isinstance(rules, dict):
        problems.append(f"{path.name}: rule: expected tables [rule.<id>]")
        return {}
    problems += [f"{path.name}: rule.{clean(name)}: expected a table" for name in rules if not _is_table(rules[name])]
    return {name: table for name, table in rules.items() if _is_table(table)}


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _rule(
    name: str, table: Mapping[str, tuple[Any, str]], metrics: Mapping[str, Metric], problems: list[str]
) -> Rule | None:
    """Return one rule, or None with every reason appended to `problems`."""
    before = len(problems)
    last_file = next(reversed(list(table.values())), (None, FILE))[1]
    if not _ID.fullmatch(name):
        problems.append(f"{last_file}: rule.{clean(name)}: expected an id of small letters, digits and hyphens")
    values: dict[str, Any] = {"id": name}
    for key, (raw, file) in table.items():
        place = _Place(file, clean(name), clean(key))
        if key not in _PARSERS:
            problems.append(f"{place.file}: rule.{place.rule}.{place.key}: unknown key{_nearest(key, _PARSERS)}")
            continue
        try:
            values[_FIELDS.get(key, key)] = _PARSERS[key](raw)
        except ValueError as error:
            problems.append(place.problem(raw, str(error)))
    missing = [key for key in _REQUIRED if key not in table]
    problems += [f"{last_file}: rule.{clean(name)}.{key}: missing" for key in missing]
    if len(problems) > before:
        return None
    rule = Rule(**values)
    files = {key: file for key, (_, file) in table.items()}
    problems += _senseless(rule, files, metrics)
    return rule if len(problems) == before else None


def _senseless(rule: Rule, files: Mapping[str, str], metrics: Mapping[str, Metric]) -> list[str]:
    """Return what is wrong with a rule whose keys are each well formed."""

    def place(key: str) -> _Place:
        return _Place(files.get(key, FILE), rule.id, key)

    metric = metrics.get(rule.metric)
    if metric is None:
        return [place("metric").problem(rule.metric, f"a metric{_nearest(rule.metric, metrics)}")]
    found = [
        place("match").problem(name, f"a label of {metric.name}: {', '.join(metric.labels)}")
        for name, _ in rule.match
        if name not in metric.labels
    ]
    words = _ALWAYS_FILLED | set(metric.labels)
    found += [
        place("summary").problem(f"{{{name}}}", f"one of {', '.join(sorted(words))} in braces")
        for name in sorted(placeholders(rule.summary) - words)
    ]
    if rule.clears_at != rule.threshold and not rule.comparison.holds(rule.threshold, rule.clears_at):
        side = "at or below" if rule.comparison.rising else "at or above"
        found.append(place("clear_threshold").problem(rule.clear_threshold, f"{side} the threshold {rule.threshold:g}"))
    if rule.required and rule.nodata is not NoData.UNKNOWN:
        found.append(place("required").problem(True, f'nodata = "unknown", for {rule.nodata} already answers'))
    return found


def _dangling(rules: Iterable[Rule], tables: Mapping[str, Mapping[str, tuple[Any, str]]]) -> list[str]:
    return [
        _Place(tables[rule.id]["inhibits"][1], rule.id, "inhibits").problem(other, f"a rule{_nearest(other, tables)}")
        for rule in rules
        for other in rule.inhibits
        if other not in tables
    ]


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("text in quotes")
    return clean(raw.strip())


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("true or false")  # noqa: TRY004 -- collected with the other problems of the file
    return raw


def _number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise ValueError("a finite number")
    return float(raw)


def _one_of(kind: type[Kind]) -> Callable[[Any], Kind]:
    def parse(raw: Any) -> Kind:
        try:
            return kind(raw)
        except ValueError as error:
            raise ValueError("one of " + ", ".join(member.value for member in kind)) from error

    return parse


def span_of(raw: Any) -> Span:
    """Return `3 obs` as observation dates; `90m`, `4h`, `2d` as time; ValueError says what was expected."""
    found = _SPAN.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        raise ValueError('a count of observations or a time: "3 obs", "90m", "4h" or "2d"')
    count, unit = int(found[1]), found[2]
    if unit == "obs":
        return Span(observations=_at_most(count, _LONGEST_SPAN.days))
    return Span(lasting=timedelta(minutes=_at_most(count * _MINUTES[unit], _LONGEST_SPAN.days * _MINUTES["d"])))


def _at_most(count: int, most: int) -> int:
    if count > most:
        raise ValueError("at most a year")
    return count


def _age(raw: Any) -> timedelta:
    span = span_of(raw)
    if span.observations or not span.lasting:
        raise ValueError('a time above zero: "12h" or "5d"')
    return span.lasting


def _match(raw: Any) -> Labels:
    if not isinstance(raw, dict) or not all(isinstance(value, str) and value for value in raw.values()):
        raise ValueError('labels and patterns: { series = "BAML*" }')
    return tuple(sorted(raw.items()))


def _names(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise ValueError("a list of rule ids")
    return tuple(raw)


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "metric": _text,
    "match": _match,
    "op": _one_of(Comparison),
    "threshold": _number,
    "clear_threshold": _number,
    "for": span_of,
    "keep_firing": span_of,
    "severity": _one_of(Severity),
    "summary": _text,
    "max_age": _age,
    "nodata": _one_of(NoData),
    "required": _flag,
    "basis": _one_of(Basis),
    "group": _text,
    "inhibits": _names,
    "runbook": _text,
    "enabled": _flag,
}
_REQUIRED = ("metric", "op", "threshold", "severity", "summary")
KEYS = tuple(_PARSERS)
"""Every key a rule may have."""
