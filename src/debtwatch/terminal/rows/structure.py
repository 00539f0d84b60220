"""Where the debt hides: off balance sheet, ultimate payers, lease cliffs, guarantees, chips, contract tails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.analysis.structure.results import (
    CLIFF_COLUMNS,
    COLLATERAL_COLUMNS,
    CONTRACT_COLUMNS,
    EXPOSURE_COLUMNS,
    SHEET_COLUMNS,
    STACK_COLUMNS,
    TAIL_COLUMNS,
)
from debtwatch.domain.text import counted
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import fixed, usd_m
from debtwatch.terminal.rows.structure_detail import assumed
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
    Told("cap_usd_m", "cap", 8, dollars, 7),
    Told("paid_usd_m", "paid", 8, dollars, 5),
    Told("recovery_usd_m", "R", 8, dollars, 4),
    Told("uncovered_usd_m", "uncovered", 9, dollars),
    Told("cover", "cover", 5, cover),
    Told("schedule", "schedule", 24, quiet, 6, left=True),
)
STACKS = (
    Told("guarantor", "guarantor", 18, words, left=True, elastic=True),
    Told("in_force_usd_m", "in force", 8, dollars),
    Told("announced_usd_m", "announced", 9, dollars),
    Told("aggregate_usd_m", "totals", 8, dollars, 4),
    Told("contained_usd_m", "contained", 9, dollars, 5),
    Told("carried_usd_m", "carried", 8, dollars, 2),
    Told("promises", "promises", 8, count, 3),
    Told("without_cap", "no cap", 6, count, 2),
    Told("edges_usd_m", "edges say", 9, dollars, 2),
    Told("edges_aggregate_usd_m", "edge totals", 11, dollars, 6),
)
COLLATERAL = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("outstanding_usd_m", "owed", 8, dollars, 3),
    Told("balance_usd_m", "modelled", 8, dollars),
    Told("straight_line_usd_m", "straight", 8, dollars, 2),
    Told("declining_usd_m", "declining", 9, dollars, 2),
    Told("ltv_straight_line", "LTV", 5, load),
    Told("ltv_declining", "LTV decl", 8, load),
    Told("peak_ltv_straight_line", "peak", 5, load, 3),
    Told("peak_ltv_declining", "peak decl", 9, load, 3),
    Told("crossover_straight_line", "over from m", 11, count, 4),
    Told("crossover_declining", "decl from m", 11, count, 2),
    Told("age_months", "age m", 5, count, 5),
    Told("rate_pct", "rate", 7, rate, 6),
    Told("cost_basis", "cost basis", 16, quiet, 7, left=True),
    Told("no_path_because", "no path because", 24, quiet, 8, left=True),
)
CONTRACTS = (
    Told("name", "contract", 20, words, left=True, elastic=True),
    Told("sponsor", "who pays", 12, words, 3, left=True),
    Told("amount_usd_m", "headline", 8, dollars),
    Told("firm_usd_m", "firm", 8, dollars),
    Told("firm_until", "firm until", 10, on, 2, left=True),
    Told("notice_days", "notice d", 8, count, 2),
    Told("annual_payment_usd_m", "a year", 8, dollars, 4),
    Told("take_or_pay", "take-or-pay", 11, yes, 1, left=True),
    Told("aggregate", "total", 5, yes, 5, left=True),
    Told("firm_basis", "firm by", 17, quiet, 4, left=True),
    Told("status", "status", 9, quiet, 6, left=True),
)
TAILS = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("tail_years", "tail y", 8, tail),
    Told("balance_usd_m", "balance", 8, dollars),
    Told("matures_on", "matures", 10, on, left=True),
    Told("contract_ends_on", "contract to", 11, on, left=True),
    Told("end_basis", "which end", 24, quiet, 2, left=True),
)


@dataclass(frozen=True, slots=True)
class View:
    """One table of the structure: what it is called, what it holds and what must be said above it."""

    name: str
    tab: str
    """A word for the line of all tables: together they fit a narrow screen."""
    title: str
    told: tuple[Told, ...]
    declared: tuple[Column, ...]
    frame: str
    key: Callable[[Record], str]
    above: Callable[[Structure], tuple[Line, ...]]
    drills: bool = False


PAYS = plain("obligor, then lease, then guarantor, to who pays in the end; `through all` counts a tranche once a party")
TOLD_TWICE = plain("the book of deals and the edges are two tellings of the same promises: never added")
FIRM = plain(
    "what notice ends is firm for notice x run-rate and is never take-or-pay; a dash: firmness is not published"
)
OUTLIVES = plain("above nothing the debt outlives the contract that services it")


def structure_panel(snapshot: Snapshot, view: View) -> Panel:
    """Return one table of the structure with what must be said above it."""
    found = snapshot.structure
    if found is None:
        return blank_panel(view.title)
    frame, told = getattr(found, view.frame), view.above(found)
    return Panel(
        title=f"structure: {view.title}",
        note=f"{VIEWS.index(view) + 1} of {len(VIEWS)}",
        subtitle="i next table" + (" · enter shows what it is made of" if view.drills else ""),
        lines=(_tabs(view), *told[:1], *_missing(found, view), *told[1:]),
        table=table_of(view.told, view.declared, frame.iter_rows(named=True), view.key),
        empty="nothing of this kind is in the book on this day",
    )


def _tabs(view: View) -> Line:
    return tuple(
        Span(f"{one.tab}{'' if one is VIEWS[-1] else '  '}", Tone.STRONG if one is view else Tone.MUTED)
        for one in VIEWS
    )


def _sheet_lines(found: Structure) -> tuple[Line, ...]:
    totals = found.totals
    unknown = f"; {counted(totals.without_amount, 'tranche')} without an amount" if totals.without_amount else ""
    return (
        (
            Span(f"{usd_m(totals.off_usd_m)} of {usd_m(totals.committed_usd_m)}", Tone.STRONG),
            Span(
                f" off balance sheet: {fixed(totals.off_pct, 0)} % of this book, not of the market{unknown}", Tone.MUTED
            ),
        ),
    )


def _haircut(found: Structure) -> tuple[Line, ...]:
    """Return what the reader may change, first, then the rest of what is assumed."""
    haircut = found.leases.haircut_pct
    return (
        (
            Span(f"haircut {haircut:g} %, recovery {100 - haircut:g} % of the alternative value", Tone.STRONG),
            Span(" (- + 0)", Tone.MUTED),
        ),
        *assumed(found.leases.words()),
    )


def _missing(found: Structure, view: View) -> tuple[Line, ...]:
    about = {"cliffs": "lease cliff", "collateral": "collateral", "tails": "contract tail", "exposure": "exposure"}
    start = about.get(view.name)
    return tuple(
        (Span(f"missing: {one.what}: {counted(one.tranches, 'tranche')}, {usd_m(one.usd_m)}", Tone.AMBER),)
        for one in found.missing
        if start and one.what.startswith(start)
    )


VIEWS = (
    View("sheets", "sheets", "off balance sheet", SHEETS, SHEET_COLUMNS, "sheets", lambda one: str(one["sponsor"]), _sheet_lines, drills=True),
    View("exposure", "payers", "exposure by ultimate payer", EXPOSURE, EXPOSURE_COLUMNS, "exposure", lambda one: str(one["party"]), lambda _: PAYS, drills=True),
    View("cliffs", "cliffs", "lease cliffs", CLIFFS, CLIFF_COLUMNS, "cliffs", lambda one: f"{one['tranche_id']}|{one['expiry']}|{one['reading']}", _haircut, drills=True),
    View("stacks", "guarantees", "guarantees", STACKS, STACK_COLUMNS, "stacks", lambda one: str(one["guarantor"]), lambda _: TOLD_TWICE, drills=True),
    View("collateral", "chips", "chips as collateral", COLLATERAL, COLLATERAL_COLUMNS, "collateral", lambda one: str(one["tranche_id"]), lambda found: assumed(found.chips.words()), drills=True),
    View("contracts", "contracts", "what of contracts is firm", CONTRACTS, CONTRACT_COLUMNS, "contracts", lambda one: str(one["commitment_id"]), lambda _: FIRM, drills=True),
    View("tails", "tails", "debt beyond its contracts", TAILS, TAIL_COLUMNS, "tails", lambda one: f"{one['tranche_id']}|{one['commitment_id']}", lambda _: OUTLIVES, drills=True),
)  # fmt: skip
"""The tables, in the order `i` turns them over."""
