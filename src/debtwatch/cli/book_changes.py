"""The actions of `debtwatch book` that write: add, edit and import. Only the user's own files are written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.book.edit import own_deal_path, save, set_key, template
from debtwatch.book.files import DEALS, FileText, read_file
from debtwatch.book.formats import Format, read_deals_as
from debtwatch.book.parse import slug
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.book.write import write_deals
from debtwatch.cli.book_opened import find, open_book, report
from debtwatch.cli.exits import Exit
from debtwatch.domain.errors import BookError, UsageError
from debtwatch.domain.text import clean, counted

if TYPE_CHECKING:
    import argparse

    from debtwatch.domain.deal import Deal
    from debtwatch.domain.settings import Settings

_HEAD = "Deals of your own; `debtwatch book check` says what is wrong with them."


def add(args: argparse.Namespace, settings: Settings) -> int:
    """Write a new deal from a template: filled in by --set, or in the user's editor."""
    if open_book(settings).held(args.id) is not None:
        raise UsageError(f"{args.id!r} is in the book already", next_step=f"`debtwatch book edit {args.id}` changes it")
    path = own_deal_path(settings.places.config, args.id)
    if path.exists():
        raise UsageError(f"{path} is there already", next_step="`debtwatch book check` says why it is not read")
    return _change(path, template(args.id, args.name, args.sponsor), args)


def edit(args: argparse.Namespace, settings: Settings) -> int:
    """Change a deal where it is the user's; a shipped one is copied to the user's directory first."""
    held = find(open_book(settings), args.id)
    own = settings.places.config
    if held.own:
        return _change(held.path, held.path.read_text("utf-8"), args)
    path = own_deal_path(own, args.id)
    if path.exists():
        raise UsageError(f"{path} is there already", next_step="`debtwatch book check` says why it is not read")
    head = f"Your copy of {args.id}, in place of the shipped one. Delete this file to return to that."
    return _change(path, write_deals([held.deal], head), args)


def _change(path: Path, text: str, args: argparse.Namespace) -> int:
    """Change a file's text by --set or in the editor, judge it, and save it."""
    changed = text
    if args.assignments:
        for assignment in args.assignments:
            key, equals, value = assignment.partition("=")
            if not equals:
                raise UsageError(f"{assignment!r} sets nothing", expected="RECORD.KEY=VALUE or KEY=VALUE")
            changed = set_key(changed, args.id, key.strip(), value.strip())
    else:
        changed = _edited(path.name, text)
    problems: list[Problem] = []
    read_deals(FileText(path.name, changed), problems)
    report(problems)
    if problems and not args.force:
        kept = _keep(path.name, changed)
        print(
            f"not saved: {counted(len(problems), 'problem')}; your text is kept in {kept}; --force saves it",
            file=sys.stderr,
        )
        return Exit.PROBLEMS
    save(path, changed.encode())
    print(f"saved {path}", file=sys.stderr)
    return Exit.PROBLEMS if problems else Exit.FINE


def _edited(name: str, text: str) -> str:
    """Return what the user makes of a text in $VISUAL or $EDITOR."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        raise UsageError(
            "no editor", expected="VISUAL or EDITOR to name one", next_step="or use --set RECORD.KEY=VALUE"
        )
    draft = Path(_keep(name, text))
    try:
        done = subprocess.run([*shlex.split(command), str(draft)], check=False)  # noqa: S603 -- the user's own editor
        changed = draft.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise BookError(f"the editor failed: {error}", where=command) from error
    if done.returncode:
        raise BookError(f"the editor ended with {done.returncode}; nothing was saved", where=str(draft))
    draft.unlink()
    return changed


def _keep(name: str, text: str) -> str:
    handle, path = tempfile.mkstemp(prefix=f"{Path(name).stem}-", suffix=".toml")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def deals_in(path: Path, settings: Settings, problems: list[Problem]) -> list[Deal]:
    """Return the deals of a toml, csv, json or parquet file; what is wrong goes to `problems`."""
    suffix = path.suffix.removeprefix(".").lower()
    if suffix != "toml" and suffix not in list(Format):
        raise UsageError(f"{path.name} has no known ending", expected=".toml, .csv, .json or .parquet")
    if not path.is_file():
        raise UsageError(f"{path} is not a file", expected="a file of deals")
    limit = settings.book.largest_bytes
    if suffix == "toml":
        file = read_file(path, path.parent, limit)
        if isinstance(file, Problem):
            problems.append(file)
            return []
        return read_deals(file, problems)
    if path.stat().st_size > limit:
        problems.append(
            Problem(path.name, "", "", f"{path.stat().st_size:,} bytes", f"at most {limit:,} bytes", None, "file")
        )
        return []
    return read_deals_as(path.read_bytes(), Format(suffix), clean(path.name), problems)


def take(args: argparse.Namespace, settings: Settings) -> int:
    """Write the deals of a file into the user's directory, as one TOML file of its name."""
    problems: list[Problem] = []
    deals = deals_in(args.file, settings, problems)
    report(problems)
    if not deals:
        print("nothing imported: no deal could be read", file=sys.stderr)
        return Exit.PROBLEMS
    if problems and not args.force:
        print(
            f"nothing imported: {counted(len(problems), 'problem')}; --force takes the {counted(len(deals), 'good deal')}",
            file=sys.stderr,
        )
        return Exit.PROBLEMS
    path = settings.places.config / DEALS / f"{slug(args.file.stem)}.toml"
    if path.exists() and not args.replace:
        raise UsageError(f"{path} is there already", next_step="--replace overwrites it")
    elsewhere = _elsewhere(settings, {deal.id for deal in deals}, path)
    if elsewhere:
        raise UsageError(
            f"{', '.join(elsewhere)}: yours already", next_step="delete them from your other files, or from this one"
        )
    body = write_deals(deals, _HEAD).encode()
    if len(body) > settings.book.largest_bytes:
        raise UsageError(
            f"{len(body):,} bytes as TOML", expected=f"at most {settings.book.largest_bytes:,}",
            next_step="split the file, or raise book.largest_bytes",
        )  # fmt: skip
    save(path, body)
    print(f"{counted(len(deals), 'deal')}: {path}", file=sys.stderr)
    return Exit.PROBLEMS if problems else Exit.FINE


def _elsewhere(settings: Settings, ids: set[str], path: Path) -> list[str]:
    """Return the ids the user already holds in other files."""
    held = open_book(settings).contents.held
    return [each.deal.id for each in held if each.own and each.deal.id in ids and each.path != path]
