"""Fetched over loopback HTTP, stored, computed and judged: what the rules say of the replayed autumn."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.demo import DemoServer, demo_settings
from debtwatch.desk.collecting import Collector
from debtwatch.desk.desk import Desk
from debtwatch.desk.evaluate import evaluate
from debtwatch.desk.permission import accept
from debtwatch.domain.settings import Places, Settings

if TYPE_CHECKING:
    from debtwatch.demo.tape import Tape


class Evenings:
    """A clock that stands at 23:00 UTC of a day until it is moved."""

    def __init__(self, month: int, day: int) -> None:
        self.moment = datetime(2025, month, day, 23, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


async def fetched(desk: Desk) -> None:
    async with Collector(desk.ground) as collector:
        await collector.fetch()


def test_a_widening_is_pending_then_fires_then_resolves_on_the_days_it_happened(tape: Tape) -> None:
    own = Path("/nowhere")
    clock = Evenings(11, 10)
    said: dict[int, list[tuple[str, str]]] = {}
    with (
        DemoServer(tape, clock) as server,
        Desk.open(demo_settings(Settings(Places(own, own, own, own)), server), clock, fill=False) as desk,
    ):
        accept("fred", desk.ground.store.notes, clock())
        for month, day in ((11, 10), (11, 14), (11, 17), (12, 8)):
            clock.moment = Evenings(month, day).moment
            asyncio.run(fetched(desk))
            evaluated = evaluate(desk.ground, desk.stock, clock())
            said[day] = [(event.rule, event.transition.value) for event in evaluated.events]
            assert evaluated.evaluation.unknown == ()
    assert said[10][0] == ("debtwatch", "summary")
    assert ("hy-z", "pending") in said[14]
    assert ("hy-z", "firing") in said[17]
    assert ("hy-z", "resolved") in said[8]
