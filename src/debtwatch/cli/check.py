"""`debtwatch check`: one pass of the rules over what is stored; events on stdout, severity in the exit code."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from debtwatch.alerts.outcome import FailOn
from debtwatch.cli.saying import configure_voice, exit_of, narrate, narrate_pass, voice_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from debtwatch.desk.desk import Desk
    from debtwatch.domain.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    configure_voice(parser)
    parser.add_argument(
        "--fail-on",
        type=FailOn,
        choices=tuple(FailOn),
        default=FailOn.WARNING,
        metavar="{warning,critical,never}",
        help="the least severity that is not exit 0",
    )
    parser.add_argument("--poll", action="store_true", help="fetch first; without it nothing is ever fetched")
    parser.epilog = (
        "exit: 0 nothing at or above --fail-on, 1 warning, 2 critical, 3 unknown (a required input is stale or "
        "missing, or check could not run), 141 the reader of stdout went away"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Judge, print what no command has printed yet, and return the code of what stands."""
    from debtwatch.desk import alarms
    from debtwatch.desk.desk import Desk
    from debtwatch.desk.evaluate import evaluate

    voice = voice_of(args)
    with _keeping_garbage(), Desk.open(settings) as desk:
        if args.poll:
            _poll(desk)
        evaluated = evaluate(desk.ground, desk.stock, desk.ground.now())
        log = desk.ground.store.alerts
        events = alarms.unprinted(log) if args.since is None else alarms.events_after(log, args.since)
        voice.say_all(events, log)
        narrate_pass(evaluated, verbose=args.verbose)
        return exit_of(evaluated, args.fail_on)


@contextmanager
def _keeping_garbage() -> Iterator[None]:
    """Look for no cycles meanwhile, nor among what was made meanwhile: one pass makes few, and then the process ends."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()


def _poll(desk: Desk) -> None:
    """Fetch every feed that may be asked, and narrate what came of it."""
    import asyncio

    from debtwatch.cli.poll import line
    from debtwatch.desk.collecting import Collector

    async def fetched() -> None:
        async with Collector(desk.ground) as collector:
            for report in await collector.fetch():
                narrate(line(report))

    asyncio.run(fetched())
