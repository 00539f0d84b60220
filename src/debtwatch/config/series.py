"""Reads `series.toml`: what is watched, and what each source's numbers are."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import time
from pathlib import Path
from typing import Any

from debtwatch.domain.errors import ConfigError
from debtwatch.domain.series import Cadence, Rights, Series, Unit

FILE = "series.toml"
MEMBERS_FILE = "members.toml"
OPT_IN: Mapping[str, str] = {"tiingo": MEMBERS_FILE, "ecb": "euro.toml", "ice-cds": "cds.toml", "bis": "bis.toml"}
"""The feeds whose being named in the settings declares more series, and the shipped file of each."""
_ENUMS: Mapping[str, type[Unit | Cadence | Rights]] = {"unit": Unit, "cadence": Cadence, "rights": Rights}
_NUMBERS = frozenset({"low", "high", "tenor_years"})
_COUNTS = frozenset({"lag_days", "max_bytes"})
_NAMES = tuple(each.name for each in fields(Series) if each.name != "id")
_REQUIRED = tuple(each.name for each in fields(Series) if each.default is MISSING and each.name != "id")
_TOP = ("defaults", "series")


def read_series(shipped_file: Path, user_file: Path | None = None, added: Sequence[Path] = ()) -> dict[str, Series]:
    """Return every series by id: the shipped ones, overlaid key by key with the user's own.

    `added` are shipped files beside the first: what an opt-in feed brings. ConfigError names the file and
    the key; every problem of the files is in it.
    """
    problems: list[str] = []
    tables = _expanded(_load(shipped_file), shipped_file, problems)
    for path in added:
        tables |= _expanded(_load(path), path, problems)
    if user_file is not None and user_file.is_file():
        for key, own in _expanded(_load(user_file), user_file, problems, base=_load(shipped_file)).items():
            tables[key] = {**tables.get(key, {}), **own}
    built = {key: _series(key, table, problems) for key, table in tables.items()}
    if problems:
        raise ConfigError("; ".join(problems), where=FILE, next_step="debtwatch config check says the same")
    return {key: series for key, series in built.items() if series is not None}


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is not TOML: {error}", where=str(path)) from error


def _expanded(
    document: dict[str, Any], path: Path, problems: list[str], base: dict[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the series tables of one file with what they are like filled in, each key's file remembered."""
    problems += [f"{path}: unknown table [{key}], expected {' or '.join(_TOP)}" for key in document if key not in _TOP]
    defaults = {**_tables((base or {}).get("defaults")), **_tables(document.get("defaults"))}
    found: dict[str, dict[str, Any]] = {}
    for key, table in _tables(document.get("series")).items():
        place = f"{path}: series.{key}"
        found[key] = {**_inherited(table, defaults, place, problems), "": place}
        unknown = [name for name in found[key] if name and name not in _NAMES]
        problems += [f"{place}.{name}: unknown key, expected one of {', '.join(_NAMES)}" for name in unknown]
    return found


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    return {key: table for key, table in value.items() if isinstance(table, dict)} if isinstance(value, dict) else {}


def _inherited(
    table: dict[str, Any], defaults: Mapping[str, dict[str, Any]], place: str, problems: list[str]
) -> dict[str, Any]:
    merged = dict(table)
    seen: list[Any] = []
    while (like := merged.pop("like", None)) is not None:
        if like not in defaults or like in seen:
            problems.append(f"{place}.like: {like!r}, expected one of {', '.join(defaults)}")
            break
        seen.append(like)
        merged = {**defaults[like], **merged}
    return merged


def _series(key: str, table: dict[str, Any], problems: list[str]) -> Series | None:
    place = table.get("", key)
    missing = [f"{place}.{name}: missing" for name in _REQUIRED if name not in table]
    values: dict[str, Any] = {}
    wrong = []
    for name in _NAMES:
        if name in table:
            try:
                values[name] = _value(name, table[name])
            except ValueError as error:
                wrong.append(f"{place}.{name}: {table[name]!r}, expected {error}")
    problems += missing + wrong
    if missing or wrong:
        return None
    series = Series(id=key, **values)
    if series.low >= series.high:
        problems.append(f"{place}.low: {series.low:g} is not below high, {series.high:g}")
    return series


def _value(name: str, value: Any) -> Any:
    """Return a key's typed value; ValueError's text is what was expected."""
    if name in _ENUMS:
        try:
            return _ENUMS[name](value)
        except ValueError:
            raise ValueError(" or ".join(_ENUMS[name])) from None
    if name == "revised":
        return _checked(value, isinstance(value, bool), "true or false")
    if name in _NUMBERS:
        return float(_checked(value, _is_number(value), "a number"))
    if name in _COUNTS:
        return _checked(value, isinstance(value, int) and _is_number(value) and value >= 0, "a whole number, 0 or more")
    if name == "published_at":
        return _clock(value)
    return _checked(value, isinstance(value, str) and (value != "" or name not in _REQUIRED), "text")


def _checked(value: Any, holds: bool, expected: str) -> Any:
    if not holds:
        raise ValueError(expected)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _clock(value: Any) -> str:
    try:
        return f"{time.fromisoformat(value):%H:%M}"
    except (TypeError, ValueError):
        raise ValueError("a time of day, HH:MM") from None
