"""`debtwatch demo`: autumn 2025 replayed through the real client, in a store that is thrown away."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import at_a_terminal

if TYPE_CHECKING:
    import argparse

    from debtwatch.domain.settings import Settings

_FASTEST, _SLOWEST = 0.25, 86_400.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--seconds-per-day", type=float, default=4.0, metavar="S", help="how long a replayed day takes (default: 4)"
    )
    parser.add_argument(
        "--break",
        dest="broken",
        action="append",
        default=[],
        metavar="FEED",
        help="let this source answer with garbage; may be given more than once",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Open the monitor on the replay; its exit code."""
    from debtwatch.config.paths import shipped
    from debtwatch.demo import NOTICE, DemoClock, DemoServer, demo_settings, wind
    from debtwatch.demo.server import CONTROL
    from debtwatch.desk.ground import read_declared, read_publication

    if not _FASTEST <= args.seconds_per_day <= _SLOWEST:
        print(f"debtwatch demo: --seconds-per-day takes {_FASTEST} to {_SLOWEST:.0f}", file=sys.stderr)
        return Exit.COULD_NOT_RUN
    if not at_a_terminal():
        print(
            "debtwatch demo: the replay is shown in the monitor, which needs a terminal on stdin, stdout and stderr",
            file=sys.stderr,
        )
        return Exit.COULD_NOT_RUN
    tape = wind(read_declared(settings), read_publication(settings), shipped("fixtures", "recorded"))
    with DemoServer(tape, DemoClock(args.seconds_per_day)) as server:
        for feed in args.broken:
            server.fail(feed)
        print(NOTICE, file=sys.stderr)
        print(f"Break a source: curl '{server.base}{CONTROL}?feed=fred&fault=garbage'", file=sys.stderr)
        from debtwatch.terminal.run import run as open_monitor

        return open_monitor(demo_settings(settings, server), server.clock)
