"""`show structure`, `show hurdle`, `show circularity` and `show issuers`: what the book alone says."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from debtwatch.cli.show.shown import Shown, Subject, plain, text, yes
from debtwatch.cli.tables import Field, bp, decimal, dollars, percent, words
from debtwatch.domain.errors import BookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot.results import Snapshot

_Part = TypeVar("_Part")
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
_HURDLE: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "required": (
        "required",
        (
            text("invested", "base"),
            Field("capital", "invested_usd_m", dollars),
            Field("life", "life_years", decimal),
            Field("return %", "return_pct", percent),
            Field("margin %", "margin_pct", percent),
            Field("charge a year", "charge_usd_m_y", dollars),
            Field("revenue a year", "revenue_usd_m_y", dollars),
        ),
    ),
    "invested": (
        "invested",
        (
            text("base", "base"),
            text("company", "company"),
            Field("invested", "invested_usd_m", dollars),
            text("period", "period"),
            text("lacks", "missing"),
        ),
    ),
    "revenue": (
        "revenue",
        (
            text("company", "company"),
            Field("a year", "revenue_usd_m_y", dollars),
            text("basis", "basis"),
            Field("to", "period_end", str),
            Field("counted", "counted", yes),
            text("not counted because", "not_counted_because"),
        ),
    ),
}
_CIRCULARITY: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "party": (
        "parties",
        (
            text("party", "party"),
            Field("pays a year", "pays_usd_m_y", dollars),
            Field("receives a year", "receives_usd_m_y", dollars),
            Field("returns %", "returns_pct", percent),
            Field("in the limit %", "returns_limit_pct", percent),
            Field("with financing %", "financed_returns_pct", percent),
            Field("promised", "promised_usd_m", dollars),
            Field("unsized", "unsized_edges", str),
        ),
    ),
    "loop": (
        "loops",
        (
            text("loop", "loop"),
            Field("narrowest leg", "bottleneck_usd_m", dollars),
            text("", "bottleneck_leg"),
            Field("unsized", "unsized_legs", str),
            Field("financed", "financed_legs", str),
            Field("firm", "firm", yes),
        ),
    ),
    "edge": (
        "edges",
        (
            text("payer", "payer"),
            text("payee", "payee"),
            text("kind", "kind"),
            Field("amount", "amount_usd_m", dollars),
            Field("firm", "committed_usd_m", dollars),
            Field("a year", "annual_usd_m", dollars),
            Field("ends", "ends_on", str),
            text("no flow because", "no_flow_because"),
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


def _present(part: _Part | None) -> _Part:
    if part is None:
        raise BookError(
            "the book holds debt alone", expected="edges and facts beside it", next_step="debtwatch book check"
        )
    return part


def _structure(snapshot: Snapshot, by: str) -> Shown:
    part = _present(snapshot.structure)
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


def _hurdle(snapshot: Snapshot, by: str) -> Shown:
    part = _present(snapshot.hurdle)
    name, fields = _HURDLE[by]
    line, told = part.published, part.assumptions
    counted = part.revenue_counted_usd_m_y
    lines = (
        f"revenue = (I r / (1 - (1 + r)^-L) + opex) / margin; margin {told.margin_pct:g} % is assumed, nobody publishes one",
        f"published line: {dollars(line.revenue_usd_m_y)} a year for {line.return_pct:g} % on {dollars(line.invested_usd_m)}",
        *(
            f"{words(each.company)}: {each.users_m:,.0f}m {words(each.name)}"
            + (" (back-solved: it proves nothing alone)" if each.back_solved else "")
            for each in part.users
        ),
        f"the model makers' own sales: {dollars(counted) + ' a year' if counted is not None else 'not known'}",
    )
    return Shown(fields, getattr(part, name), lines, {"assumptions": plain(told), "published": plain(line)})


def _circularity(snapshot: Snapshot, by: str) -> Shown:
    part = _present(snapshot.circularity)
    name, fields = _CIRCULARITY[by]
    coverage = part.coverage
    lines = (
        part.caution,
        (
            f"{coverage.flowed} of {coverage.payments} payments flow, {dollars(coverage.flowed_usd_m_y)} a year; "
            f"{coverage.unsized} of {coverage.edges} edges without an amount; returns within {part.steps} steps"
        ),
    )
    return Shown(fields, getattr(part, name), lines, plain(coverage))


def _issuers(snapshot: Snapshot, by: str) -> Shown:
    part = _present(snapshot.issuers)
    name, fields = _ISSUERS[by]
    without = part.without
    lines = (
        part.minsky_definition,
        f"without figures: {len(without.issuers)} issuers, {without.tranches} tranches, {dollars(without.usd_m)}",
    )
    return Shown(fields, getattr(part, name), lines, {"without": plain(without)})


STRUCTURE = Subject(tuple(_STRUCTURE), _structure)
HURDLE = Subject(tuple(_HURDLE), _hurdle)
CIRCULARITY = Subject(tuple(_CIRCULARITY), _circularity)
ISSUERS = Subject(tuple(_ISSUERS), _issuers)
