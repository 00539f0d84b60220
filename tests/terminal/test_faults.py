"""What fails behind the screen: said on it where it is the world's fault, raised whole where it is ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from debtwatch.domain.alert import AlertEvent
from debtwatch.domain.errors import StoreError
from debtwatch.terminal.run import fault_of
from terminal.sample import StillDesk, app_over, sample


class Unreadable(StillDesk):
    """A desk whose store broke after it was opened."""

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        raise StoreError(f"no {limit} events: the file is damaged")


class Faulty(StillDesk):
    """A desk with a fault of ours, and a key near it."""

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        key = "SEKRIT-key-of-a-feed"
        raise ZeroDivisionError(len(key) - limit)


async def test_a_store_that_breaks_while_open_is_said_and_the_numbers_stay(tmp_path: Path) -> None:
    app = app_over(Unreadable(sample()), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert "the file is damaged" in app.present.problem
        assert app.present.seen is not None
    assert fault_of(app) is None


async def test_a_fault_of_ours_ends_the_monitor_without_a_picture_of_every_variable(tmp_path: Path) -> None:
    app = app_over(Faulty(sample()), tmp_path)
    await app.run_async(headless=True)
    assert isinstance(fault_of(app), ZeroDivisionError)
    assert app._exit_renderables == []
