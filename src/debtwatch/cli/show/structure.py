"""`show structure` and `show issuers`: what the book alone says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, plain, present, text, yes
from debtwatch.cli.tables import Field, bp, decimal, dollars, percent, words
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.analysis.structure.results import Structure

CHANGE_HAIRCUT = "another haircut: --haircut PCT, or haircut_pct under [structure] in debtwatch.toml"
_SOURCE = (
    text("confidence", "confidence"),
    Field("dated", "source_date", str),
    text("source", "source_url"),
)


def _month(value: int) -> str:
    """Return a month of a loan's life."""
    return f"month {value}"


_STRUCTURE: Mapping[str, tuple[str, str, tuple[Field, ...]]] = {
    "exposure": (
        "exposure",
        "exposure",
        (
            text("party", "party"),
            Field("tranches", "tranches", str),
            Field("through", "through_usd_m", dollars),
            Field("pays in the end", "ultimate_usd_m", dollars),
            Field("owes", "owes_usd_m", dollars),
            Field("services", "pays_usd_m", dollars),
            Field("demand", "demand_usd_m", dollars),
            Field("end user", "uses_usd_m", dollars),
            Field("guarantees", "guarantees_usd_m", dollars),
            Field("uncapped", "uncapped_usd_m", dollars),
            Field("undrawn?", "commitment_basis_usd_m", dollars),
            Field("without amount", "without_amount", str),
        ),
    ),
    "chain": (
        "chains",
        "exposure",
        (
            text("tranche", "tranche_id"),
            text("role", "role"),
            text("party", "party"),
            text("named", "named"),
            Field("balance", "balance_usd_m", dollars),
            Field("pays in the end", "ultimate_usd_m", dollars),
            text("because", "because"),
            *_SOURCE,
        ),
    ),
    "sponsor": (
        "sheets",
        "",
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
        "lease cliff",
        (
            text("deal", "deal"),
            Field("expires", "expires_on", str),
            text("guarantee", "reading"),
            Field("B notes", "balance_usd_m", dollars),
            Field("V value", "value_usd_m", dollars),
            Field("G", "guaranteed_usd_m", dollars),
            Field("cap", "cap_usd_m", dollars, null="not published"),
            Field("paid", "paid_usd_m", dollars),
            Field("R", "recovery_usd_m", dollars),
            Field("X uncovered", "uncovered_usd_m", dollars),
            Field("cover R/B", "cover", decimal),
            text("G's schedule", "schedule"),
        ),
    ),
    "guarantor": (
        "stacks",
        "",
        (
            text("guarantor", "guarantor"),
            Field("promises", "promises", str),
            Field("in force", "in_force_usd_m", dollars),
            Field("announced", "announced_usd_m", dollars),
            Field("of which totals", "aggregate_usd_m", dollars),
            Field("contained, not added", "contained_usd_m", dollars),
            Field("carried", "carried_usd_m", dollars),
            Field("without cap", "without_cap", str),
            Field("edges say", "edges_usd_m", dollars),
            Field("edge totals", "edges_aggregate_usd_m", dollars),
        ),
    ),
    "promise": (
        "promises",
        "",
        (
            text("guarantor", "guarantor"),
            text("promise", "name"),
            text("kind", "kind"),
            Field("cap", "cap_usd_m", dollars),
            text("which", "cap_basis"),
            text("for", "beneficiary"),
            text("status", "status"),
            Field("counted", "counted", yes),
            text("told by", "told_by"),
            *_SOURCE,
        ),
    ),
    "collateral": (
        "collateral",
        "collateral",
        (
            text("deal", "deal"),
            Field("loan", "committed_usd_m", dollars),
            Field("owed", "outstanding_usd_m", dollars),
            Field("rate %", "rate_pct", percent),
            Field("age, months", "age_months", str),
            Field("modelled", "balance_usd_m", dollars),
            Field("ltv straight", "ltv_straight_line", decimal),
            Field("peak", "peak_ltv_straight_line", decimal),
            Field("crosses", "crossover_straight_line", _month),
            Field("ltv declining", "ltv_declining", decimal),
            Field("peak", "peak_ltv_declining", decimal),
            Field("crosses", "crossover_declining", _month),
            text("no path because", "no_path_because"),
        ),
    ),
    "contract": (
        "contracts",
        "",
        (
            text("contract", "commitment_id"),
            text("kind", "kind"),
            text("status", "status"),
            Field("headline", "amount_usd_m", dollars),
            Field("a year", "annual_payment_usd_m", dollars),
            Field("notice days", "notice_days", str),
            Field("firm", "firm_usd_m", dollars),
            text("firm basis", "firm_basis"),
            Field("firm until", "firm_until", str),
            Field("take-or-pay", "take_or_pay", yes),
            Field("total", "aggregate", yes),
            *_SOURCE,
        ),
    ),
    "tail": (
        "tails",
        "contract tail",
        (
            text("deal", "deal"),
            Field("balance", "balance_usd_m", dollars),
            Field("debt ends", "matures_on", str),
            Field("contract ends", "contract_ends_on", str),
            Field("tail, years", "tail_years", decimal),
            text("basis", "end_basis"),
            text("contract", "commitment_id"),
        ),
    ),
}
"""By what: the frame, what of the missing is said beside it, and its columns."""
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
            Field("OCF", "ocf_usd_m", dollars),
            Field("cover EBIT", "icr_ebit", decimal),
            Field("cover EBITDA", "icr_ebitda", decimal),
            Field("after rolling", "icr_after", decimal),
            Field("liquidity", "liquidity_cover", decimal),
            text("Minsky EBIT", "minsky_ebit"),
            text("on OCF", "minsky_ocf"),
            text("on FCF", "minsky_fcf"),
            text("interest of", "interest_period"),
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
            Field("floor %", "floor_pct", decimal),
            Field("next reset", "resets_on", str),
            text("read from", "resets"),
            Field("100 bp cost a year", "rise_100bp_usd_m_y", dollars),
            text("hedged", "hedged"),
        ),
    ),
    "reset": (
        "resets",
        (
            text("next reset", "resets_in"),
            Field("tranches", "tranches", str),
            Field("balance", "balance_usd_m", dollars),
            Field("hedged", "hedged_usd_m", dollars),
            Field("100 bp cost a year", "rise_100bp_usd_m_y", dollars),
            Field("without an amount", "missing_tranches", str),
        ),
    ),
    "hedge": (
        "hedges",
        (
            Field("hedges end from", "ends_in", str),
            Field("hedges", "hedges", str),
            Field("float again", "hedged_usd_m", dollars),
            Field("100 bp cost more a year", "rise_100bp_usd_m_y", dollars),
        ),
    ),
}


def _structure(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.structure)
    name, lacking, fields = _STRUCTURE[by]
    totals = part.totals
    lines = (
        (
            f"off balance sheet {dollars(totals.off_usd_m)} of {dollars(totals.committed_usd_m)}"
            + (f", {totals.off_pct:.1f} % of this book" if totals.off_pct is not None else "")
            + f"; {counted(totals.without_amount, 'tranche')} without an amount"
        ),
        *_told_of(part, by),
        *(
            f"missing: {words(each.what, longest=120)}: {counted(each.tranches, 'tranche')}, {dollars(each.usd_m)}"
            for each in part.missing
            if lacking and each.what.startswith(lacking)
        ),
    )
    said = {**plain(totals), "leases": plain(part.leases), "chips": plain(part.chips)}
    return Shown(fields, getattr(part, name), lines, said)


def _told_of(part: Structure, by: str) -> tuple[str, ...]:
    """Return what must be said beside a table: assumptions, and what is never added to what."""
    match by:
        case "cliff":
            return ("assumed: " + "; ".join(part.leases.words()), CHANGE_HAIRCUT)
        case "collateral":
            return (
                "assumed: " + "; ".join(part.chips.words()),
                "owed: as the book knows it; modelled: as if drawn in full at issue; a path that never crosses has a dash",
            )
        case "guarantor" | "promise":
            return (
                "caps and thresholds; a company total is never added to the deals it contains, what is announced never to",
                "what is in force, and what the edges say never to the book: they tell the same promises another way",
            )
        case "contract":
            return ("a contract that notice ends is firm for notice x run-rate and is never take-or-pay",)
        case _:
            return ()


def _issuers(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.issuers)
    name, fields = _ISSUERS[by]
    without = part.without
    lines = (
        part.minsky_definition,
        f"without figures: {counted(len(without.issuers), 'issuer')}, {counted(without.tranches, 'tranche')}, {dollars(without.usd_m)}",
        (
            f"floating {dollars(part.floats.balance_usd_m)} in {counted(part.floats.tranches, 'tranche')}; hedges not published: "
            f"{counted(part.floats.unhedged_tranches, 'tranche')}, {dollars(part.floats.unhedged_usd_m)}, counted as unhedged"
        ),
    )
    return Shown(fields, getattr(part, name), lines, {"without": plain(without), "floats": plain(part.floats)})


STRUCTURE = Subject(tuple(_STRUCTURE), _structure)
ISSUERS = Subject(tuple(_ISSUERS), _issuers)
