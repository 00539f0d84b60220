"""The sources' own formats, written instead of read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Column = Mapping[date, float | None]


def treasury_csv(columns: Mapping[str, Column]) -> bytes:
    """The Treasury's year file: newest first, month/day/year, two places, no newline at the end."""
    head = "Date," + ",".join(f'"{name}"' for name in columns)
    rows = [
        f"{day:%m/%d/%Y}," + ",".join(_cell(each.get(day), 2) for each in columns.values())
        for day in _days(columns)[::-1]
    ]
    return "\n".join([head, *rows]).encode()


def wide_csv(first: str, columns: Mapping[str, Column]) -> bytes:
    """FRED's, OFR's and the Board's shape: ascending ISO days, one column a series, blank where there is none."""
    head = ",".join([first, *columns])
    rows = [f"{day}," + ",".join(_cell(each.get(day)) for each in columns.values()) for day in _days(columns)]
    return ("\n".join([head, *rows]) + "\n").encode()


def reference_rates(kind: str, fields: Mapping[str, Column]) -> bytes:
    """The New York Fed's: newest first, one object a day."""
    rows = [
        {"effectiveDate": day.isoformat(), "type": kind}
        | {name: column[day] for name, column in fields.items() if day in column}
        | {"revisionIndicator": ""}
        for day in _days(fields)[::-1]
    ]
    return json.dumps({"refRates": rows}).encode()


def candles(closes: Column) -> bytes:
    """Coinbase's: newest first, seconds since 1970, low, high, open, close, volume."""
    rows: list[list[Any]] = []
    for day in sorted(closes, reverse=True):
        close = closes[day] or 0.0
        opened = closes.get(day - timedelta(days=1)) or close
        begins = int(datetime.combine(day, time(), tzinfo=UTC).timestamp())
        rows.append(
            [begins, round(min(opened, close) * 0.99, 2), round(max(opened, close) * 1.01, 2), opened, close, 9000.5]
        )
    return json.dumps(rows).encode()


def _days(columns: Mapping[str, Column]) -> Sequence[date]:
    return sorted({day for column in columns.values() for day in column})


def _cell(value: float | None, places: int | None = None) -> str:
    if value is None:
        return ""
    return f"{value:.{places}f}" if places is not None else f"{value:g}" if abs(value) < 1000 else f"{value:.2f}"  # noqa: PLR2004 -- prices keep cents
