"""What revenue this must earn, JPMorgan's line beside it, and whose sales there are."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.columns import Column
from debtwatch.analysis.hurdle.results import BOOK, CAPEX_SINCE, CAPEX_TRAILING, REQUIRED_COLUMNS
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, known, percent, usd_m
from debtwatch.terminal.rows.sources import source_lines
from debtwatch.terminal.rows.tabled import Told, dollars, price, share, table_of, words
from debtwatch.terminal.rows.values import Cell, Line, Panel, Span, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.hurdle.results import Hurdle
    from debtwatch.analysis.snapshot import Snapshot

FOR_EVER = "for ever"


def life(value: float | None) -> Cell:
    """Write the years over which the money must come back; none is for ever."""
    return Cell(FOR_EVER, order=float("inf")) if value is None else Cell(fixed(value, 0), order=value)


def whole_percent(value: float | None) -> Cell:
    """Write a return or margin as the grid asks for it."""
    return Cell(percent(value, 0), order=value)


TOLD = (
    Told("base", "counted as invested", 18, words, left=True, elastic=True),
    Told("invested_usd_m", "invested", 9, dollars, 2),
    Told("life_years", "back in y", 9, life),
    Told("charge_usd_m_y", "charge/y", 9, dollars, 5),
    Told("revenue_usd_m_y", "revenue/y", 9, dollars),
    Told("covered_pct", "covered", 7, share, 3),
    Told("per_iphone_usd_month", "/iPhone", 8, price),
    Told("per_netflix_usd_month", "/Netflix", 8, price),
    Told("per_iphone_counted_usd_month", "iPhone ct", 9, price, 4),
    Told("per_netflix_counted_usd_month", "Netflix ct", 10, price, 4),
)
_GRID = (
    Told("base", "counted as invested", 18, words, left=True, elastic=True),
    Told("return_pct", "return", 6, whole_percent),
    Told("margin_pct", "margin", 6, whole_percent),
)
_FIRST_LIVES = (10.0, None, 5.0, 20.0, 15.0)
"""Horizons a narrow grid keeps, in this order."""


def hurdle_panel(snapshot: Snapshot) -> Panel:
    """Return one row a base and horizon under the assumptions and the published line."""
    found = snapshot.hurdle
    if found is None:
        return blank_panel("hurdle")
    asked, records = found.assumptions, found.required.to_dicts()
    told = tuple(one for one in TOLD if not one.name.startswith("per_") or any(known(row[one.name]) for row in records))
    return Panel(
        title="hurdle: the revenue this must earn",
        note=f"{fixed(asked.return_pct, 0)} % a year, {fixed(asked.margin_pct, 0)} % of revenue left for capital, assumed",
        subtitle="/iPhone, /Netflix: $ a month a user on JPMorgan's back-solved bases; ct: on counted ones · enter: sources",
        lines=(*published_lines(found), _sales(found), _spenders(found)),
        table=table_of(
            told,
            REQUIRED_COLUMNS,
            records,
            lambda record: f"{record['base']}|{record['life_years']}",
        ),
        empty="nothing was invested by this day",
    )


def grid_panel(snapshot: Snapshot) -> Panel:
    """Return revenue a year for every base, return and margin, a column a horizon."""
    found = snapshot.hurdle
    if found is None:
        return blank_panel("grid")
    told = [
        Told(
            f"life {years}",
            _horizon(years),
            8,
            dollars,
            1 + _FIRST_LIVES.index(years) if years in _FIRST_LIVES else len(_FIRST_LIVES) + 1,
        )
        for years in found.assumptions.lives_years
    ]
    means = "Revenue a year, $m, if the money must be back within that many years."
    return Panel(
        title="hurdle by return, margin and horizon",
        note="revenue a year",
        subtitle="enter: $ a month a user, what the capital is made of, sources",
        lines=(_sales(found),),
        table=table_of(
            (*_GRID, *told),
            (*REQUIRED_COLUMNS, *(Column(one.name, "f64", means) for one in told)),
            _by_horizon(found, "revenue_usd_m_y"),
            lambda record: f"{record['base']}|{record['return_pct']}|{record['margin_pct']}",
        ),
        empty="nothing was invested by this day",
    )


def _by_horizon(found: Hurdle, value: str) -> list[dict[str, Any]]:
    """Return one record a base, return and margin of the grid, its value under `life …` by horizon."""

    def asked(record: dict[str, Any]) -> tuple[str, float, float]:
        return record["base"], record["return_pct"], record["margin_pct"]

    return [
        {"base": base, "return_pct": return_pct, "margin_pct": margin_pct}
        | {f"life {one['life_years']}": one[value] for one in own}
        for (base, return_pct, margin_pct), own in itertools.groupby(found.grid.to_dicts(), asked)
    ]


def _horizon(years: float | None) -> str:
    return FOR_EVER if years is None else f"{fixed(years, 0)} y"


def published_lines(found: Hurdle) -> tuple[Line, ...]:
    """Return JPMorgan's line, what would make it true, and the user bases."""
    line = found.published
    if line is None:
        return ((Span("no hurdle had been published by this day", Tone.MUTED),),)
    truths = ", ".join(
        f"{FOR_EVER if years is None else f'{fixed(years)} y'} at {fixed(margin, 0)} %"
        for years, margin in found.published_truths.select("life_years", "margin_pct").iter_rows()
    )
    bases = [
        (f"{fixed(users_m, 0)}m {clean(name)}", solved)
        for name, users_m, solved in found.users.select("name", "users_m", "back_solved").iter_rows()
    ]
    return (
        (
            Span("JPMorgan, Nov 2025: ", Tone.STRONG),
            Span(
                f"{usd_m(line.revenue_usd_m_y)} a year for {fixed(line.return_pct, 0)} % on {usd_m(line.invested_usd_m)}"
                f", ${fixed(line.per_iphone_usd_month, 2)} an iPhone user or ${fixed(line.per_netflix_usd_month, 0)} a"
                " Netflix subscriber a month"
            ),
            Span("; as relayed, the report was not available", Tone.MUTED),
        ),
        (Span("true if the money must be back in, at this margin: ", Tone.MUTED), Span(truths or UNKNOWN)),
        (
            Span("its bases, back-solved: ", Tone.MUTED),
            Span(", ".join(told for told, solved in bases if solved) or UNKNOWN),
            Span("   counted: ", Tone.MUTED),
            Span(", ".join(told for told, solved in bases if not solved) or UNKNOWN),
        ),
    )


def hurdle_detail(snapshot: Snapshot, key: str) -> tuple[Panel, ...]:
    """Return what one base is made of, its price a user, the published line, the users and the sales set against it."""
    found = snapshot.hurdle
    base = key.partition("|")[0]
    if found is None:
        return tuple(blank_panel(name) for name in (base, "prices", "published", "users", "sales"))
    return (
        Panel(
            base,
            subtitle="2 lists every tranche, with its source" if base == BOOK else "",
            lines=invested_lines(found, base),
            empty="no longer counted",
        ),
        Panel(
            "$ a month from every iPhone user, back-solved base",
            subtitle="revenue over 1,560m users over 12",
            lines=price_lines(found, base),
        ),
        Panel("the published line", lines=published_lines(found)),
        Panel("the user bases", lines=user_lines(found)),
        Panel(
            "sales set against it",
            subtitle=f"counted {usd_m(found.revenue_counted_usd_m_y)} a year",
            lines=revenue_lines(found),
        ),
    )


def price_lines(found: Hurdle, base: str) -> tuple[Line, ...]:
    """Return the price a month of every return, margin and horizon for one base; a line fits 57 cells."""
    lives = found.assumptions.lives_years
    heads = "".join(f"{'ever' if years is None else _horizon(years):>8}" for years in lives)
    rows = [one for one in _by_horizon(found, "per_iphone_usd_month") if one["base"] == base]
    return (
        (Span(f"ret. marg{heads}", Tone.MUTED),),
        *(
            (
                Span(f"{percent(one['return_pct'], 0):>4} {percent(one['margin_pct'], 0):>4}", Tone.STRONG),
                Span("".join(f"{price(one[f'life {years}']).text:>8}" for years in lives)),
            )
            for one in rows
        ),
    )


def invested_lines(found: Hurdle, base: str) -> tuple[Line, ...]:
    """Return what is counted as invested, what it lacks and where each figure was read."""
    own = found.invested.filter(found.invested["base"] == base)
    lines: list[Line] = []
    for record in own.iter_rows(named=True):
        lines += [
            (
                Span(f"{clean(record['company'] or 'in all'):<24} ", Tone.STRONG),
                Span(f"{usd_m(record['invested_usd_m']):>8}  "),
                Span(clean(record["period"] or "")),
            ),
            *_stated(record, "definition", "lacks", record["missing"], "sources"),
        ]
    return tuple(lines)


def user_lines(found: Hurdle) -> tuple[Line, ...]:
    """Return each user base, whether it proves anything, and where it was read."""
    lines: list[Line] = []
    for record in found.users.iter_rows(named=True):
        solved = "   back-solved: dividing by it proves nothing" if record["back_solved"] else ""
        lines += [
            (
                Span(f"{clean(record['company']):<24} ", Tone.STRONG),
                Span(f"{fixed(record['users_m'], 0):>7}m  {clean(record['name'])}"),
                Span(solved, Tone.AMBER),
            ),
            *source_lines(record),
        ]
    return tuple(lines)


def revenue_lines(found: Hurdle) -> tuple[Line, ...]:
    """Return whose AI sales there are, what stands outside the sum and why, and where each was read."""
    lines: list[Line] = []
    for record in found.revenue.iter_rows(named=True):
        lines += [
            (
                Span(f"{clean(record['company']):<24} ", Tone.STRONG),
                Span(f"{usd_m(record['revenue_usd_m_y']):>8} a year  {record['basis']}, to {record['period_end']}"),
            ),
            *_stated(record, "what", "not counted", record["not_counted_because"]),
        ]
    return tuple(lines)


def _stated(
    record: dict[str, Any], measured: str, name: str, told: str | None, column: str = "source_url"
) -> tuple[Line, ...]:
    """Return what was measured, what must be said of it, and its source, where each is known."""
    said = tuple(filter(None, (record[measured], f"{name}: {told}" if told else "")))
    about = ((Span(f"    {clean('; '.join(said), longest=400)}", Tone.MUTED),),) if said else ()
    return (*about, *source_lines(record, column=column))


def _spenders(found: Hurdle) -> Line:
    counts = found.invested.filter(found.invested["company"].is_not_null()).group_by("base").len().to_dicts()
    told = {one["base"]: one["len"] for one in counts}
    return (
        Span(
            f"capex: of {told.get(CAPEX_TRAILING, 0)} companies over 12 months, of {told.get(CAPEX_SINCE, 0)} since 2023, "
            "whose figures were published by this day; the rest is missing",
            Tone.MUTED,
        ),
    )


def _sales(found: Hurdle) -> Line:
    return (
        Span("covered: by the model makers' run-rates together, "),
        Span(f"{usd_m(found.revenue_counted_usd_m_y)} a year", Tone.STRONG),
        Span("; the clouds' AI sales hold what these pay them and are not added", Tone.MUTED),
    )
