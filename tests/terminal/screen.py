"""Reading a screen as a reader would: as text."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.worker import WorkerCancelled

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from debtwatch.terminal.app import DebtwatchApp


async def settled(pilot: Pilot[int]) -> None:
    """Wait until every worker is done and painted, those a paint starts among them."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        with suppress(WorkerCancelled):  # a newer one took its place
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, waiting for what each of them starts."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def text_of(app: DebtwatchApp) -> str:
    """Return the screen in front, line by line, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
