"""Terms of a tranche that a desk would send back: each is a problem with its key, and the rest of the book loads."""

from __future__ import annotations

import pytest

from deal_samples import SMALL_DEAL
from debtwatch.book.files import FileText
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.domain.kinds import AmortizationKind, FloorOn, RateSetting

TERMS = """
rate_setting = "compounded"
lookback_days = 5
observation_shift = true
lockout_days = 2
floor_pct = 0.5
floor_on = "day"
payments_a_year = 4
first_coupon_on = "2026-07-15"
extension_count = 2
extension_months = 12
make_whole_bp = 20
make_whole_high_bp = 30
make_whole_until = "2030-12"
call_price = 100
amortization = "sculpted"

[[deal.tranche.repayment]]
due_on = "2028-06"
principal_pct = 12.5
source_url = ["https://example.com/indenture"]

[[deal.tranche.repayment]]
due_on = "2030"
principal_pct = 80
"""


def read(terms: str) -> tuple[list[Problem], int]:
    problems: list[Problem] = []
    text = SMALL_DEAL.replace('matures_on = "2036-03-01"\n', 'matures_on = "2036-03-01"\n' + terms)
    deals = read_deals(FileText("deals/a.toml", text), problems)
    return problems, len(deals[0].tranches)


def test_every_term_of_payment_and_call_is_read_with_its_type() -> None:
    problems: list[Problem] = []
    text = SMALL_DEAL.replace('matures_on = "2036-03-01"\n', 'matures_on = "2036-03-01"\n' + TERMS)
    (deal,) = read_deals(FileText("deals/a.toml", text), problems)
    tranche = deal.tranches[1]
    assert problems == []
    assert (tranche.rate_setting, tranche.floor_on) == (RateSetting.COMPOUNDED, FloorOn.DAY)
    assert (tranche.lookback_days, tranche.observation_shift, tranche.lockout_days) == (5, True, 2)
    assert (tranche.extension_count, tranche.extension_months, tranche.call_price) == (2, 12, 100)
    assert tranche.amortization is not None
    assert tranche.amortization.kind is AmortizationKind.SCULPTED
    assert [(str(each.due_on), each.principal_pct) for each in tranche.repayments] == [("2028-06", 12.5), ("2030", 80)]
    assert tranche.repayments[0].source.source_url == ("https://example.com/indenture",)


TABLE = "\n[[deal.tranche.repayment]]\n"
MARK = '\n[[deal.tranche.mark]]\nmarked_on = "2026-06-01"\n'


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ("payments_a_year = 5", "payments_a_year"),
        ("payments_a_year = 0", "payments_a_year"),
        ("lookback_days = 2.5", "lookback_days"),
        ('rate_setting = "advance"', "rate_setting"),
        ("make_whole_high_bp = 30", "make_whole_high_bp"),
        ("make_whole_bp = 40\nmake_whole_high_bp = 30", "make_whole_high_bp"),
        ("extension_count = 2", "extension_count"),
        ('amortization = "sculpted"', "amortization"),
        (f'{TABLE}due_on = "2028"\nprincipal_pct = 5', "amortization"),
        (f'amortization = "sculpted"\n{TABLE}due_on = "2028"\nprincipal_pct = 99\n{TABLE}due_on = "2029"\nprincipal_pct = 9', "repayment"),
        (f'amortization = "sculpted"\n{TABLE}due_on = "2029"\nprincipal_pct = 5\n{TABLE}due_on = "2028"\nprincipal_pct = 9', "repayment"),
        (f'amortization = "sculpted"\n{TABLE}due_on = "2037"\nprincipal_pct = 5', "repayment"),
        (f'drawn_usd_m = 450\ndrawn_on = "2028-06"\namortization = "sculpted"\n{TABLE}due_on = "2028-01"\nprincipal_pct = 20', "drawn_usd_m"),
    ],
)  # fmt: skip
def test_terms_that_cannot_hold_together_leave_their_tranche_out_and_keep_the_others(terms: str, key: str) -> None:
    problems, tranches = read(terms)
    assert tranches == 1
    assert [problem.key.rpartition(".")[2] for problem in problems] == [key]


@pytest.mark.parametrize("told", ['drawn_usd_m = 400\ndrawn_on = "2028-06"', 'drawn_usd_m = 490\ndrawn_on = "2027-06"'])
def test_a_drawn_balance_its_table_allows_on_its_day_is_read(told: str) -> None:
    problems, tranches = read(f'{told}\namortization = "sculpted"\n{TABLE}due_on = "2028-01"\nprincipal_pct = 20')
    assert (problems, tranches) == ([], 2)


def test_a_repayment_without_its_share_is_one_problem_and_costs_that_row_only() -> None:
    problems, tranches = read(
        f'amortization = "sculpted"\n{TABLE}due_on = "2028"\nprincipal_pct = 5\n{TABLE}due_on = "2029"'
    )
    assert tranches == 2
    assert [problem.key for problem in problems] == ["tranche[2].repayment[2].principal_pct"]


HEDGE = '\ncoupon_type = "floating"\n[[deal.tranche.hedge]]\n'


def read_hedged(terms: str) -> tuple[list[Problem], int]:
    problems: list[Problem] = []
    floats = SMALL_DEAL.replace('coupon_type = "fixed"\ncoupon_pct = 6\n', "")
    text = floats.replace('matures_on = "2036-03-01"\n', 'matures_on = "2036-03-01"\n' + terms)
    deals = read_deals(FileText("deals/a.toml", text), problems)
    return problems, len(deals[0].tranches)


def test_resets_and_hedges_are_read_with_their_types() -> None:
    problems: list[Problem] = []
    terms = f'resets_a_year = 4\nnext_reset_on = "2026-09-30"{HEDGE}hedged_pct = 75\nrate_pct = 3.9\nexpires_on = "2028-06"\n'
    floats = SMALL_DEAL.replace('coupon_type = "fixed"\ncoupon_pct = 6\n', "")
    text = floats.replace('matures_on = "2036-03-01"\n', 'matures_on = "2036-03-01"\n' + terms)
    (deal,) = read_deals(FileText("deals/a.toml", text), problems)
    assert problems == []
    tranche = deal.tranches[1]
    assert (tranche.resets_a_year, str(tranche.next_reset_on)) == (4, "2026-09-30")
    (hedge,) = tranche.hedges
    assert (hedge.kind, hedge.hedged_pct, hedge.rate_pct, str(hedge.expires_on)) == ("swap", 75, 3.9, "2028-06")


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ("resets_a_year = 7", "resets_a_year"),
        (f"{HEDGE}rate_pct = 4", "hedge"),
        (f"{HEDGE}hedged_pct = 50\nnotional_usd_m = 100", "hedge"),
        (f'{HEDGE}kind = "cap"\nhedged_pct = 50', "hedge"),
        (f'{HEDGE}hedged_pct = 50\nstarts_on = "2028"\nexpires_on = "2027"', "hedge"),
        (f"{HEDGE}notional_usd_m = 900000", "hedge"),
        (f"{HEDGE}notional_usd_m = 300\n[[deal.tranche.hedge]]\nnotional_usd_m = 250", "hedge"),
        (f"{HEDGE}notional_usd_m = 300\n[[deal.tranche.hedge]]\nhedged_pct = 50", "hedge"),
        (
            f'{HEDGE}hedged_pct = 80\nexpires_on = "2029"\n[[deal.tranche.hedge]]\nhedged_pct = 80\nstarts_on = "2028"',
            "hedge",
        ),
        ("[[deal.tranche.hedge]]\nhedged_pct = 80", "hedge"),
    ],
)
def test_a_hedge_that_cannot_be_leaves_its_tranche_out_and_keeps_the_others(terms: str, key: str) -> None:
    problems, tranches = read_hedged(terms)
    assert tranches == 1
    assert [problem.key.rpartition(".")[2] for problem in problems] == [key]


def test_a_fixed_coupon_has_no_hedge() -> None:
    problems, tranches = read("\n[[deal.tranche.hedge]]\nhedged_pct = 50")
    assert (tranches, problems[0].key.rpartition(".")[2]) == (1, "hedge")


def test_a_hedge_that_follows_another_is_not_held_at_once() -> None:
    follows = f'{HEDGE}hedged_pct = 80\nexpires_on = "2028-03-01"\n[[deal.tranche.hedge]]\nhedged_pct = 80\nstarts_on = "2028-03-01"'
    assert read_hedged(follows) == ([], 2)


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ('currency = "usd"', "currency"),
        ('extension_options = "999999999x999999999m"', "extension_options"),
        ("extension_count = 40\nextension_months = 240", "extension_count"),
        ('currency = "dollars"', "currency"),
        ('first_coupon_on = "2024-01-15"', "first_coupon_on"),
        ('first_coupon_on = "2040-01-15"', "first_coupon_on"),
        ('expected_on = "2040"', "expected_on"),
        ('expected_on = "2020-01"', "expected_on"),
        ('put_on = "2036-04"', "put_on"),
        ('draw_ends_on = "2037"', "draw_ends_on"),
        ('extended_to = "2035-12-31"', "extended_to"),
        ('make_whole_until = "2036-03-02"', "make_whole_until"),
        ('repaid_on = "2025"', "repaid_on"),
        ('amortization = { kind = "level", first = "2030", last = "2040" }', "last"),
        (f'amortization = "sculpted"\n{TABLE}due_on = "2020"\nprincipal_pct = 5', "repayment"),
        (f"{MARK}price = 0", "price"),
    ],
)  # fmt: skip
def test_a_day_outside_the_life_of_a_tranche_is_named(terms: str, key: str) -> None:
    problems, tranches = read(terms)
    assert tranches == (2 if key == "price" else 1)
    assert [problem.key.rpartition(".")[2] for problem in problems] == [key]


@pytest.mark.parametrize(
    "terms", ['put_on = "2036"', 'put_on = "2036-03"', 'extended_to = "2036"', 'repaid_on = "2026"']
)
def test_a_day_known_less_exactly_than_the_other_may_be_on_either_side_of_it(terms: str) -> None:
    assert read(terms) == ([], 2)


def test_a_century_bond_is_read_and_a_longer_one_is_a_slip_of_the_date() -> None:
    lives = {year: SMALL_DEAL.replace('matures_on = "2036-03-01"', f'matures_on = "{year}"') for year in (2126, 3036)}
    found: dict[int, list[Problem]] = {2126: [], 3036: []}
    kept = {year: read_deals(FileText("deals/a.toml", text), found[year])[0].tranches for year, text in lives.items()}
    assert {year: len(tranches) for year, tranches in kept.items()} == {2126: 2, 3036: 1}
    assert [(problem.key, problem.found) for problem in found[3036]] == [("tranche[2].matures_on", "3036")]
