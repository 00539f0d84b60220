"""What is covered when a lease may end before the notes do."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.refinancing.profiles import with_share_left
from debtwatch.analysis.structure.assumptions import LeaseAssumptions
from debtwatch.analysis.structure.build import build_structure
from debtwatch.analysis.structure.cliff import recovery
from debtwatch.analysis.structure.results import Reading, Structure
from structure_examples import TODAY, shipped_frames

DOLLARS = st.floats(0, 1e6)


def recovered(value: float, guaranteed: float | None, cap: float | None) -> float:
    frame = pl.DataFrame(
        {"v": [value], "g": [guaranteed], "cap": [cap]}, schema=dict.fromkeys("vg", pl.Float64) | {"cap": pl.Float64}
    )
    answer = frame.select(recovery(pl.col("v"), pl.col("g"), pl.col("cap"))).item()
    assert isinstance(answer, float)
    return answer


def test_the_guarantee_pays_the_shortfall_and_is_not_added_to_value() -> None:
    assert recovered(15.0, 24.0, None) == 24.0
    assert recovered(30.0, 24.0, None) == 30.0
    assert recovered(15.0, 24.0, 5.0) == 20.0
    assert recovered(15.0, None, None) == 15.0


@given(DOLLARS, DOLLARS, DOLLARS, st.none() | DOLLARS)
def test_cover_never_rises_when_value_falls(value: float, fall: float, guaranteed: float, cap: float | None) -> None:
    assert recovered(max(value - fall, 0), guaranteed, cap) <= recovered(value, guaranteed, cap) + 1e-6


@given(DOLLARS, DOLLARS, DOLLARS)
def test_a_guarantee_never_pays_more_than_its_cap(value: float, guaranteed: float, cap: float) -> None:
    assert recovered(value, guaranteed, cap) - value <= cap + 1e-6


def share(kind: str, coupon_pct: float, day: date, last: date = date(2049, 1, 1), times: int = 2) -> float | None:
    frame = pl.DataFrame(
        {
            "amort_kind": [kind],
            "amort_first": [date(2029, 7, 1)],
            "amort_last": [None],
            "amort_final_pct": [None],
            "matures_on": [last],
            "coupon_pct": [coupon_pct],
            "frequency": [times],
        },
        schema_overrides={"amort_last": pl.Date, "amort_final_pct": pl.Float64},
    )
    answer = with_share_left(frame, pl.lit(day), "left", tables=False)["left"][0]
    assert answer is None or isinstance(answer, float)
    return answer


def test_the_balance_follows_the_profile() -> None:
    assert share("linear", 6.0, date(2029, 6, 30)) == 1
    assert share("linear", 6.0, date(2029, 7, 1)) == pytest.approx(39 / 40)
    assert share("level", 0.0, date(2039, 1, 1)) == pytest.approx(0.5)
    assert share("level", 6.0, date(2049, 1, 1)) == 0
    assert share("bullet", 6.0, date(2048, 12, 31)) == 1
    assert share("unknown", 6.0, date(2039, 1, 1)) is None


@pytest.mark.parametrize("times", [1, 2, 4, 12])
@pytest.mark.parametrize("last", [date(2049, 1, 1), date(2049, 5, 30), date(2049, 7, 31)])
@pytest.mark.parametrize("day", [date(2033, 7, 1), date(2033, 7, 31), date(2041, 2, 28), date(2045, 5, 30)])
def test_instalments_are_counted_on_their_own_days_back_from_the_last(times: int, last: date, day: date) -> None:
    """The long way: write the days down, from the last back to the first, and count those paid."""
    days = pl.select(
        pl.lit(last).dt.offset_by(pl.format("-{}mo", pl.int_range(0, 400) * (12 // times))).alias("on")
    ).filter(pl.col("on") >= date(2029, 7, 1))["on"]
    paid = (days <= day).sum()
    assert share("linear", 6.0, day, last, times) == pytest.approx(1 - paid / len(days))


def test_level_payments_leave_what_an_annuity_leaves() -> None:
    i, n, paid = 0.03, 40, 9
    assert share("level", 6.0, date(2033, 7, 1)) == pytest.approx((1 - (1 + i) ** (paid - n)) / (1 - (1 + i) ** -n))


@pytest.fixture(scope="module")
def shipped() -> Structure:
    book = shipped_frames()
    return build_structure(book.tranches, book.commitments, book.guarantees, book.edges, as_of=TODAY, base_pct=3.9)


def test_hyperion_may_be_left_every_four_years_from_2033(shipped: Structure) -> None:
    main = shipped.cliffs.filter(
        (pl.col("deal_id") == "meta-hyperion-2025") & (pl.col("reading") == Reading.ENDS_BEFORE.value)
    )
    assert main["expires_on"].dt.year().to_list() == [2033, 2037, 2041, 2045]
    assert main["covered"].to_list() == [True, True, True, False]
    assert main["guaranteed_usd_m"].to_list()[:3] == pytest.approx([21_000, 14_000, 7_000], rel=2e-3)


def test_el_paso_may_be_left_every_four_years_from_2032(shipped: Structure) -> None:
    rows = shipped.cliffs.filter((pl.col("deal_id") == "meta-elpaso-2026") & pl.col("covered").is_not_null())
    assert rows["expires_on"].dt.year().unique().sort().to_list() == [2032, 2036, 2040, 2044]
    assert rows["schedule"].str.contains("assumed").all(), "its threshold's schedule is not published"


def test_terms_without_a_lease_row_are_named_as_assumed(shipped: Structure) -> None:
    book = shipped_frames()
    found = build_structure(book.tranches, book.commitments.clear(), book.guarantees, book.edges, as_of=TODAY).cliffs
    assert found["lease"].str.contains("4-year terms from the guarantee's first day, assumed").all()
    assert found["expires_on"].to_list() == shipped.cliffs["expires_on"].to_list()


def test_a_guarantee_ending_on_an_expiry_has_a_second_line(shipped: Structure) -> None:
    last = shipped.cliffs.filter((pl.col("deal_id") == "meta-hyperion-2025") & (pl.col("expiry") == 4))
    assert last["reading"].to_list() == [Reading.ENDS_BEFORE.value, Reading.COVERS_LAST_DAY.value]
    assert last["covered"].to_list() == [False, True]


def test_a_guarantee_known_to_its_year_may_end_before_or_after_an_expiry_of_that_year() -> None:
    book = shipped_frames()
    early = book.commitments.with_columns(
        starts_on=pl.when(pl.col("deal_id") == "meta-hyperion-2025").then(date(2029, 5, 1)).otherwise("starts_on"),
        ends_on=pl.when(pl.col("deal_id") == "meta-hyperion-2025").then(date(2033, 5, 1)).otherwise("ends_on"),
    )
    found = build_structure(book.tranches, early, book.guarantees, book.edges, as_of=TODAY).cliffs
    last = found.filter((pl.col("deal_id") == "meta-hyperion-2025") & (pl.col("expires_on") == date(2045, 5, 1)))
    assert last["covered"].to_list() == [False, True]


def test_the_last_day_covers_where_the_threshold_stays() -> None:
    book = shipped_frames()
    flat = book.guarantees.with_columns(schedule=pl.lit("constant"))
    found = build_structure(book.tranches, book.commitments, flat, book.edges, as_of=TODAY).cliffs
    last = found.filter((pl.col("deal_id") == "meta-hyperion-2025") & (pl.col("expiry") == 4))
    assert last["guaranteed_usd_m"].to_list() == [None, 28_000]
    assert last["cover"][0] < last["cover"][1]


def test_the_first_expiry_without_a_guarantee_is_the_true_cliff(shipped: Structure) -> None:
    first = dict(shipped.cliff_summary.select("deal_id", "first_uncovered_on").rows())
    assert first["meta-hyperion-2025"].year == 2045
    assert first["meta-elpaso-2026"].year == 2044


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 99), st.floats(0, 99))
def test_a_larger_haircut_never_raises_cover(one: float, other: float) -> None:
    book = shipped_frames()
    covers = [
        build_structure(
            book.tranches.filter(pl.col("deal_id") == "meta-hyperion-2025"),
            book.commitments,
            book.guarantees,
            book.edges.clear(),
            as_of=TODAY,
            leases=LeaseAssumptions(haircut_pct=haircut),
        ).cliffs["cover"]
        for haircut in sorted((one, other))
    ]
    assert (covers[1] <= covers[0] + 1e-9).all()


def test_what_has_no_cliff_is_counted_in_tranches_and_dollars(shipped: Structure) -> None:
    missing = {lack.what: (lack.tranches, lack.usd_m) for lack in shipped.missing}
    tranches, usd_m = missing["lease cliff: no residual value guarantee with a threshold and days in the book"]
    assert tranches > 20
    assert usd_m > 100_000
