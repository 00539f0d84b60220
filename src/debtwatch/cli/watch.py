"""`debtwatch watch`: follow; poll where this process holds the seat, judge what changes, print events as they happen."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.saying import configure_voice, narrate, narrate_lines, narrate_pass, voice_of
from debtwatch.cli.stdout import reader_gone
from debtwatch.domain.errors import ConfigError, StoreBusy

if TYPE_CHECKING:
    import argparse

    from debtwatch.cli.saying import Voice
    from debtwatch.desk.desk import Desk
    from debtwatch.desk.live import LiveDesk
    from debtwatch.domain.settings import Settings

GAP_AFTER = timedelta(hours=1)
"""A longer time without a pass is said: `watch` promises one at least every half of it."""
_HEARTBEAT_NOTE = "alerts.heartbeat_at"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `watch`."""
    configure_voice(parser)
    parser.add_argument(
        "--heartbeat", type=float, default=0.0, metavar="HOURS", help="say a `watchdog` event this often; 0 is never"
    )
    parser.epilog = "exit: 0 on SIGTERM or ctrl+c, 3 could not go on, 141 the reader of stdout went away"


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Follow until told to stop; every clock is in the store, so a restart goes on where this ended."""
    voice = voice_of(args)
    return asyncio.run(_watch(args, settings, voice))


async def _watch(args: argparse.Namespace, settings: Settings, voice: Voice) -> int:
    from debtwatch.desk.live import LiveDesk

    told_to_stop, woken = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, told_to_stop.set)
    live = LiveDesk(settings, gap_after=GAP_AFTER)
    await live.start()
    try:
        live.subscribe(lambda _: woken.set())
        follower = _Follower(live, voice, timedelta(hours=args.heartbeat), verbose=args.verbose, printed_to=args.since)
        narrate(f"watching, {live.role}; ctrl+c ends")
        while not told_to_stop.is_set():
            woken.clear()
            await asyncio.to_thread(follower.catch_up)
            if reader_gone(voice.stream):
                raise BrokenPipeError
            await _any_of(told_to_stop, woken, seconds=settings.polling.tick_seconds)
    finally:
        await live.stop()
    return Exit.QUIET


async def _any_of(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or for a time."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    with suppress(TimeoutError):
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


@dataclass(slots=True)
class _Follower:
    """How far the log was printed, and what was last narrated."""

    live: LiveDesk
    voice: Voice
    every: timedelta
    verbose: bool
    printed_to: int | None
    """The place in the log printed last; null begins where the last command ended."""
    trouble: str = ""

    def catch_up(self) -> None:
        """Judge once if anything changed and print every event of the log not printed here; runs in a thread.

        Events of other processes on the same store are printed too: whoever judged, the log is one.
        """
        from debtwatch.desk import alarms

        desk = self.live.desk
        self._judge(desk)
        self._beat(desk)
        log = desk.ground.store.alerts
        printed_to = log.printed_seq() if self.printed_to is None else self.printed_to
        events = alarms.events_after(log, printed_to)
        self.voice.say_all(events, log)
        self.printed_to = events[-1].seq if events else printed_to

    def _judge(self, desk: Desk) -> None:
        from debtwatch.desk.evaluate import evaluate

        snapshot = self.live.snapshot
        if self.live.trouble or snapshot is None:
            self._say_trouble(self.live.trouble)
            return
        now = desk.ground.now()
        try:
            evaluated = evaluate(desk.ground, desk.stock, now, snapshot=lambda: snapshot, gap_after=GAP_AFTER)
        except (ConfigError, StoreBusy) as error:
            self._say_trouble(str(error))
            return
        self._say_trouble("")
        if evaluated.judged and self.verbose:
            narrate_pass(evaluated, verbose=False)

    def _say_trouble(self, trouble: str) -> None:
        """Narrate what keeps the rules from being judged, once, and that it is over."""
        if trouble != self.trouble:
            narrate_lines(f"not judging: {trouble}" if trouble else "judging again")
        self.trouble = trouble

    def _beat(self, desk: Desk) -> None:
        """Say that the monitor is alive where that is due; when it last was is kept in the store."""
        from debtwatch.desk.evaluate import heartbeat

        if not self.every:
            return
        notes, now = desk.ground.store.notes, desk.ground.now()
        last = notes.get(_HEARTBEAT_NOTE)
        if last is None or now - datetime.fromisoformat(last) >= self.every:
            heartbeat(desk.ground, now)
            notes.put(_HEARTBEAT_NOTE, now.isoformat())
