"""`debtwatch book`: check, list, show, add, edit, diff, import and export deals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtwatch.book import Problem, read_book
from debtwatch.book.difference import changes, stated
from debtwatch.book.exchange import rows_of
from debtwatch.book.fields import COLLECTIONS, RECORDS, inner_records
from debtwatch.book.formats import Format, write_deals_as
from debtwatch.cli.book_opened import find, open_book, report
from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.cli.tables import FORMATS, Field, aligned, as_csv, as_json, dollars, words
from debtwatch.config.paths import shipped
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping

    from debtwatch.book.read import Held
    from debtwatch.domain.settings import Settings

_LIST = (
    Field("deal", "id", words, right=False),
    Field("name", "name", words, right=False),
    Field("sponsor", "sponsor", words, right=False),
    Field("tranches", "tranches", str),
    Field("counted", "counted_usd_m", dollars),
    Field("excluded", "excluded", words, right=False),
    Field("from", "from", words, right=False),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `debtwatch book`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")

    def action(name: str, what: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = actions.add_parser(name, help=what, description=what)
        return added

    action("check", "read every deal and table, and say everything wrong with them")
    listing = action("list", "one line a deal")
    listing.add_argument("--sponsor", help="only deals of this sponsor")
    listing.add_argument("--format", choices=FORMATS, default="table")
    showing = action("show", "every field of one deal, with its source")
    showing.add_argument("id")
    showing.add_argument("--format", choices=FORMATS, default="table")
    adding = action("add", "write a deal of your own: from a template in $EDITOR, or from --set")
    adding.add_argument("id")
    adding.add_argument("--name", default="", help="what the market calls it")
    adding.add_argument("--sponsor", default="", help="the AI company whose demand backs it")
    editing = action("edit", "change a deal in your own directory: in $EDITOR, or by --set")
    editing.add_argument("id")
    for each in (adding, editing):
        each.add_argument("--set", action="append", default=[], metavar="RECORD.KEY=VALUE", dest="assignments")
        each.add_argument("--force", action="store_true", help="save even what has problems")
    diff = action("diff", "what your deals, or FILE, say that the shipped book does not")
    diff.add_argument("file", nargs="?", type=Path)
    importing = action("import", "take deals from a csv, json or parquet file of `book export`'s columns")
    importing.add_argument("file", type=Path)
    importing.add_argument("--replace", action="store_true", help="overwrite an earlier import of the same name")
    importing.add_argument("--force", action="store_true", help="take the good deals of a file with problems")
    exporting = action("export", "the whole book as one flat table")
    exporting.add_argument("--format", choices=[each.value for each in Format], default=Format.CSV.value)
    exporting.add_argument("--out", type=Path, help="a file; without it, standard output")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do one action: 0 fine, 1 problems found; DebtwatchError where it could not run."""
    return _ACTIONS[args.action](args, settings)


def _check(_args: argparse.Namespace, settings: Settings) -> int:
    book = open_book(settings)
    contents = book.contents
    out = open_stdout()
    for problem in contents.problems:
        say(out, str(problem))
    for held in contents.held:
        if held.own:
            print(f"{held.deal.id}: yours, {'replaces the shipped one' if held.replaces else 'added'}", file=sys.stderr)
    tranches = sum(len(deal.tranches) for deal in contents.deals)
    print(
        f"{counted(len(contents.held), 'deal')}, {counted(tranches, 'tranche')}, {counted(len(contents.ratings), 'rating')}, "
        f"{counted(len(contents.events), 'event')}, {counted(len(contents.edges), 'edge')}, {counted(len(contents.facts), 'fact')}; reviewed to {contents.reviewed_to}; "
        f"{counted(len(contents.problems), 'problem')}",
        file=sys.stderr,
    )
    return Exit.PROBLEMS if contents.problems else Exit.FINE


def _list(args: argparse.Namespace, settings: Settings) -> int:
    book = open_book(settings)
    rows = [_line(held) for held in book.contents.held if args.sponsor in (None, held.deal.sponsor)]
    _print_rows(args.format, _LIST, rows)
    report(book.problems)
    return Exit.FINE


def _line(held: Held) -> dict[str, Any]:
    deal = held.deal
    reasons = [(each, deal.excluded_because(each.status)) for each in deal.tranches]
    amounts = [each.committed_usd_m for each, why in reasons if not why and each.committed_usd_m is not None]
    return {
        "id": deal.id,
        "name": deal.name,
        "sponsor": deal.sponsor,
        "tranches": len(deal.tranches),
        "commitments": len(deal.commitments),
        "guarantees": len(deal.guarantees),
        "equity": len(deal.equity),
        "cash_flows": len(deal.cash_flows),
        "counted_usd_m": sum(amounts) if amounts else None,
        "excluded": "; ".join(dict.fromkeys(why for _, why in reasons if why)) or None,
        "from": f"yours: {held.file}" if held.own else held.file,
    }


def _print_rows(format_: str, fields: tuple[Field, ...], rows: list[dict[str, Any]]) -> None:
    if format_ == "json":
        text = as_json({"rows": rows})
    elif format_ == "csv":
        text = as_csv(list(rows[0]) if rows else [each.column for each in fields], rows)
    else:
        text = "\n".join(aligned(fields, rows))
    say(open_stdout(), text.removesuffix("\n"))


def _show(args: argparse.Namespace, settings: Settings) -> int:
    held = find(open_book(settings), args.id)
    deal = held.deal
    if args.format == "table":
        out = open_stdout()
        for line in _told(held):
            say(out, line)
    else:
        say(open_stdout(), write_deals_as([deal], Format(args.format)).decode().removesuffix("\n"))
    return Exit.FINE


def _told(held: Held) -> Iterable[str]:
    """Yield a deal as text: every field it states, its source among them."""
    deal = held.deal
    where = f"yours, {held.file}{', replaces the shipped deal' if held.replaces else ''}" if held.own else held.file
    yield f"{deal.id}  ({where})"
    yield from (f"  {name:<22} {value}" for name, value in stated(deal) if name != "id")
    for key in RECORDS:
        for item in getattr(deal, COLLECTIONS[key]):
            why = deal.excluded_because(item.status) if key == "tranche" else ""
            yield f"\n{key} {item.id}{f'  (not counted: {why})' if why else ''}"
            yield from (f"  {name:<22} {value}" for name, value in stated(item) if name != "id")
            for kind, inner in inner_records(item):
                yield f"  {kind}"
                yield from (f"    {name:<20} {value}" for name, value in stated(inner))


def _diff(args: argparse.Namespace, settings: Settings) -> int:
    base = {deal.id: deal for deal in read_book(
        shipped("config"), None, largest_bytes=settings.book.largest_bytes
    ).deals}  # fmt: skip
    problems: list[Problem] = []
    if args.file is None:
        contents = open_book(settings).contents
        other, problems = [held.deal for held in contents.held if held.own], list(contents.problems)
    else:
        from debtwatch.cli.book_changes import deals_in

        other = deals_in(args.file, settings, problems)
    out = open_stdout()
    for deal in other:
        for change in changes(base.get(deal.id), deal):
            inside = " ".join(part for part in (change.deal, change.record, change.field) if part)
            say(out, f"{inside}: {change.before or '—'} -> {change.after or '—'}")
    report(problems)
    return Exit.PROBLEMS if problems else Exit.FINE


def _export(args: argparse.Namespace, settings: Settings) -> int:
    book = open_book(settings)
    body = write_deals_as(book.deals, Format(args.format))
    if args.out is not None:
        from debtwatch.book.edit import save

        save(args.out, body)
        print(
            f"{counted(len(book.deals), 'deal')} in {counted(sum(1 for _ in rows_of(book.deals)), 'row')}: {args.out}",
            file=sys.stderr,
        )
    elif args.format != Format.PARQUET.value:
        say(open_stdout(), body.decode().removesuffix("\n"))
    elif sys.stdout.isatty():
        raise UsageError("parquet is not for a terminal", next_step="give --out FILE")
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    report(book.problems)
    return Exit.FINE


def _add(args: argparse.Namespace, settings: Settings) -> int:
    from debtwatch.cli.book_changes import add

    return add(args, settings)


def _edit(args: argparse.Namespace, settings: Settings) -> int:
    from debtwatch.cli.book_changes import edit

    return edit(args, settings)


def _import(args: argparse.Namespace, settings: Settings) -> int:
    from debtwatch.cli.book_changes import take

    return take(args, settings)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    "check": _check,
    "list": _list,
    "show": _show,
    "add": _add,
    "edit": _edit,
    "diff": _diff,
    "import": _import,
    "export": _export,
}
