"""How a result frame's columns are declared: once, with their kind and what they mean."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One column of a result frame; a null is an unknown, never a zero."""

    name: str
    """The column's name; its suffix is its unit."""
    kind: str
    """`str`, `f64`, `i64`, `bool`, `date` or `list[f64]`."""
    means: str
    """What the reader is told when asking about the column."""


def names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the columns' names in the order of the frame."""
    return tuple(column.name for column in columns)
