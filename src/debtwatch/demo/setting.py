"""Settings under which the program runs against the replay and touches nothing of the user's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from debtwatch.config.series import OPT_IN
from debtwatch.demo.clock import DemoClock
from debtwatch.domain.settings import FeedSettings, Places, StoreSettings
from debtwatch.feeds.build import NAMES

if TYPE_CHECKING:
    from debtwatch.demo.server import DemoServer
    from debtwatch.domain.settings import Settings

NOTICE = (
    "Demo: 15 September to 19 December 2025. Treasury yields and SOFR are as published; "
    "index spreads, equity, volatility and Bitcoin are made up."
)
_TICKS_A_DAY = 8
_SHORTEST_TICK = 0.05
_LONGEST_TICK = 15.0


def demo_settings(settings: Settings, server: DemoServer) -> Settings:
    """Return the user's settings with every default feed on the replay and every folder in the server's own.

    Looks as often as the replay's clock makes useful, without jitter. The user's terminal settings stay.
    """
    home = server.home
    pace = server.clock.seconds_per_day if isinstance(server.clock, DemoClock) else _TICKS_A_DAY
    tick = min(max(pace / _TICKS_A_DAY, _SHORTEST_TICK), _LONGEST_TICK)
    return replace(
        settings,
        places=Places(config=home / "config", data=home / "data", cache=home / "cache", log=home / "log"),
        store=StoreSettings(lock_seconds=settings.store.lock_seconds),
        polling=replace(settings.polling, enabled=True, jitter_seconds=0.0, tick_seconds=tick),
        feeds={name: FeedSettings(base_url=server.base) for name in NAMES if name not in OPT_IN},
    )
