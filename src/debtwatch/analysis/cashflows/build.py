"""One tranche drilled on a day: computed when somebody asks, never with the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.bonds.refusals import refused_because
from debtwatch.analysis.cashflows.calls import call_of
from debtwatch.analysis.cashflows.curves import swaps, treasury
from debtwatch.analysis.cashflows.measures import Subject, measures_of
from debtwatch.analysis.cashflows.payments import Base, accrued_of, bond_of, payments_of
from debtwatch.analysis.cashflows.results import FLOW_COLUMNS, MEASURE_COLUMNS, CashFlows
from debtwatch.analysis.cashflows.sources import sources_of
from debtwatch.analysis.cashflows.terms import assumptions, in_words, terms_of
from debtwatch.analysis.cashflows.worth import discounted
from debtwatch.analysis.columns import Column, names
from debtwatch.analysis.market.quotes import market_history
from debtwatch.analysis.market.vintages import history, of
from debtwatch.analysis.refinancing.debt import complete, with_balance
from debtwatch.analysis.refinancing.events import with_expected_date
from debtwatch.analysis.refinancing.profiles import LEVEL, readings, with_balloon
from debtwatch.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.given import BookFrames
    from debtwatch.analysis.snapshot.results import Inputs, Snapshot

SOFR = "SOFR"
_PAR = 100.0
_KINDS: Mapping[str, Any] = {"date": pl.Date, "f64": pl.Float64, "str": pl.String}


def cash_flows(inputs: Inputs, snapshot: Snapshot, tranche_id: str) -> CashFlows:
    """Return one tranche's payments, measures and sources on the snapshot's day and under its shock.

    `tranche_id` may be a deal's, where it has one tranche only. What cannot be laid out says why. Raises
    UsageError where the book has no such tranche.
    """
    row = _row_of(inputs.book, tranche_id, snapshot.as_of)
    frames = {name: getattr(inputs.book, name, pl.DataFrame()) for name in ("ratings", "marks", "repayments", "hedges")}
    sources = sources_of(row, frames, snapshot.market, inputs.series, snapshot.as_of)
    refused = _refused(row, snapshot.as_of)
    if refused:
        return CashFlows(
            row["tranche_id"], row["deal"], row["tranche"], snapshot.as_of, row["outstanding_usd_m"], "", (), refused,
            _empty(FLOW_COLUMNS), _empty(MEASURE_COLUMNS), sources,
        )  # fmt: skip
    return _laid_out(inputs, snapshot, row, sources)


def _row_of(book: BookFrames, tranche_id: str, as_of: date) -> dict[str, Any]:
    """Return a tranche's row with every column the calculations read on a day; a deal's name finds its only tranche."""
    found = book.tranches.filter(pl.col("tranche_id") == tranche_id)
    of_deal = book.tranches.filter(pl.col("deal_id") == tranche_id.partition("/")[0])
    if found.is_empty() and of_deal.height == 1 and "/" not in tranche_id:
        found = of_deal
    if found.is_empty():
        near = of_deal["tranche_id"].to_list()
        raise UsageError(
            f"no tranche {tranche_id!r}",
            expected=" or ".join(near) if near else "DEAL/TRANCHE",
            next_step="`debtwatch show refinancing --by tranche --format csv` lists them",
        )
    read = with_expected_date(readings(with_balance(complete(found), as_of)).filter("main"))
    whole = with_balloon(read, as_of).with_columns(balloon_pct=pl.col("balloon") * _PAR)
    return {**found.to_dicts()[0], **whole.to_dicts()[0]}


def _refused(row: Mapping[str, Any], as_of: date) -> str:
    """Return why a tranche has no payments on a day; empty where it has."""
    if row["issued_on"] is not None and row["issued_on"] > as_of:
        return f"not issued yet: {row['issued_on']}"
    if row["repaid_on"] is not None and row["repaid_on"] <= as_of:
        return f"repaid on {row['repaid_on']}"
    owed = row["outstanding_usd_m"]
    asked = pl.DataFrame(
        {"on": [as_of], "maturity": [row["matures_on"]], "owed": [_PAR if owed is None else owed], "coupon": [row["coupon_pct"]]},
        schema={"on": pl.Date, "maturity": pl.Date, "owed": pl.Float64, "coupon": pl.Float64},
    )  # fmt: skip
    why = refused_because(
        settle=pl.col("on"),
        maturity=pl.col("maturity"),
        balance=pl.col("owed"),
        dirty=pl.lit(_PAR),
        coupon_pct=pl.col("coupon"),
    )
    return asked.select(why).item() or ""


def _laid_out(inputs: Inputs, snapshot: Snapshot, row: dict[str, Any], sources: pl.DataFrame) -> CashFlows:
    as_of, terms, owed = snapshot.as_of, terms_of(row), row["outstanding_usd_m"]
    known = history(inputs.observations, inputs.series, as_of=as_of, moment=snapshot.moment)
    fixings = of(known, [SOFR]).select(on="observed_on", rate_pct="value").sort("on")
    priced = snapshot.refinancing.tranches.filter(pl.col("tranche_id") == row["tranche_id"]).to_dicts()
    # A shock moves what floaters pay over: they are projected on the base they are priced on.
    moved = priced[0]["par_pct"] if priced and terms.floats else None
    base = Base(snapshot.market.sofr_pct if moved is None else moved, fixings)
    bond = bond_of(terms, row, row["profile"], as_of)
    payments = payments_of(bond, terms, _table(row), base)
    subject = Subject(
        row=row,
        priced=priced[0] if priced else None,
        terms=terms,
        payments=payments,
        accrued=accrued_of(bond, payments, terms),
        owed_usd_m=owed,
        as_of=as_of,
        extended_on=row["expected"] if row["expected"] > terms.maturity else None,
        treasury=treasury(snapshot.market.par, snapshot.shock),
        swap=swaps(market_history(known, inputs.series).swap, as_of),
        base=base,
        mark=_newest_mark(snapshot, row["tranche_id"]),
    )
    return CashFlows(
        row["tranche_id"], row["deal"], row["tranche"], as_of, owed, in_words(terms),
        _notes(row, subject), "", _in_dollars(subject), measures_of(subject, call_of(row)), sources,
    )  # fmt: skip


def _newest_mark(snapshot: Snapshot, tranche_id: str) -> dict[str, Any] | None:
    marks = snapshot.spreads.attribution
    if marks is None:
        return None
    newest = marks.filter((pl.col("tranche_id") == tranche_id) & pl.col("latest")).to_dicts()
    return newest[0] if newest else None


def _table(row: Mapping[str, Any]) -> pl.DataFrame:
    """Return due_on and principal_pct of a tranche that repays by a table of its own; no row for another."""
    columns = {"due_on": row["repayment_days"] or [], "principal_pct": row["repayment_pcts"] or []}
    return pl.DataFrame(columns, schema={"due_on": pl.Date, "principal_pct": pl.Float64})


def _notes(row: Mapping[str, Any], subject: Subject) -> tuple[str, ...]:
    notes = list(assumptions(row, subject.terms))
    if row.get("amort_assumed"):
        notes.append("its repayment profile is our reading, not the source's words")
    if row["profile"] == LEVEL:
        way = "equal instalments" if row["coupon_pct"] is None else "level payments"
        notes.append(f"amortising without a published profile: {way} assumed")
    elif row["amortization"] == "unknown":
        notes.append("repayment not published: read as a bullet")
    if subject.owed_usd_m is None:
        notes.append("balance not published: amounts per 100 owed")
    elif subject.owed_usd_m not in (row["drawn_usd_m"], row["committed_usd_m"]):
        notes.append(f"owed: {row['balance_basis']}")
    if subject.priced is None:
        notes.append(f"outside the totals: {row['excluded_because'] or 'not in the debt of that day'}")
    if subject.extended_on is not None:
        notes.append(f"the borrower may extend to {subject.extended_on}: the payments run to the contractual maturity")
    return tuple(notes)


def _in_dollars(subject: Subject) -> pl.DataFrame:
    """Return `FLOW_COLUMNS`: payments discounted at the market yield, scaled to what is owed."""
    market = subject.discounting
    if market is None:
        paid = subject.payments.with_columns(
            discount=pl.lit(None, dtype=pl.Float64), present=pl.lit(None, dtype=pl.Float64)
        )
    else:
        paid = discounted(subject.payments, market)
    scale = pl.lit(None if subject.owed_usd_m is None else subject.owed_usd_m / _PAR, dtype=pl.Float64)
    return paid.with_columns(
        (pl.col(name) * scale).alias(f"{name}_usd_m") for name in ("principal", "interest", "balance_after", "present")
    ).select(names(FLOW_COLUMNS))


def _empty(columns: tuple[Column, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema={column.name: _KINDS[column.kind] for column in columns})
