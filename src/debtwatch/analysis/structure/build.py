"""Assembles the structure of a day from the book's frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.structure.assumptions import COLLATERAL, LEASES, CollateralAssumptions, LeaseAssumptions
from debtwatch.analysis.structure.cliff import cliffs, guaranteed_notes, summary
from debtwatch.analysis.structure.collateral import collateral, paths, secured_on_chips
from debtwatch.analysis.structure.contracts import contracts, tails
from debtwatch.analysis.structure.exposure import by_party, chains, guaranteed_parts, with_payers
from debtwatch.analysis.structure.promises import promises, stacks
from debtwatch.analysis.structure.results import (
    CHAIN_COLUMNS,
    CLIFF_COLUMNS,
    CLIFF_SUMMARY_COLUMNS,
    COLLATERAL_COLUMNS,
    CONTRACT_COLUMNS,
    EXPOSURE_COLUMNS,
    PATH_COLUMNS,
    PROMISE_COLUMNS,
    SHEET_COLUMNS,
    STACK_COLUMNS,
    TAIL_COLUMNS,
    Missing,
    Structure,
)
from debtwatch.analysis.structure.standing import by_sponsor, sheet_totals, standing_debt
from debtwatch.domain.kinds import Security

if TYPE_CHECKING:
    from datetime import date


def build_structure(
    tranches: pl.DataFrame,
    commitments: pl.DataFrame,
    guarantees: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    as_of: date,
    base_pct: float | None = None,
    leases: LeaseAssumptions = LEASES,
    chips: CollateralAssumptions = COLLATERAL,
) -> Structure:
    """Return the structure of the debt that counts on a day, from the book's frames.

    `base_pct` is the SOFR average floating loans on chips pay over; without it they have no path.
    """
    debt = standing_debt(tranches, as_of)
    live = contracts(commitments, as_of)
    paid = with_payers(debt, live)
    given = _given(guarantees, as_of)
    links = chains(paid, guaranteed_parts(paid, given))
    notes = guaranteed_notes(debt, live, given)
    promised = promises(guarantees, edges, as_of)
    secured = secured_on_chips(debt, as_of, base_pct, chips)
    path = paths(secured, chips)
    tail = tails(paid, live, edges, as_of)
    cliff, worst = cliff_frames(notes, leases)
    return Structure(
        as_of=as_of,
        totals=sheet_totals(debt),
        sheets=by_sponsor(debt).select(names(SHEET_COLUMNS)),
        exposure=by_party(links).select(names(EXPOSURE_COLUMNS)),
        chains=links.select(names(CHAIN_COLUMNS)),
        notes=notes,
        cliffs=cliff,
        cliff_summary=worst,
        promises=promised.select(names(PROMISE_COLUMNS)),
        stacks=stacks(promised).select(names(STACK_COLUMNS)),
        collateral=collateral(secured, path).select(names(COLLATERAL_COLUMNS)),
        paths=path.select(names(PATH_COLUMNS)),
        contracts=live.select(names(CONTRACT_COLUMNS)),
        tails=tail.select(names(TAIL_COLUMNS)),
        missing=_missing(debt, cliff, secured, tail),
        leases=leases,
        chips=chips,
    )


def under(found: Structure, leases: LeaseAssumptions) -> Structure:
    """Return the same structure with its leases read under other assumptions: only the cliffs move."""
    cliff, worst = cliff_frames(found.notes, leases)
    return replace(found, cliffs=cliff, cliff_summary=worst, leases=leases)


def notes_on_leases(
    tranches: pl.DataFrame, commitments: pl.DataFrame, guarantees: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Return `Structure.notes` alone: what a cover is read from."""
    return guaranteed_notes(standing_debt(tranches, as_of), contracts(commitments, as_of), _given(guarantees, as_of))


def _given(guarantees: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the guarantees known on a day; one without a date counts."""
    return guarantees.filter(pl.coalesce("issued_on", "source_date").fill_null(as_of) <= as_of)


def cliff_frames(notes: pl.DataFrame, leases: LeaseAssumptions) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `CLIFF_COLUMNS` and `CLIFF_SUMMARY_COLUMNS` of `Structure.notes`."""
    cliff = cliffs(notes, leases)
    return cliff.select(names(CLIFF_COLUMNS)), summary(cliff).select(names(CLIFF_SUMMARY_COLUMNS))


def _missing(debt: pl.DataFrame, cliff: pl.DataFrame, secured: pl.DataFrame, tail: pl.DataFrame) -> tuple[Missing, ...]:
    leased = debt.filter(pl.col("security") == Security.LEASE.value)
    on_contract = debt.filter(pl.col("security").is_in([Security.LEASE.value, Security.GPU.value]))
    without_cliff = leased.join(cliff, on="tranche_id", how="anti")
    without_tail = on_contract.join(tail, on="tranche_id", how="anti")
    return tuple(
        Missing(what, rows.height, float(rows["committed_usd_m"].sum()))
        for what, rows in (
            ("exposure: amount not published", debt.filter(pl.col("balance_usd_m").is_null())),
            ("lease cliff: no residual value guarantee with a threshold and days in the book", without_cliff),
            ("collateral path: no amount, date or rate", secured.filter(pl.col("no_path_because").is_not_null())),
            ("contract tail: no dated contract or no maturity in the book", without_tail),
        )
        if rows.height
    )
