"""Where the debt hides: off balance sheet, ultimate payers, lease cliffs, guarantees, chips, contract tails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.structure.results import (
    CHAIN_COLUMNS,
    CLIFF_COLUMNS,
    COLLATERAL_COLUMNS,
    EXPOSURE_COLUMNS,
    PROMISE_COLUMNS,
    SHEET_COLUMNS,
    STACK_COLUMNS,
    TAIL_COLUMNS,
)
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import fixed, usd_m
from debtwatch.terminal.rows.tabled import (
    Record,
    Told,
    count,
    cover,
    dollars,
    load,
    on,
    quiet,
    rate,
    share,
    table_of,
    tail,
    words,
    yes,
)
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone, plain

if TYPE_CHECKING:
    from debtwatch.analysis.columns import Column
    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.analysis.structure.results import Structure

SHEETS = (
    Told("sponsor", "sponsor", 18, words, left=True, elastic=True),
    Told("off_usd_m", "off", 8, dollars),
    Told("off_pct", "off %", 6, share),
    Told("on_usd_m", "on", 8, dollars, 2),
    Told("partial_usd_m", "partial", 8, dollars, 3),
    Told("committed_usd_m", "committed", 9, dollars, 2),
    Told("tranches", "tranches", 8, count, 4),
    Told("without_amount", "no amount", 9, count, 5),
)
EXPOSURE = (
    Told("party", "party", 18, words, left=True, elastic=True),
    Told("ultimate_usd_m", "pays in end", 11, dollars),
    Told("through_usd_m", "through all", 11, dollars),
    Told("owes_usd_m", "owes", 8, dollars, 2),
    Told("pays_usd_m", "rents", 8, dollars, 2),
    Told("demand_usd_m", "demand", 8, dollars, 4),
    Told("uses_usd_m", "end user", 8, dollars, 4),
    Told("guarantees_usd_m", "guarantees", 10, dollars, 3),
    Told("uncapped_usd_m", "uncapped", 8, dollars, 6),
    Told("commitment_basis_usd_m", "undrawn?", 8, dollars, 7),
    Told("tranches", "tranches", 8, count, 5),
    Told("without_amount", "no amount", 9, count, 8),
)
CLIFFS = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("expires_on", "lease ends", 10, on, left=True),
    Told("reading", "guarantee", 18, quiet, 2, left=True),
    Told("balance_usd_m", "B notes", 8, dollars),
    Told("guaranteed_usd_m", "G", 8, dollars, 3),
    Told("value_usd_m", "V value", 8, dollars, 3),
    Told("paid_usd_m", "paid", 8, dollars, 5),
    Told("recovery_usd_m", "R", 8, dollars, 4),
    Told("uncovered_usd_m", "uncovered", 9, dollars),
    Told("cover", "cover", 5, cover),
    Told("schedule", "schedule", 24, quiet, 6, left=True),
)
STACKS = (
    Told("guarantor", "guarantor", 18, words, left=True, elastic=True),
    Told("capped_usd_m", "caps", 8, dollars),
    Told("announced_usd_m", "announced", 9, dollars, 3),
    Told("aggregate_usd_m", "totals", 8, dollars, 4),
    Told("contained_usd_m", "contained", 9, dollars, 5),
    Told("carried_usd_m", "carried", 8, dollars, 2),
    Told("promises", "promises", 8, count, 3),
    Told("without_cap", "no cap", 6, count),
    Told("edges_usd_m", "edges say", 9, dollars, 2),
    Told("edges_aggregate_usd_m", "edge totals", 11, dollars, 6),
)
COLLATERAL = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("balance_usd_m", "balance", 8, dollars),
    Told("straight_line_usd_m", "straight", 8, dollars, 2),
    Told("declining_usd_m", "declining", 9, dollars, 2),
    Told("ltv_straight_line", "LTV", 5, load),
    Told("ltv_declining", "LTV decl", 8, load),
    Told("peak_ltv_straight_line", "peak", 5, load, 3),
    Told("peak_ltv_declining", "peak decl", 9, load, 3),
    Told("crossover_straight_line", "over from m", 11, count, 4),
    Told("crossover_declining", "decl from m", 11, count, 4),
    Told("age_months", "age m", 5, count, 5),
    Told("rate_pct", "rate", 7, rate, 6),
    Told("cost_basis", "cost basis", 16, quiet, 7, left=True),
    Told("no_path_because", "no path because", 24, quiet, 8, left=True),
)
TAILS = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("tail_years", "tail y", 8, tail),
    Told("balance_usd_m", "balance", 8, dollars),
    Told("matures_on", "matures", 10, on, left=True),
    Told("contract_ends_on", "contract to", 11, on, left=True),
    Told("end_basis", "which end", 24, quiet, 2, left=True),
)
CHAIN = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("role", "role", 10, words, left=True),
    Told("balance_usd_m", "balance", 8, dollars),
    Told("ultimate_usd_m", "pays in end", 11, dollars),
    Told("named", "named in the book", 26, quiet, 3, left=True),
    Told("because", "because", 34, quiet, 2, left=True),
    Told("confidence", "confidence", 10, quiet, 4, left=True),
    Told("second_hand", "2nd hand", 8, yes, 5, left=True),
)
PROMISES = (
    Told("name", "promise", 20, words, left=True, elastic=True),
    Told("kind", "kind", 16, words, 2, left=True),
    Told("cap_usd_m", "cap", 8, dollars),
    Told("cap_basis", "which cap", 13, quiet, 3, left=True),
    Told("beneficiary", "for", 20, words, 4, left=True),
    Told("covers", "covers", 24, quiet, 5, left=True),
    Told("status", "status", 10, words, 3, left=True),
    Told("ends_on", "to", 10, on, 4, left=True),
    Told("counted", "counted", 7, yes, 2, left=True),
    Told("told_by", "told by", 14, quiet, 6, left=True),
    Told("source_url", "source", 30, quiet, 7, left=True),
)


@dataclass(frozen=True, slots=True)
class View:
    """One table of the structure: what it is called, what it holds and what must be said above it."""

    name: str
    title: str
    told: tuple[Told, ...]
    declared: tuple[Column, ...]
    frame: str
    key: Callable[[Record], str]
    above: Callable[[Structure], tuple[Line, ...]]
    drills: bool = False


PAYS = plain("obligor, then lease, then guarantor, to who pays in the end; `through all` counts a tranche once a party")
TOLD_TWICE = plain("the book of deals and the edges are two tellings of the same promises: never added")
OUTLIVES = plain("above nothing the debt outlives the contract that services it")


def structure_panel(snapshot: Snapshot, view: View) -> Panel:
    """Return one table of the structure with what must be said above it."""
    found = snapshot.structure
    if found is None:
        return blank_panel(view.title)
    frame = getattr(found, view.frame)
    return Panel(
        title=f"structure: {view.title}",
        note=f"{VIEWS.index(view) + 1} of {len(VIEWS)}",
        subtitle="i next table" + (" · enter shows what it is made of" if view.drills else ""),
        lines=(_tabs(view), *view.above(found), *_missing(found, view)),
        table=table_of(view.told, view.declared, frame.iter_rows(named=True), view.key),
        empty="nothing of this kind is in the book on this day",
    )


def chain_panel(snapshot: Snapshot, party: str) -> Panel:
    """Return every tranche in whose chain a party stands, and why."""
    found = snapshot.structure
    if found is None:
        return blank_panel(party)
    own = found.chains.filter(found.chains["party"] == party).sort("balance_usd_m", descending=True, nulls_last=True)
    table = table_of(CHAIN, CHAIN_COLUMNS, own.iter_rows(named=True), lambda one: f"{one['tranche_id']}|{one['step']}")
    return Panel(
        title=f"{party}, through everything",
        note=f"{own['tranche_id'].n_unique()} tranches",
        subtitle="enter opens the tranche",
        table=table,
        empty="it stands in no chain on this day",
    )


def promises_panel(snapshot: Snapshot, guarantor: str) -> Panel:
    """Return every promise of a guarantor, counted or not."""
    found = snapshot.structure
    if found is None:
        return blank_panel(guarantor)
    own = found.promises.filter(found.promises["guarantor"] == guarantor)
    rows = list(own.iter_rows(named=True))
    table = table_of(PROMISES, PROMISE_COLUMNS, rows, lambda one: f"{one['name']}|{one['told_by']}|{one['deal_id']}")
    return Panel(f"promises of {guarantor}", table=table, empty="none on this day")


def cliff_lines(snapshot: Snapshot, tranche_id: str) -> tuple[Line, ...]:
    """Return what falls due before a tranche does: notes, guarantee, value and cover at each lease expiry.

    The other reading of a guarantee that ends on an expiry date stands one line below.
    """
    found = snapshot.structure
    if found is None:
        return ()
    own = found.cliffs.filter(found.cliffs["tranche_id"] == tranche_id).sort(
        "expires_on", "reading", descending=[False, True]
    )
    records = own.to_dicts()
    if not records:
        return ()
    lines = [_cliff(record) for record in records]
    first = records[0]
    return (
        (Span("$bn: B notes, G guaranteed, V value, then cover R/B", Tone.MUTED),),
        *lines,
        (Span(f"guarantee of {first['guarantor']}: {first['schedule']}", Tone.MUTED),),
        (Span(f"lease: {first['lease']}", Tone.MUTED),),
        *_assumed(found.leases.words()),
    )


def _cliff(record: dict[str, Any]) -> Line:
    written = cover(record["cover"])
    other = record["reading"] != "ends before"
    name = "  if it covers that day" if other else f"{record['expires_on']:%Y-%m-%d}  lease ends"
    figures = (("B", "balance_usd_m"), ("G", "guaranteed_usd_m"), ("V", "value_usd_m"))
    told = "".join(f"{letter} {_billions(record[column]):>5}  " for letter, column in figures)
    mark = " ▼" if written.tone is not Tone.PLAIN else ""
    return (
        Span(f"{name:<24}", Tone.MUTED if other else Tone.STRONG),
        Span(told),
        Span(f"{written.text}{mark}", written.tone),
    )


def _billions(value: float | None) -> str:
    return fixed(None if value is None else value / 1_000)


def _tabs(view: View) -> Line:
    return tuple(Span(f"{one.title}   ", Tone.STRONG if one is view else Tone.MUTED) for one in VIEWS)


def _sheet_lines(found: Structure) -> tuple[Line, ...]:
    totals = found.totals
    unknown = f"; {totals.without_amount} tranches without an amount" if totals.without_amount else ""
    return (
        (
            Span(f"{usd_m(totals.off_usd_m)} of {usd_m(totals.committed_usd_m)}", Tone.STRONG),
            Span(
                f" off balance sheet: {fixed(totals.off_pct, 0)} % of this book, not of the market{unknown}", Tone.MUTED
            ),
        ),
    )


def _assumed(told: tuple[str, ...]) -> tuple[Line, ...]:
    return ((Span("assumed: ", Tone.AMBER), Span("; ".join(told), Tone.MUTED)),)


def _missing(found: Structure, view: View) -> tuple[Line, ...]:
    about = {"cliffs": "lease cliff", "collateral": "collateral", "tails": "contract tail", "exposure": "exposure"}
    start = about.get(view.name)
    return tuple(
        (Span(f"missing: {one.what}: {one.tranches} tranches, {usd_m(one.usd_m)}", Tone.AMBER),)
        for one in found.missing
        if start and one.what.startswith(start)
    )


VIEWS = (
    View("sheets", "off balance sheet", SHEETS, SHEET_COLUMNS, "sheets", lambda one: str(one["sponsor"]), _sheet_lines, drills=True),
    View("exposure", "exposure by ultimate payer", EXPOSURE, EXPOSURE_COLUMNS, "exposure", lambda one: str(one["party"]), lambda _: PAYS, drills=True),
    View("cliffs", "lease cliffs", CLIFFS, CLIFF_COLUMNS, "cliffs", lambda one: f"{one['tranche_id']}|{one['expiry']}|{one['reading']}", lambda found: _assumed(found.leases.words())),
    View("stacks", "guarantees", STACKS, STACK_COLUMNS, "stacks", lambda one: str(one["guarantor"]), lambda _: TOLD_TWICE, drills=True),
    View("collateral", "chips as collateral", COLLATERAL, COLLATERAL_COLUMNS, "collateral", lambda one: str(one["tranche_id"]), lambda found: _assumed(found.chips.words())),
    View("tails", "debt beyond its contracts", TAILS, TAIL_COLUMNS, "tails", lambda one: f"{one['tranche_id']}|{one['commitment_id']}", lambda _: OUTLIVES),
)  # fmt: skip
"""The tables, in the order `i` turns them over."""
