"""`debtwatch series`: history of your own into the store, and what is stored out of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, put
from debtwatch.cli.tables import FORMATS, Field, aligned, as_csv, as_json, words
from debtwatch.domain.series import Rights
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from debtwatch.desk.desk import Desk
    from debtwatch.desk.importing import Imported
    from debtwatch.domain.settings import Settings

_SHOWN = 20
LIST_FIELDS = (
    Field("series", "series", words, right=False),
    Field("", "label", words, right=False),
    Field("feed", "feed", words, right=False),
    Field("unit", "unit", words, right=False),
    Field("newest", "observed_on", str),
    Field("value", "value", lambda value: f"{value:,.4g}"),
    Field("origin", "origin", words, right=False),
    Field("rights", "rights", words, right=False),
)
VINTAGE_FIELDS = (
    Field("observed", "observed_on", str),
    Field("value", "value", lambda value: f"{value:,.4f}"),
    Field("published", "published_on", str),
    Field("", "assumed", words, right=False),
    Field("first seen", "seen_at", lambda moment: f"{moment:%Y-%m-%d %H:%M}"),
    Field("origin", "origin", words, right=False),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="import | list | show | export")
    taken = actions.add_parser("import", help="add a CSV of one series you own; nothing stored is overwritten")
    taken.add_argument("file", type=Path)
    taken.add_argument("--series", required=True, metavar="ID")
    taken.add_argument("--dry-run", action="store_true", help="say what would be added and add nothing")
    taken.add_argument(
        "--as-is", action="store_true", help="take points that jump away and back, and a last line without an end"
    )
    listed = actions.add_parser("list", help="every declared series and its newest value")
    listed.add_argument("--format", choices=FORMATS, default="table")
    shown = actions.add_parser("show", help="every vintage of one series")
    shown.add_argument("id", metavar="ID")
    shown.add_argument("--format", choices=FORMATS, default="table")
    sent = actions.add_parser("export", help="csv of some series, or of all, with every vintage")
    sent.add_argument("ids", nargs="*", metavar="ID")
    for each in (listed, shown, sent):
        each.add_argument(
            "--include-personal",
            action="store_true",
            help="let csv and json carry series that are for your own use only (ICE, Moody's, exchanges)",
        )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it: 0, 1 where an import left something out, 3 where it could not be done."""
    from debtwatch.desk.desk import Desk

    with Desk.open(settings) as desk:
        match args.action:
            case "import":
                return _import(args, desk)
            case "list":
                return _list(args, desk)
            case "show":
                return _show(args, desk)
            case _:
                return _export(args, desk)


def _import(args: argparse.Namespace, desk: Desk) -> int:
    from debtwatch.desk.importing import import_series

    done = import_series(desk.ground, args.series, args.file, dry_run=args.dry_run, as_is=args.as_is)
    print(_summary(done, dry_run=args.dry_run))
    for line in _doubts(done):
        print(f"debtwatch series: {line}", file=sys.stderr)
    return Exit.PROBLEMS if done.file.doubts or done.overlaps else Exit.FINE


def _summary(done: Imported, *, dry_run: bool) -> str:
    days = done.file.observations
    span = f"{days[0].observed_on} to {days[-1].observed_on}" if days else "no day"
    would = "would be added" if dry_run else "added"
    return (
        f"{done.series}: {done.added} day{'' if done.added == 1 else 's'} {would}, {done.already} were there, {len(done.overlaps)} differ and stay as "
        f"stored, {counted(len(done.file.doubts), 'line')} not believed, {done.file.repeated} repeated; {span}"
    )


def _doubts(done: Imported) -> list[str]:
    lines = [f"line {each.line}: {each.found}: {each.reason}" for each in done.file.doubts]
    lines += [
        f"{each.observation.observed_on}: the file says {each.observation.value}, stored is {each.stored}: kept"
        for each in done.overlaps
    ]
    lines += [f"no value between {gap.after} and {gap.before}" for gap in done.file.gaps]
    if done.file.flat:
        days = done.file.observations
        lines.append(f"it never moves: {counted(len(days), 'day')} at {days[0].value}")
    lines += [
        f"from {step.observed_on} on it reads {step.after:g} where it read {step.before:g}: a split not adjusted for, "
        "or a true jump: taken"
        for step in done.file.splits
    ]
    rest = len(lines) - _SHOWN
    return [*lines[:_SHOWN], f"and {rest} more"] if rest > 0 else lines


def _list(args: argparse.Namespace, desk: Desk) -> int:
    latest = desk.ground.store.observations.latest()
    rows = []
    for id_, series in desk.series.items():
        newest = latest.get(id_)
        rows.append(
            {
                "series": id_,
                "label": series.label,
                "feed": series.feed,
                "unit": series.unit.value,
                "observed_on": newest.observed_on if newest else None,
                "value": newest.value if newest else None,
                "origin": newest.origin.value if newest else None,
                "rights": series.rights.value,
            }
        )
    if args.format != "table" and not args.include_personal:
        rows = [{**row, "value": None} if row["rights"] == Rights.PERSONAL.value else row for row in rows]
        _say_left_out("values of personal series")
    return _print(args.format, LIST_FIELDS, rows)


def _show(args: argparse.Namespace, desk: Desk) -> int:
    from debtwatch.desk.importing import declared

    series = declared(desk.series, args.id)
    if args.format != "table" and series.rights is Rights.PERSONAL and not args.include_personal:
        _say_left_out(args.id)
        return Exit.UNKNOWN
    return _print(args.format, VINTAGE_FIELDS, _vintages(desk, args.id))


def _export(args: argparse.Namespace, desk: Desk) -> int:
    from debtwatch.desk.importing import declared

    wanted = [declared(desk.series, id_).id for id_ in args.ids] or list(desk.series)
    free = [id_ for id_ in wanted if args.include_personal or desk.series[id_].rights is not Rights.PERSONAL]
    if len(free) < len(wanted):
        _say_left_out(f"{len(wanted) - len(free)} series")
    rows = [{"series": id_, **row} for id_ in free for row in _vintages(desk, id_)]
    out = open_stdout()
    put(out, as_csv(("series", *(field.column for field in VINTAGE_FIELDS)), rows))
    return Exit.FINE if free else Exit.UNKNOWN


def _vintages(desk: Desk, id_: str) -> list[dict[str, Any]]:
    return [
        {
            "observed_on": each.observed_on,
            "value": each.value,
            "published_on": each.published_on,
            "assumed": "assumed" if each.published_assumed else "",
            "seen_at": each.seen_at,
            "origin": each.origin.value,
        }
        for each in desk.history(id_)
    ]


def _say_left_out(what: str) -> None:
    print(
        f"debtwatch series: {what} left out: their owners allow personal use only (--include-personal writes them)",
        file=sys.stderr,
    )


def _print(form: str, fields: Sequence[Field], rows: list[dict[str, Any]]) -> int:
    out = open_stdout()
    if form == "csv":
        put(out, as_csv([field.column for field in fields], rows))
    elif form == "json":
        put(out, as_json({"v": 1, "rows": rows}))
    else:
        put(out, "\n".join(aligned(fields, rows)) + "\n")
    return Exit.FINE
