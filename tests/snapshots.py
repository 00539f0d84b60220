"""Everything a snapshot says, by where it stands: what two of them are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.later import Later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from debtwatch.analysis.snapshot import Snapshot


def said(value: object, where: str = "snapshot") -> Iterator[tuple[str, object]]:
    """Yield every frame and figure with its path; what waits to be looked at is looked at."""
    if isinstance(value, Later):
        yield from said(value(), where)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from said(each, f"{where}[{key}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from said(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from said(each, f"{where}[{place}]")
    else:
        yield where, value


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """Compare two snapshots: every frame row by row, every figure exactly."""
    left, right = dict(said(one)), dict(said(other))
    assert left.keys() == right.keys()
    for where, value in left.items():
        if isinstance(value, pl.DataFrame):
            frame = right[where]
            assert isinstance(frame, pl.DataFrame), where
            assert value.schema == frame.schema, where
            assert value.equals(frame), f"{where}\n{value}\n{frame}"
        else:
            assert value == right[where], where
