"""One figure of a gauge, and what stands behind it; importing it costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Figure(NamedTuple):
    """A figure, the day it is of and what stands behind it; no value says why."""

    value: float | None
    observed_on: date | None
    note: str
