"""A part of a result that waits until somebody looks at it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class Later(Generic[_T]):
    """A value computed when it is first asked for, once, by whichever thread asks first.

    What it is computed from never changes, so neither does it; what it was computed from is let go.
    """

    __slots__ = ("_compute", "_lock", "_value")

    def __init__(self, compute: Callable[[], _T]) -> None:
        self._lock = threading.Lock()
        self._compute: Callable[[], _T] | None = compute
        self._value: _T | None = None

    def __call__(self) -> _T:
        """Return the value; whatever the computation raises, each time it is asked for."""
        with self._lock:
            if self._compute is not None:
                self._value, self._compute = self._compute(), None
        return self._value  # type: ignore[return-value]  # set with the lock held
