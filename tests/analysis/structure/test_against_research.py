"""Every sum of the structure, of the loops and of the hurdle, computed again from the research tables in plain Python."""

from __future__ import annotations

import calendar
import itertools
from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.circularity.build import build_circularity
from debtwatch.analysis.hurdle.build import build_hurdle
from debtwatch.analysis.hurdle.results import CAPEX_TRAILING
from debtwatch.analysis.structure.build import build_structure
from debtwatch.analysis.structure.results import Structure
from research import counted_debt, needs_research, number, research
from structure_examples import TODAY, shipped_frames

pytestmark = needs_research
PROMISES = {"guarantee", "backstop", "residual_value_guarantee"}
MONEY = {
    *("purchase_commitment", "lease", "revenue_share"),
    *("equity_stake", "loan", "vendor_financing"),
}
LEFT_OWED = {"nebius-converts-2025-06": 100.0}
"""By their note about $800m of both series together were exchanged; the column of drawn balances does not say so."""
NEVER = ("AGGREGATE", "LAPSED", "RUMOURED")


@pytest.fixture(scope="module")
def shipped() -> Structure:
    book = shipped_frames()
    return build_structure(book.tranches, book.commitments, book.guarantees, book.edges, as_of=TODAY, base_pct=3.64)


def standing(edge: dict[str, str]) -> str:
    note = edge["note"].removeprefix("[2nd-hand]").strip()
    return next((word.lower() for word in NEVER if note.startswith(word)), "counted")


def size(edge: dict[str, str]) -> float | None:
    firm = number(edge["committed_usd_m"])
    return number(edge["amount_usd_m"]) if firm is None else firm


def over_before_today(text: str) -> bool:
    """Say whether a date of reduced precision lies wholly before the day of the tests."""
    return bool(text) and text < TODAY.isoformat()[: len(text)]


def test_off_balance_share_by_sponsor_and_in_all(shipped: Structure) -> None:
    sheets: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in counted_debt():
        sheets[row["sponsor"]][row["balance_sheet"]] += number(row["amount_usd_m"]) or 0.0
        sheets[row["sponsor"]]["tranches"] += 1
        sheets[row["sponsor"]]["without"] += row["amount_usd_m"] == ""
    assert shipped.sheets.height == len(sheets)
    for told in shipped.sheets.iter_rows(named=True):
        found = sheets[told["sponsor"]]
        assert told["tranches"] == found["tranches"]
        assert told["without_amount"] == found["without"]
        assert (told["on_usd_m"], told["partial_usd_m"], told["off_usd_m"]) == pytest.approx(
            (found["on"], found["partial"], found["off"])
        )
    total = sum(found["on"] + found["partial"] + found["off"] for found in sheets.values())
    assert shipped.totals.off_pct == pytest.approx(sum(found["off"] for found in sheets.values()) / total * 100)


def test_exposure_to_oracle_through_everything_is_its_bonds_and_the_projects_it_leases(shipped: Structure) -> None:
    oracle = [row for row in counted_debt() if row["sponsor"] == "Oracle"]
    owed = sum(number(row["amount_usd_m"]) or 0 for row in oracle if row["obligor"].startswith("Oracle"))
    leased = sum(number(row["amount_usd_m"]) or 0 for row in oracle if row["security"] == "lease")
    told = shipped.exposure.row(by_predicate=pl.col("party") == "Oracle", named=True)
    assert told["owes_usd_m"] == pytest.approx(owed)
    assert told["pays_usd_m"] == pytest.approx(leased)
    assert told["through_usd_m"] == pytest.approx(sum(number(row["amount_usd_m"]) or 0 for row in oracle))


def test_exposure_sums_to_what_is_owed(shipped: Structure) -> None:
    owed = 0.0
    for row in counted_debt():
        drawn = LEFT_OWED.get(row["deal_id"], number(row["drawn_usd_m"]))
        owed += (number(row["amount_usd_m"]) or 0.0) if drawn is None else drawn
    assert shipped.exposure["ultimate_usd_m"].sum() == pytest.approx(owed, rel=1e-9)


@pytest.mark.parametrize("guarantor", ["Nvidia", "Alphabet", "Meta", "Broadcom"])
def test_what_the_edges_say_of_a_guarantor(shipped: Structure, guarantor: str) -> None:
    own = [
        edge
        for edge in research("edges.csv")
        if edge["from_entity"] == guarantor and edge["kind"] in PROMISES and not over_before_today(edge["end_date"])
    ]
    sums = {"counted": 0.0, "aggregate": 0.0}
    for edge in own:
        if standing(edge) in sums:
            sums[standing(edge)] += size(edge) or 0.0
    told = shipped.stacks.row(by_predicate=pl.col("guarantor") == guarantor, named=True)
    assert (told["edges_usd_m"] or 0.0, told["edges_aggregate_usd_m"] or 0.0) == pytest.approx(tuple(sums.values()))


def test_the_caps_of_the_deal_table_stand_with_their_guarantors(shipped: Structure) -> None:
    caps = {row["deal_id"]: number(row["amount_usd_m"]) for row in research("deals.csv")}
    stacks = {row["guarantor"]: row for row in shipped.stacks.iter_rows(named=True)}
    assert stacks["Alphabet"]["in_force_usd_m"] == caps["alphabet-backstops-2026q2"]
    assert stacks["Nvidia"]["announced_usd_m"] == caps["openai-sbenergy-2026"]
    assert stacks["Nvidia"]["in_force_usd_m"] is None, "what is only announced is never in force"


def test_every_loop_is_made_of_edges_of_the_table() -> None:
    legs: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for edge in research("edges.csv"):
        if edge["kind"] in MONEY and standing(edge) == "counted":
            legs[edge["from_entity"], edge["to_entity"]].append(size(edge))
    found = build_circularity(shipped_frames().edges, as_of=TODAY)
    for told in found.loops.iter_rows(named=True):
        parties = told["loop"].split(" → ")
        sums = []
        for pair in itertools.pairwise(parties):
            known = [usd_m for usd_m in legs[pair] if usd_m is not None]
            assert legs[pair], f"no edge {pair}"
            sums.append(sum(known) if known else None)
        sized = [usd_m for usd_m in sums if usd_m is not None]
        assert told["legs_usd_m"] == pytest.approx(sum(sized)) if sized else told["legs_usd_m"] is None
        assert told["bottleneck_usd_m"] == (min(sized) if sized else None)
        assert told["unsized_legs"] == len(sums) - len(sized)


def test_no_firm_payment_of_the_table_leads_back() -> None:
    pays: dict[str, set[str]] = defaultdict(set)
    for edge in research("edges.csv"):
        firm = (number(edge["committed_usd_m"]) or 0.0) > 0 and edge["start_date"] and edge["end_date"]
        payment = edge["kind"] in {"purchase_commitment", "lease", "revenue_share"}
        if payment and firm and standing(edge) == "counted" and not over_before_today(edge["end_date"]):
            pays[edge["from_entity"]].add(edge["to_entity"])
    assert sum(map(len, pays.values())) >= 28, "several edges share their parties"

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ends = list(pays[start])
        while ends:
            here = ends.pop()
            if here not in seen:
                seen.add(here)
                ends += pays.get(here, ())
        return seen

    assert not [party for party in tuple(pays) if party in reached(party)]


def test_the_last_twelve_months_of_capex_are_four_quarters_of_the_table() -> None:
    book = shipped_frames()
    invested = build_hurdle(book.tranches, book.facts, as_of=TODAY).invested
    told = dict(invested.filter(pl.col("base") == CAPEX_TRAILING).select("company", "invested_usd_m").rows())
    quarters: dict[str, dict[str, float]] = defaultdict(dict)
    for row in research("fundamentals.csv"):
        plain = not row["definition_note"].startswith(("ALT", "PROXY"))
        if row["metric"] == "capex" and row["period_type"] == "Q" and plain and row["period_end"] <= TODAY.isoformat():
            quarters[row["company"]][row["period_end"]] = float(row["value_usd_m"])
    for company in ("Alphabet", "Amazon", "Meta", "CoreWeave", "Oracle"):
        newest = sorted(quarters[company])[-4:]
        if len(newest) == 4:
            assert told[company] == pytest.approx(sum(quarters[company][end] for end in newest), rel=2e-3), company


def test_the_sales_set_against_the_hurdle_are_the_newest_run_rates_of_the_table() -> None:
    newest: dict[str, tuple[str, float]] = {}
    for row in research("fundamentals.csv"):
        rate = row["metric"] == "revenue" and "RUN-RATE" in row["definition_note"] and row["period_type"] == "TTM"
        if row["company"] in {"OpenAI", "Anthropic"} and rate:
            newest[row["company"]] = max(
                newest.get(row["company"], ("", 0.0)), (row["period_end"], float(row["value_usd_m"]))
            )
    book = shipped_frames()
    found = build_hurdle(book.tranches, book.facts, as_of=TODAY)
    assert found.revenue_counted_usd_m_y == sum(value for _, value in newest.values())


@pytest.mark.parametrize(
    ("deal_id", "first_rent", "guaranteed_to", "times"),
    [
        ("meta-hyperion-2025", date(2029, 7, 1), date(2045, 7, 1), 4),
        ("meta-elpaso-2026", date(2028, 12, 15), date(2044, 12, 15), 2),
    ],
)
def test_a_lease_cliff_worked_by_hand(
    shipped: Structure, deal_id: str, first_rent: date, guaranteed_to: date, times: int
) -> None:
    """Level payments on dated days, back from the maturity; what they leave on the day a term of four years ends."""
    (row,) = (row for row in counted_debt() if row["deal_id"] == deal_id)
    notes, coupon = float(row["amount_usd_m"]), float(row["coupon_pct"]) / 100
    threshold = {"meta-hyperion-2025": 28_000.0, "meta-elpaso-2026": 13_000.0}[deal_id]
    cost = notes / (1 - (number(row["sponsor_equity_pct"]) or 0.0) / 100)
    matures = date.fromisoformat(row["maturity_date"])
    days = list(itertools.takewhile(lambda on: on >= first_rent, (back(matures, k * 12 // times) for k in range(400))))
    rent = notes * coupon / times / (1 - (1 + coupon / times) ** -len(days))
    told = shipped.cliffs.filter((pl.col("deal_id") == deal_id) & (pl.col("reading") == "ends before")).to_dicts()
    assert len(told) == 4
    for term, line in enumerate(told, start=1):
        day = first_rent.replace(year=first_rent.year + 4 * term)
        assert line["expires_on"] == day
        owed = notes
        for _ in (on for on in days if on <= day):
            owed = owed * (1 + coupon / times) - rent
        worked = worked_cliff(owed, cost * (1 - 4 * term / 25), threshold * (1 - term / 4), ends=day >= guaranteed_to)
        for name, value in worked.items():
            assert line[name] == pytest.approx(value, rel=2e-3), (day, name)


def back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def worked_cliff(owed: float, alternative: float, guaranteed: float, *, ends: bool) -> dict[str, Any]:
    value = 0.6 * alternative
    paid = 0.0 if ends else max(0.0, guaranteed - value)
    return {
        "balance_usd_m": owed,
        "value_usd_m": value,
        "recovery_usd_m": value + paid,
        "uncovered_usd_m": max(0.0, owed - value - paid),
        "cover": (value + paid) / owed,
    }
