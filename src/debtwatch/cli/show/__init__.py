"""`debtwatch show`: one subject of the snapshot, printed."""

from __future__ import annotations

import argparse
import math
import sys
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.show.bubble import BUBBLE, GAUGE
from debtwatch.cli.show.circularity import CIRCULARITY
from debtwatch.cli.show.flows import FLOWS
from debtwatch.cli.show.hurdle import HURDLE
from debtwatch.cli.show.moves import SPREADS
from debtwatch.cli.show.personal import without_personal
from debtwatch.cli.show.refinancing import REFINANCING, WALL
from debtwatch.cli.show.shown import Drilled, Subject
from debtwatch.cli.show.structure import ISSUERS, STRUCTURE
from debtwatch.cli.stdout import open_stdout, put
from debtwatch.cli.tables import FORMATS, aligned, as_csv, as_json
from debtwatch.domain.dates import PartialDate
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.settings import Settings

SUBJECTS: Mapping[str, Subject | Drilled] = {
    "refinancing": REFINANCING,
    "wall": WALL,
    "structure": STRUCTURE,
    "spreads": SPREADS,
    "bubble": BUBBLE,
    "gauge": GAUGE,
    "hurdle": HURDLE,
    "circularity": CIRCULARITY,
    "issuers": ISSUERS,
    "flows": FLOWS,
}
MOVES_AS = {("gauge", ""): "bubble", ("structure", "collateral"): "collateral"}
"""What a shock does to a subject, or to rows of one, where it does as to another."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "rows, by subject (the first is shown unless --by says another):\n" + "\n".join(
        f"  {name:<12} {', '.join(subject.rows)}" for name, subject in SUBJECTS.items()
    )
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument(
        "id",
        nargs="?",
        help="of `gauge`: which (`show bubble --format csv` lists them); of `flows`: DEAL/TRANCHE, or DEAL where it has one",
    )
    parser.add_argument("--as-of", metavar="DATE", type=_day, help="what was known at the end of that day")
    parser.add_argument("--by", metavar="ROWS", help="which rows of the subject, see below")
    parser.add_argument(
        "--shock",
        metavar="MOVE",
        help="price the book under a move of the market: a name of [shocks], or spelled as +100bp, spreads+50bp, "
        "1notch; several joined by commas",
    )
    parser.add_argument(
        "--haircut",
        metavar="PCT",
        type=_percentage,
        help="lose so much of a leased campus' value to someone else, percent: moves lease cliffs and what ranks by them",
    )
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument(
        "--include-personal",
        action="store_true",
        help="let csv and json carry series that are for your own use only (ICE, Moody's, exchanges)",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the subject: 0, or 3 where it could not be computed."""
    from debtwatch.desk.desk import Desk
    from debtwatch.desk.shocks import under_shock

    subject = SUBJECTS[args.subject]
    by = _rows_asked(args, subject)
    out = open_stdout()
    with Desk.open(settings) as desk:
        shock = desk.shock_of(args.shock, args.as_of) if args.shock is not None else None
        snapshot = desk.snapshot_now(args.as_of, shock, args.haircut)
        shown = subject.shown(snapshot, by) if isinstance(subject, Subject) else subject.shown(desk, args.id, by)
        if args.format != "table" and not args.include_personal:
            shown = without_personal(shown, desk.series)
    rows = shown.frame.to_dicts()
    if not rows:
        print(f"debtwatch show: no rows: {shown.empty or f'{args.subject} by {by} has none'}", file=sys.stderr)
    if args.format == "csv":
        put(out, as_csv(shown.frame.columns, rows))
    elif args.format == "json":
        put(out, as_json({**_headed(args.subject, by, snapshot), "totals": shown.totals, "rows": rows}))
    else:
        heading = (*dated(snapshot), *under_shock(snapshot, _moved_as(args.subject, by)), *shown.heading)
        put(out, "\n".join([*heading, "", *aligned(shown.fields, rows)]) + "\n")
    return Exit.FINE


def _rows_asked(args: argparse.Namespace, subject: Subject | Drilled) -> str:
    """Return which rows of a subject are wanted, or the name of the one thing; UsageError where they do not fit."""
    named = isinstance(subject, Drilled) or subject.named
    if named != bool(args.id):
        raise UsageError(
            f"{args.subject} {'needs the name of one' if named else 'takes no name'}", where=f"show {args.subject}"
        )
    if isinstance(subject, Subject) and named:
        return str(args.id)
    by: str = args.by or subject.rows[0]
    if by not in subject.rows and by.removesuffix("s") in subject.rows:
        return by.removesuffix("s")
    if by not in subject.rows:
        raise UsageError(f"{args.subject} has no rows {by}", where="--by", expected=" or ".join(subject.rows))
    return by


def _moved_as(subject: str, by: str) -> str:
    return MOVES_AS.get((subject, by)) or MOVES_AS.get((subject, ""), subject)


def _headed(subject: str, by: str, snapshot: Snapshot) -> dict[str, object]:
    return {
        "v": 1,
        "subject": subject,
        "by": by,
        "as_of": snapshot.as_of,
        "known_at": snapshot.moment,
        "shock": snapshot.shock.name if snapshot.shock else None,
        "book_reviewed_to": snapshot.book.reviewed_to,
        "book_problems": snapshot.book.problems,
        "revised_data": list(snapshot.revised_series),
    }


def _day(text: str) -> date:
    try:
        partial = PartialDate.parse(text)
        if partial.exact:
            return partial.valued
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a day of the form YYYY-MM-DD")


def _percentage(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if 0 <= value <= 100:  # noqa: PLR2004 -- the whole
        return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 0 to 100")


def dated(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the line every subject starts with: the day, the curve's day, the book's."""
    par = snapshot.market.par
    curve = f"curve {par.observed_on}{' (recorded)' if par.recorded else ''}" if par else "no curve"
    age = f"book reviewed to {snapshot.book.reviewed_to}" if snapshot.book.reviewed_to else "no book"
    wrong = (
        f" · {counted(snapshot.book.problems, 'problem')} in the book: `debtwatch book check`"
        if snapshot.book.problems
        else ""
    )
    revised = f" · revised data: {', '.join(snapshot.revised_series)}" if snapshot.revised_data else ""
    return (f"as of {snapshot.as_of} · {curve} · {age}{wrong}{revised}",)
