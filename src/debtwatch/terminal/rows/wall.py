"""The wall and what stands around it: by quarter and year, cost by horizon, absorption; one table at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.analysis.issuers.results import FLOATING_COLUMNS, HEDGE_COLUMNS, RESET_COLUMNS
from debtwatch.analysis.refinancing.due import ABSORPTION_COLUMNS, HORIZON_COLUMNS, PROJECT_COLUMNS, WALL_COLUMNS
from debtwatch.domain.text import counted
from debtwatch.terminal.rows.formats import change_cell, fixed, number_cell, usd_m
from debtwatch.terminal.rows.pressure import basis, panel_tone
from debtwatch.terminal.rows.tabled import Told, count, dollars, number, on, quiet, signed_dollars, table_of, words
from debtwatch.terminal.rows.values import Cell, Line, Panel, Span, Tone

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from debtwatch.analysis.columns import Column as Declared
    from debtwatch.analysis.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class View:
    """One table around the wall."""

    name: str
    title: str
    told: Sequence[Told]
    declared: Sequence[Declared]
    frame: Callable[[Snapshot], pl.DataFrame | None]
    key: str
    """The column that tells its rows apart."""
    above: Callable[[Snapshot], tuple[Line, ...]]
    """What stands over it: totals, and what is missing of them."""
    empty: str = "nothing that is owed falls due on a known day"


def times(value: float | None) -> Cell:
    """Write an absorption ratio: `3.4x`; it is small where little was sold for what falls due."""
    cell = number_cell(value, 1)
    return cell if value is None else cell._replace(text=f"{cell.text}x")


def quarter(value: date) -> Cell:
    """Write the quarter that begins on a day: `2027 Q1`."""
    return Cell(f"{value.year} Q{(value.month + 2) // 3}", order=float(value.toordinal()))


def month(value: date) -> Cell:
    """Write the month that begins on a day: `2027-01`."""
    return Cell(f"{value:%Y-%m}", order=float(value.toordinal()))


def year(value: date) -> Cell:
    """Write the year that begins on a day."""
    return Cell(str(value.year), order=float(value.toordinal()))


_DUE = (
    Told("principal_usd_m", "due", 8, dollars),
    Told("bullet_usd_m", "at maturity", 11, dollars, 2),
    Told("year_alone_usd_m", "year alone", 10, dollars, 4),
    Told("amortization_usd_m", "instalments", 11, dollars, 3),
    Told("expected_usd_m", "as expected", 11, dollars, 2),
    Told("put_usd_m", "puts", 8, dollars, 5),
    Told("contract_usd_m", "contracts end", 13, dollars, 4),
    Told("undrawn_usd_m", "undrawn lapses", 14, dollars, 6),
    Told("tranches", "tranches", 8, count, 7),
)
QUARTERS = (Told("quarter", "quarter", 8, quarter, left=True), *_DUE)
YEARS = (Told("quarter", "year", 8, year, left=True), *_DUE)
MONTHS = (Told("quarter", "month", 8, month, left=True), *_DUE)
HORIZONS = (
    Told("horizon", "due within", 10, words, left=True),
    Told("principal_usd_m", "due", 8, dollars),
    Told("priced_usd_m", "priced", 8, dollars, 4),
    Told("gap_bp", "gap bp", 7, change_cell),
    Told("positive_gap_bp", "costs alone", 11, change_cell, 3),
    Told("interest_usd_m_y", "interest/y", 10, signed_dollars),
    Told("positive_interest_usd_m_y", "costs alone/y", 13, signed_dollars, 5),
    Told("worth_usd_m", "its worth", 9, signed_dollars, 4),
    Told("per_100bp_usd_m_y", "+100 bp/y", 9, dollars, 6),
    Told("missing_tranches", "missing", 7, count),
    Told("missing_usd_m", "of", 8, dollars),
)
ABSORPTION = (
    Told("grade", "sold against due", 37, words, left=True),
    Told("issued_12m_usd_m", "sold 12 m", 9, dollars, 2),
    Told("due_12m_usd_m", "due 12 m", 8, dollars, 3),
    Told("absorption_1y", "ratio", 6, times),
    Told("due_36m_usd_m", "due 13-36 m", 11, dollars, 4),
    Told("absorption_3y", "ratio", 6, times),
    Told("missing_tranches", "missing", 7, count, 5),
    Told("missing_usd_m", "of", 8, dollars, 5),
    Told("basis", "whose count", 20, quiet, 6, left=True, elastic=True),
)
RESETS = (
    Told("resets_in", "next reset", 22, words, left=True),
    Told("tranches", "tranches", 8, count, 2),
    Told("balance_usd_m", "owed", 9, dollars),
    Told("hedged_usd_m", "hedged", 9, dollars),
    Told("rise_100bp_usd_m_y", "+100 bp/y", 9, dollars),
    Told("missing_tranches", "no amount", 9, count, 3),
)
FLOATS = (
    Told("tranche_id", "floating tranche", 24, words, left=True, elastic=True),
    Told("balance_usd_m", "owed", 8, dollars),
    Told("margin_bp", "margin bp", 9, count, 3),
    Told("floor_pct", "floor %", 7, number, 5),
    Told("resets_on", "next reset", 10, on, 2, left=True),
    Told("resets", "read from", 21, quiet, 4, left=True),
    Told("hedged", "hedged", 18, quiet, left=True),
    Told("rise_100bp_usd_m_y", "+100 bp/y", 9, dollars),
    Told("matures_on", "matures", 10, on, 6, left=True),
)
HEDGES = (
    Told("ends_in", "hedges end from", 15, on, left=True),
    Told("hedges", "hedges", 6, count),
    Told("hedged_usd_m", "float again", 11, dollars),
    Told("rise_100bp_usd_m_y", "+100 bp/y more", 14, dollars),
)
PROJECTS = (
    Told("deal", "project", 20, words, left=True, elastic=True),
    Told("cfads_usd_m", "CFADS/y", 8, dollars, 3),
    Told("balance_usd_m", "owed", 8, dollars, 2),
    Told("dscr", "DSCR", 5, number),
    Told("worst_dscr", "least", 5, number),
    Told("least_dscr", "asked", 5, number, 3),
    Told("llcr", "LLCR", 5, number),
    Told("plcr", "PLCR", 5, number, 4),
    Told("balloon_usd_m", "balloon", 8, dollars, 4),
    Told("refi_gap_usd_m", "gap", 8, signed_dollars, 5),
    Told("balloon_dscr", "its DSCR", 8, number, 6),
    Told("missing_tranches", "missing", 7, count, 2),
)


def _of_period(name: str) -> tuple[Declared, ...]:
    """Return the wall's columns where its rows are months or years."""
    return (WALL_COLUMNS[0]._replace(means=f"The {name}."), *WALL_COLUMNS[1:])


def _of_issuers(snapshot: Snapshot, name: str) -> pl.DataFrame | None:
    frame: pl.DataFrame | None = getattr(snapshot.issuers, name, None)
    return frame


def _shape(snapshot: Snapshot) -> tuple[Line, ...]:
    shape = snapshot.refinancing.shape
    if shape is None:
        return ()
    lines: list[Line] = [
        (
            Span(f"owed {usd_m(shape.owed_usd_m)}", Tone.STRONG),
            Span(
                f" = {usd_m(shape.dated_usd_m)} dated + {usd_m(shape.undated_usd_m)} without a maturity "
                f"({counted(shape.undated_tranches, 'tranche')}); balance not published: {counted(shape.unknown_tranches, 'tranche')}, "
                f"{usd_m(shape.unknown_usd_m)} committed",
                Tone.MUTED,
            ),
        )
    ]
    if shape.cliff_on is not None and shape.cliff_share is not None:
        lines.append(
            (
                Span(f"steepest quarter {usd_m(shape.cliff_usd_m)} from {shape.cliff_on}"),
                Span(
                    f", {shape.cliff_share:.0%} of what is owed, without {usd_m(shape.year_alone_usd_m)} known by its year "
                    "alone, which stands in July; concentration by year "
                    f"{fixed(shape.concentration, 2)} (1 is all in one year)",
                    Tone.MUTED,
                ),
            )
        )
    return tuple(lines)


def _float_lines(snapshot: Snapshot) -> tuple[Line, ...]:
    found = snapshot.issuers
    if found is None:
        return ()
    floats = found.floats
    return (
        (
            Span(f"{usd_m(floats.balance_usd_m)} floats", Tone.STRONG),
            Span(
                f" in {counted(floats.tranches, 'tranche')} ({floats.without_balance} without an amount), owed or else committed; "
                f"hedged {usd_m(floats.hedged_usd_m)}; 100 bp cost {usd_m(floats.rise_100bp_usd_m_y)} a year"
            ),
        ),
        (
            Span(
                f"hedges not published: {counted(floats.unhedged_tranches, 'tranche')}, {usd_m(floats.unhedged_usd_m)}, counted as "
                f"unhedged: an upper bound; next reset not published: {counted(floats.undated_tranches, 'tranche')}, "
                f"{usd_m(floats.undated_usd_m)}",
                Tone.AMBER if floats.unhedged_tranches else Tone.MUTED,
            ),
        ),
    )


def _project_lines(snapshot: Snapshot) -> tuple[Line, ...]:
    bare = snapshot.refinancing.without_cash_flow
    told: list[Line] = [
        (
            Span(
                "CFADS over instalments and interest (a balloon is replaced, not serviced); over the loan's life, discounted at "
                "its own rate, over what is owed",
                Tone.MUTED,
            ),
        )
    ]
    if bare is not None and bare.tranches:
        words_of = f"off balance sheet, {bare.what}: {counted(bare.tranches, 'tranche')}, {usd_m(bare.usd_m)}; no figure is made up"
        told.append((Span(words_of, Tone.AMBER),))
    return tuple(told)


def _horizon_lines(_: Snapshot) -> tuple[Line, ...]:
    told = (
        "roll gap weighted by principal; costs alone takes a gain as nothing; missing: due by then, or without a date, "
        "and no gap or balance known"
    )
    return ((Span(told, Tone.MUTED),),)


def _absorption_lines(_: Snapshot) -> tuple[Line, ...]:
    told = (
        "sold in twelve months over principal falling due: higher is easier. This book reaches no further than its own "
        "deals; the published readings are of another universe"
    )
    return ((Span(told, Tone.MUTED),),)


VIEWS = (
    View("quarters", "by quarter", QUARTERS, WALL_COLUMNS, lambda seen: seen.refinancing.wall, "quarter", _shape),
    View("years", "by year", YEARS, _of_period("year"), lambda seen: seen.refinancing.years, "quarter", _shape),
    View("months", "by month", MONTHS, _of_period("month"), lambda seen: seen.refinancing.months, "quarter", _shape),
    View("horizons", "cost by horizon", HORIZONS, HORIZON_COLUMNS, lambda seen: seen.refinancing.horizons, "horizon", _horizon_lines),
    View("absorption", "absorption", ABSORPTION, ABSORPTION_COLUMNS, lambda seen: seen.refinancing.absorption, "grade", _absorption_lines),
    View("resets", "resets", RESETS, RESET_COLUMNS, lambda seen: _of_issuers(seen, "resets"), "resets_in", _float_lines),
    View("floats", "floating debt", FLOATS, FLOATING_COLUMNS, lambda seen: _of_issuers(seen, "floating"), "tranche_id", _float_lines),
    View("hedges", "hedges end", HEDGES, HEDGE_COLUMNS, lambda seen: _of_issuers(seen, "hedges"), "ends_in", _float_lines, "no hedge of a floating tranche is published in the book: none ends"),
    View("projects", "projects", PROJECTS, PROJECT_COLUMNS, lambda seen: seen.refinancing.projects, "deal_id", _project_lines, "no deal in the book has a cash flow of its own: [[deal.cash_flow]] takes one"),
)  # fmt: skip
"""The tables, in the order `w` turns them over."""


def wall_panel(snapshot: Snapshot, view: View) -> Panel:
    """Return one table around the wall."""
    frame = view.frame(snapshot)
    records = () if frame is None else frame.iter_rows(named=True)
    tabs = tuple(Span(f"{one.name}  ", Tone.STRONG if one is view else Tone.MUTED) for one in VIEWS)
    return Panel(
        title=f"wall: {view.title}",
        note=f"{VIEWS.index(view) + 1} of {len(VIEWS)}",
        subtitle=f"w next table · {basis(snapshot)}",
        lines=(tabs, *view.above(snapshot)),
        table=table_of(view.told, view.declared, records, lambda one: str(one[view.key])),
        empty=view.empty,
        tone=panel_tone(snapshot),
    )
