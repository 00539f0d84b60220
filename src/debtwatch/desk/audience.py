"""Who is told of what a desk publishes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Audience(Generic[T]):
    """Listeners to one kind of value, told on the event loop's own thread."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def join(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Tell `listener` of every value from now on; the answer ends it, however often it is called."""
        self._listeners.append(listener)

        def leave() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def tell(self, value: T) -> None:
        """Tell everybody who listens at this moment."""
        for listener in tuple(self._listeners):
            listener(value)

    def dismiss(self) -> None:
        """Tell nobody any more."""
        self._listeners.clear()
