"""Reads `debtwatch.toml`: the shipped defaults, the user's file, then the environment."""

from __future__ import annotations

import math
import os
import tomllib
import types
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from debtwatch.config.paths import shipped, user_places
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.settings import (
    AlertSettings,
    BookSettings,
    BubbleSettings,
    FeedSettings,
    NetworkSettings,
    PollingSettings,
    Settings,
    ShockSettings,
    StoreSettings,
    StructureSettings,
    TerminalSettings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "debtwatch.toml"
ENVIRONMENT = "DEBTWATCH_"
_LARGEST_BYTES = 1_000_000
_SECTIONS: dict[str, type[Any]] = {
    "network": NetworkSettings,
    "polling": PollingSettings,
    "store": StoreSettings,
    "book": BookSettings,
    "structure": StructureSettings,
    "bubble": BubbleSettings,
    "terminal": TerminalSettings,
    "alerts": AlertSettings,
}
_NAMED: dict[str, type[Any]] = {"feeds": FeedSettings, "shocks": ShockSettings}
"""Sections with a table a name."""
_MAY_FALL = ("par_bp", "short_bp", "long_bp", "spread_bp")
_POSITIVE = {
    "network.total_seconds",
    "network.connect_seconds",
    "polling.tick_seconds",
    "store.lock_seconds",
    "structure.asset_life_years",
}
_WHOLE_PCT = 100


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force; ConfigError lists every wrong key of the user's file at once."""
    environment = os.environ if environment is None else environment
    places = user_places()
    layers = [(shipped("config", FILE_NAME), "default"), (places.config / FILE_NAME, "")]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    problems: list[str] = []
    for path, label in layers:
        if not label and not path.exists():
            continue
        _merge(_flat(_read(path)), label or str(path), values, origins, problems)
    _merge(_from_environment(environment), "environment", values, origins, problems)
    if problems:
        raise ConfigError(
            "\n  ".join(["settings cannot be used:", *problems]),
            next_step="`debtwatch config show --origin` lists every key",
        )
    parts: dict[str, Any] = {name: kind(**_section(values, name)) for name, kind in _SECTIONS.items()}
    named: dict[str, Any] = {
        section: {name: kind(**_section(values, f"{section}.{name}")) for name in _names(values, section)}
        for section, kind in _NAMED.items()
    }
    return Settings(places=places, origins=origins, **parts, **named)


def _names(values: Mapping[str, Any], section: str) -> list[str]:
    """Return the names a section's tables have, in the order of their files."""
    return list(dict.fromkeys(key.split(".")[1] for key in values if key.startswith(f"{section}.")))


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise ConfigError("the file is too large to be settings", where=str(path), expected="at most 1 MB")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8 text", where=str(path), next_step="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}", where=str(path), next_step="correct that line") from error


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return dotted keys; `terminal.keys` stays one table, for its keys carry dots of their own."""
    flat: dict[str, Any] = {}
    for key, value in document.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, dict) and dotted != "terminal.keys":
            flat.update(_flat(value, f"{dotted}."))
        else:
            flat[dotted] = value
    return flat


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the dotted keys that DEBTWATCH_<SECTION>_<KEY> variables set, as text."""
    found: dict[str, Any] = {}
    for name, text in environment.items():
        if not name.startswith(ENVIRONMENT):
            continue
        rest = name.removeprefix(ENVIRONMENT).lower()
        section, _, key = rest.partition("_")
        if section in _SECTIONS and key in {item.name for item in fields(_SECTIONS[section])}:
            found[f"{section}.{key}"] = text
        elif rest.endswith("_key") and rest != "_key":
            found[f"feeds.{rest.removesuffix('_key')}.key"] = text
    return found


def _merge(
    flat: Mapping[str, Any], label: str, values: dict[str, Any], origins: dict[str, str], problems: list[str]
) -> None:
    for dotted, raw in flat.items():
        kind = _kind_of(dotted)
        if kind is None:
            problems.append(f"{label}: {dotted}: unknown key{_nearest(dotted)}")
            continue
        try:
            value = _converted(raw, kind, textual=label == "environment")
            _check(dotted, value)
        except ValueError as error:
            shown = "(hidden)" if dotted.endswith(".key") else repr(raw)
            problems.append(f"{label}: {dotted}: found {shown}, expected {error}")
            continue
        values[dotted] = value
        origins[dotted] = f"environment {_variable(dotted)}" if label == "environment" else label


def _kind_of(dotted: str) -> Any:
    """Return the type a dotted key must have, None if there is no such key."""
    section, _, key = dotted.partition(".")
    if section in _NAMED:
        name, _, key = key.partition(".")
        return get_type_hints(_NAMED[section]).get(key) if name else None
    return get_type_hints(_SECTIONS[section]).get(key) if section in _SECTIONS else None


def _converted(raw: Any, kind: Any, *, textual: bool) -> Any:
    if get_origin(kind) in {types.UnionType, Union}:
        kind = next(item for item in get_args(kind) if item is not type(None))
    if textual and kind is not str:
        raw = _typed(str(raw), kind)
    if kind is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if kind is bool or not isinstance(raw, bool):
        if get_origin(kind) is dict and isinstance(raw, dict):
            if all(isinstance(item, str) for item in raw.values()):
                return dict(raw)
            raise ValueError("a table of binding id = key, both text")
        if isinstance(kind, type) and isinstance(raw, kind):
            return raw
    raise ValueError(_KIND_WORDS.get(kind, "a table of text"))


_KIND_WORDS: dict[Any, str] = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def _typed(text: str, kind: Any) -> Any:
    if kind is bool:
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise ValueError(_KIND_WORDS[bool])
        return words[text.lower()]
    try:
        return kind(text)
    except (TypeError, ValueError):
        raise ValueError(_KIND_WORDS.get(kind, "a value only a file can give")) from None


def _check(dotted: str, value: Any) -> None:
    if dotted.endswith(".base_url") and value:
        parts = urlsplit(value)
        loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError("an https address (http only on loopback)")
    section, _, key = dotted.rpartition(".")
    if section.startswith("shocks.") and key == "spreads_of" and value not in {"", "2008", "2017"}:
        raise ValueError("2008 or 2017")
    if section.startswith("shocks.") and key in _MAY_FALL:
        if not math.isfinite(value):
            raise ValueError("a number of basis points")
        return
    if section.startswith("shocks.") and key == "spread_factor" and not 0 < value < math.inf:
        raise ValueError("a number above 0")
    if isinstance(value, float) and not 0 <= value < math.inf:
        raise ValueError("a number of at least 0")
    if dotted == "structure.haircut_pct" and value > _WHOLE_PCT:
        raise ValueError("a percentage from 0 to 100")
    if dotted in _POSITIVE and value == 0:
        raise ValueError("a number above 0")
    if isinstance(value, int) and value < 0:
        raise ValueError("a whole number of at least 0")
    if dotted == "terminal.symbols" and value not in {"auto", "braille", "block", "ascii"}:
        raise ValueError("auto, braille, block or ascii")


def _section(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    prefix = f"{name}."
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _variable(dotted: str) -> str:
    return ENVIRONMENT + dotted.removeprefix("feeds.").replace(".", "_").upper()


def _nearest(dotted: str) -> str:
    import difflib

    close = difflib.get_close_matches(dotted, known_keys(), n=1)
    return f", did you mean {close[0]}?" if close else ""


def known_keys() -> tuple[str, ...]:
    """Return every dotted key of the sections that are not feeds."""
    return tuple(f"{name}.{item.name}" for name, kind in _SECTIONS.items() for item in fields(kind))


def effective(settings: Settings) -> list[tuple[str, Any, str]]:
    """Return (dotted key, value, what set it) for every setting, secrets hidden, in file order."""
    rows: list[tuple[str, Any, str]] = []
    for name in _SECTIONS:
        rows.extend(_rows(name, getattr(settings, name), settings.origins))
    for section in _NAMED:
        for name, table in getattr(settings, section).items():
            rows.extend(_rows(f"{section}.{name}", table, settings.origins))
    return rows


def _rows(prefix: str, part: Any, origins: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    assert is_dataclass(part)
    rows = []
    for item in fields(part):
        dotted = f"{prefix}.{item.name}"
        value = getattr(part, item.name)
        if item.name == "key" and value:
            value = "(set, hidden)"
        rows.append((dotted, value, origins.get(dotted, "default")))
    return rows
