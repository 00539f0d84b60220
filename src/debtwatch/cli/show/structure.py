"""`show structure` and `show issuers`: what the book alone says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, plain, present, text
from debtwatch.cli.tables import Field, bp, decimal, dollars, percent, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot.results import Snapshot

_STRUCTURE: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "exposure": (
        "exposure",
        (
            text("party", "party"),
            Field("tranches", "tranches", str),
            Field("through", "through_usd_m", dollars),
            Field("pays in the end", "ultimate_usd_m", dollars),
            Field("owes", "owes_usd_m", dollars),
            Field("services", "pays_usd_m", dollars),
            Field("demand", "demand_usd_m", dollars),
            Field("guarantees", "guarantees_usd_m", dollars),
            Field("uncapped", "uncapped_usd_m", dollars),
        ),
    ),
    "sponsor": (
        "sheets",
        (
            text("sponsor", "sponsor"),
            Field("tranches", "tranches", str),
            Field("committed", "committed_usd_m", dollars),
            Field("on", "on_usd_m", dollars),
            Field("partly", "partial_usd_m", dollars),
            Field("off", "off_usd_m", dollars),
            Field("off %", "off_pct", percent),
            Field("without amount", "without_amount", str),
        ),
    ),
    "cliff": (
        "cliffs",
        (
            text("deal", "deal"),
            Field("expires", "expires_on", str),
            text("reading", "reading"),
            Field("balance", "balance_usd_m", dollars),
            Field("value", "value_usd_m", dollars),
            Field("guaranteed", "guaranteed_usd_m", dollars),
            Field("paid", "paid_usd_m", dollars),
            Field("uncovered", "uncovered_usd_m", dollars),
            Field("cover", "cover", decimal),
            text("schedule", "schedule"),
        ),
    ),
    "guarantor": (
        "stacks",
        (
            text("guarantor", "guarantor"),
            Field("promises", "promises", str),
            Field("capped", "capped_usd_m", dollars),
            Field("announced", "announced_usd_m", dollars),
            Field("totals", "aggregate_usd_m", dollars),
            Field("carried", "carried_usd_m", dollars),
            Field("without cap", "without_cap", str),
        ),
    ),
    "collateral": (
        "collateral",
        (
            text("deal", "deal"),
            Field("loan", "committed_usd_m", dollars),
            Field("rate %", "rate_pct", percent),
            Field("age, months", "age_months", str),
            Field("balance", "balance_usd_m", dollars),
            Field("ltv straight", "ltv_straight_line", decimal),
            Field("ltv declining", "ltv_declining", decimal),
            Field("crosses, month", "crossover_declining", str),
            text("no path because", "no_path_because"),
        ),
    ),
    "tail": (
        "tails",
        (
            text("deal", "deal"),
            Field("balance", "balance_usd_m", dollars),
            Field("debt ends", "matures_on", str),
            Field("contract ends", "contract_ends_on", str),
            Field("tail, years", "tail_years", decimal),
            text("basis", "end_basis"),
        ),
    ),
}
_ISSUERS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "issuer": (
        "table",
        (
            text("company", "company"),
            Field("to", "period_end", str),
            text("window", "window"),
            Field("revenue", "revenue_usd_m", dollars),
            Field("EBIT", "ebit_usd_m", dollars),
            Field("capex", "capex_usd_m", dollars),
            Field("FCF", "fcf_usd_m", dollars),
            Field("cover EBIT", "icr_ebit", decimal),
            Field("cover EBITDA", "icr_ebitda", decimal),
            Field("after rolling", "icr_after", decimal),
            text("Minsky EBIT", "minsky_ebit"),
            text("OCF", "minsky_ocf"),
            text("FCF", "minsky_fcf"),
        ),
    ),
    "floating": (
        "floating",
        (
            text("issuer", "issuer"),
            text("tranche", "tranche_id"),
            Field("balance", "balance_usd_m", dollars),
            text("over", "reference_rate"),
            Field("margin bp", "margin_bp", bp),
            Field("100 bp cost a year", "rise_100bp_usd_m_y", dollars),
            text("hedged", "hedged"),
        ),
    ),
}


def _structure(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.structure)
    name, fields = _STRUCTURE[by]
    totals = part.totals
    lines = (
        (
            f"off balance sheet {dollars(totals.off_usd_m)} of {dollars(totals.committed_usd_m)}; "
            f"{totals.without_amount} tranches without an amount"
        ),
        *(f"missing: {words(each.what)}: {each.tranches} tranches, {dollars(each.usd_m)}" for each in part.missing),
    )
    return Shown(fields, getattr(part, name), lines, plain(totals))


def _issuers(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.issuers)
    name, fields = _ISSUERS[by]
    without = part.without
    lines = (
        part.minsky_definition,
        f"without figures: {len(without.issuers)} issuers, {without.tranches} tranches, {dollars(without.usd_m)}",
    )
    return Shown(fields, getattr(part, name), lines, {"without": plain(without)})


STRUCTURE = Subject(tuple(_STRUCTURE), _structure)
ISSUERS = Subject(tuple(_ISSUERS), _issuers)
