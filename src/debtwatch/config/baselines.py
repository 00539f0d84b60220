"""Reads the shipped baselines: monthly means and quantiles of both eras, and published issuance."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from debtwatch.domain.baseline import BaselineRows, EraFact, Issuance, Measured, Monthly, Quantile
from debtwatch.domain.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MONTHLY = "monthly.csv"
QUANTILES = "quantiles.csv"
ISSUANCE = "issuance.csv"
RECORD = "record.csv"
FACTS = "era_facts.csv"
_Row = TypeVar("_Row")


def read_baselines(folder: Path) -> BaselineRows:
    """Return the baselines of a folder; ConfigError names the file, the line and what is wrong with it."""
    figures, few = read_figures(folder), read_few(folder)
    return replace(few, monthly=figures.monthly, quantiles=figures.quantiles)


def read_figures(folder: Path) -> BaselineRows:
    """Return them without the record, which is made of the others."""
    return BaselineRows(
        monthly=_read(folder / MONTHLY, _monthly),
        quantiles=_read(folder / QUANTILES, _quantile),
        issuance=_read(folder / ISSUANCE, _issuance),
    )


def read_few(folder: Path) -> BaselineRows:
    """Return them without the two long tables, monthly means and quantiles."""
    return BaselineRows(
        monthly=(),
        quantiles=(),
        issuance=_read(folder / ISSUANCE, _issuance),
        records=_read(folder / RECORD, _measured),
        facts=_read(folder / FACTS, _fact),
    )


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value


def _monthly(row: Mapping[str, str]) -> Monthly:
    return Monthly(
        series=row["series"],
        month=date.fromisoformat(row["month"]),
        value=_finite(row["value"]),
        n=int(row["n"]),
        unit=row["unit"],
        rights=row["rights"],
        source=row["source"],
    )


def _quantile(row: Mapping[str, str]) -> Quantile:
    return Quantile(
        series=row["series"],
        window=row["window"],
        percentile=_finite(row["percentile"]),
        value=_finite(row["value"]),
        n=int(row["n"]),
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
    )


def _issuance(row: Mapping[str, str]) -> Issuance:
    return Issuance(
        era=row["era"],
        kind=row["kind"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        known_on=date.fromisoformat(row["known_on"]),
        usd_bn=_finite(row["usd_bn"]),
        against_usd_bn=_finite(row["against_usd_bn"]),
        against=row["against"],
        basis=row["basis"],
        source=row["source"],
        confidence=row["confidence"],
    )


def _measured(row: Mapping[str, str]) -> Measured:
    rate = row["false_per_decade"]
    return Measured(
        line=row["line"],
        false_per_decade=_finite(rate) if rate else None,
        text=row["text"],
        last=date.fromisoformat(row["last"]),
    )


def _fact(row: Mapping[str, str]) -> EraFact:
    return EraFact(
        gauge=row["gauge"],
        era=row["era"],
        what=row["what"],
        value=_finite(row["value"]) if row["value"] else None,
        unit=row["unit"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        rights=row["rights"],
        source=row["source"],
    )


def _read(path: Path, parse: Callable[[Mapping[str, str]], _Row]) -> tuple[_Row, ...]:
    rows: list[_Row] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                try:
                    rows.append(parse(row))
                except (KeyError, TypeError, ValueError) as error:
                    raise ConfigError(
                        f"line {reader.line_num} cannot be read: {error}",
                        where=str(path),
                        expected="the columns and values that shipped",
                        next_step="reinstall debtwatch",
                    ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(path), next_step="reinstall debtwatch") from error
    return tuple(rows)
