"""`debtwatch poll`: fetch now, a line a feed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    import argparse

    from debtwatch.desk.desk import Desk
    from debtwatch.domain.settings import Settings
    from debtwatch.polling.report import FetchReport


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("feeds", nargs="*", metavar="FEED", help="which feeds; all where none is named")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Fetch and print: 0 if every feed answered, 1 if one failed or is withheld, 3 if nothing could be asked."""
    from debtwatch.desk.desk import Desk

    out = open_stdout()
    with Desk.open(settings) as desk:
        reports = asyncio.run(_fetched(desk, args.feeds))
        for report in reports:
            say(out, line(report))
    fine = all(report.outcome in {"ok", "unchanged"} and not report.failures for report in reports)
    return Exit.FINE if fine else Exit.PROBLEMS


async def _fetched(desk: Desk, feeds: list[str]) -> tuple[FetchReport, ...]:
    from debtwatch.desk.collecting import Collector

    async with Collector(desk.ground) as collector:
        return await collector.fetch(feeds)


def line(report: FetchReport) -> str:
    """Return what one poll did, in one line."""
    parts = (
        [f"{counted(report.rows_in, 'row')}, {report.rows_new} new"] if report.outcome in {"ok", "unchanged"} else []
    )
    if report.rejected:
        parts.append(f"{len(report.rejected)} not believed, first: {report.rejected[0].reason}")
    parts += [f"{failure.series}: {failure.cause}" for failure in report.failures]
    if report.cause:
        parts.append(report.cause.removeprefix(f"{report.feed}: "))
    if report.next_try is not None:
        parts.append(f"next {report.next_try:%Y-%m-%d %H:%M} UTC")
    return f"{report.feed:<10} {report.outcome:<9} {'; '.join(parts)}"
