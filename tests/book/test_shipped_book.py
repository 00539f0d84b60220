"""The book that ships, and where the research tables are at hand, every figure of theirs in it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from debtwatch.book import Book, read_book
from debtwatch.book.book import BookFrames
from debtwatch.domain.deal import Deal, Record
from research import NOT_COUNTED, NOT_DEBT, OVERLAPPING, needs_research, research

ROOT = Path(__file__).parents[2]
FIGURES = {
    "amount_usd_m": ("committed_usd_m", "amount_usd_m"),
    "drawn_usd_m": ("drawn_usd_m",),
    "coupon_pct": ("coupon_pct",),
    "margin_bps": ("margin_bp",),
    "spread_at_issue_bps": ("spread_at_issue_bp",),
    "sponsor_equity_pct": ("sponsor_equity_pct",),
    "annual_payment_usd_m": ("annual_payment_usd_m",),
    "gigawatts": ("gigawatts",),
}
DATES = {"issue_date": ("issued_on",), "maturity_date": ("matures_on", "ends_on")}
WORDS = {
    "obligor": ("obligor",),
    "currency": ("currency",),
    "coupon_type": ("coupon_type",),
    "reference_rate": ("reference_rate",),
    "rating_sp": ("sp_at_issue",),
    "rating_moodys": ("moodys_at_issue",),
    "rating_fitch": ("fitch_at_issue",),
    "balance_sheet": ("balance_sheet",),
    "status": ("status",),
    "security": ("security",),
    "site": ("site",),
    "call_make_whole": ("call_make_whole",),
    "extension_options": ("extension_options",),
}
CAPS = {"alphabet-backstops-2026q2", "openai-sbenergy-2026"}
"""Rows whose amount is the cap of a guarantee, and stands there."""


@pytest.fixture(scope="module")
def book() -> Book:
    return read_book(ROOT / "config", None, largest_bytes=16_000_000)


@pytest.fixture(scope="module")
def frames(book: Book) -> BookFrames:
    return book.frames()


def held(record: object, names: tuple[str, ...]) -> object:
    return next((getattr(record, name) for name in names if hasattr(record, name)), None)


def test_the_shipped_book_has_no_problem(book: Book) -> None:
    assert book.problems == ()


def test_the_totals_are_those_of_the_exclusion_rule(frames: BookFrames) -> None:
    counted = frames.tranches.filter("counted")
    total = counted["committed_usd_m"].sum()
    off = counted.filter(balance_sheet="off")["committed_usd_m"].sum()
    assert counted.height == 205
    assert total == 729_738
    assert float(off) / float(total) == pytest.approx(0.26, abs=0.005)


def test_every_record_names_a_confidence_and_almost_every_one_a_source(book: Book) -> None:
    records = [(deal.id, record) for deal in book.deals for record in deal.records]
    assert [id_ for id_, record in records if record.source.confidence is None] == []
    without = {id_ for id_, record in records if not record.source.source_url}
    assert without == {"amazon-leases-2026q2", "cleanspark-sandersville-2026"}


def test_a_foreign_tranche_has_its_own_amount_and_the_rate_it_was_converted_at(frames: BookFrames) -> None:
    foreign = frames.tranches.filter(pl.col("currency") != "USD")
    assert foreign.height == 42
    error = (pl.col("amount_local_m") * pl.col("fx") / pl.col("committed_usd_m") - 1).abs()
    assert foreign.filter(error < 0.001).height == foreign.height


def test_what_does_not_count_is_shown_with_its_reason(frames: BookFrames) -> None:
    out = frames.tranches.filter(~pl.col("counted"))
    assert set(out["deal_id"]) == {
        *("softbank-margin-2026", "spacex-apollo-2026-10", "spacex-bridge-2026-03"),
        *("xai-debt-2025-06", "xai-vci-2026-02", "xai-vci-programme"),
    }
    assert out["excluded_because"].null_count() == 0


def test_every_id_that_is_named_exists(book: Book, frames: BookFrames) -> None:
    ids = {deal.id for deal in book.deals}
    named = {id_ for deal in book.deals for record in (deal, *deal.records) for id_ in getattr(record, "overlaps", ())}
    assert named <= ids
    for frame in (frames.ratings, frames.events):
        assert set(frame["deal_id"].drop_nulls()) <= ids


def test_the_marks_quoted_for_hyperion_are_dated_and_graded(frames: BookFrames) -> None:
    marks = frames.marks.filter(deal_id="meta-hyperion-2025")
    assert marks["price"].to_list() == [110, 96.5, None, 94.4, 91]
    assert marks["spread_bp"].drop_nulls().to_list() == [229]
    assert set(marks["confidence"]) <= {"medium", "low"}


def test_an_assumed_schedule_says_so(frames: BookFrames) -> None:
    rvg = frames.guarantees.filter(deal_id="meta-hyperion-2025").row(0, named=True)
    assert (rvg["threshold_usd_m"], rvg["schedule"], rvg["assumed"]) == (28_000, "linear", True)
    assert (rvg["starts_on_text"], rvg["ends_on_text"]) == ("2029", "2045")
    level = frames.tranches.filter(amort_kind="level")
    assert level["amort_assumed"].to_list() == [True] * level.height


def test_no_shipped_text_speaks_of_how_it_was_gathered() -> None:
    words = re.compile(
        r"\[2nd-hand\]|project file|(?<!%20)deals\.md|research/deals|\(\)|, via$|AGGREGATE|LAPSED", re.MULTILINE
    )
    for path in [*(ROOT / "config" / "deals").glob("*.toml"), *(ROOT / "config").glob("*.csv")]:
        assert words.findall(path.read_text("utf-8")) == [], path.name


def test_two_facts_that_conflict_are_both_kept(frames: BookFrames) -> None:
    interest = frames.facts.filter(company="Meta", metric="interest_expense", period_type="FY")
    newest = interest.filter(pl.col("period_end") == interest["period_end"].max())
    assert set(newest["value_usd_m"]) == {1090, 1165}
    assert set(newest["basis"]) == {"reported", "alternative"}


def test_users_are_counted_in_millions_and_say_so(frames: BookFrames) -> None:
    assert set(frames.facts.filter(metric="active_users")["unit"]) == {"users_m"}
    assert frames.facts.filter(unit="users_m").height == 8


@needs_research
def test_every_deal_row_is_in_the_book_with_every_figure_date_and_word(book: Book) -> None:
    deals = {deal.id: deal for deal in book.deals}
    missing = []
    for row in research("deals.csv"):
        deal = deals[row["deal_id"]]
        assert (deal.name, deal.sponsor) == (row["deal_name"], row["sponsor"])
        record = record_of(deal, row)
        if record is None:
            continue
        for column, names in FIGURES.items():
            if row[column] and (column, deal.id) != ("amount_usd_m", "openai-sbenergy-2026"):
                value = held(record, names)
                if value is None and column == "sponsor_equity_pct":
                    continue
                if value != float(row[column]):
                    missing.append((deal.id, column, row[column], value))
        for column, names in (DATES | WORDS).items():
            value = held(record, names)
            if row[column] and value is not None and str(value) != row[column]:
                missing.append((deal.id, column, row[column], value))
            if row[column] and value in (None, "") and column in DATES:
                missing.append((deal.id, column, row[column], value))
    assert missing == []


def record_of(deal: Deal, row: dict[str, str]) -> Record | None:
    """Return the record a research row became; None where it became a guarantee with that cap."""
    if deal.id in CAPS:
        assert [guarantee.cap_usd_m for guarantee in deal.guarantees] == [float(row["amount_usd_m"])]
        if deal.id == "alphabet-backstops-2026q2":
            return None
    (record,) = (record for record in deal.records if record.name == row["tranche"])
    return record


@needs_research
def test_the_totals_equal_those_computed_from_the_research_table(frames: BookFrames) -> None:
    rows = [
        row
        for row in research("deals.csv")
        if row["instrument"] not in NOT_DEBT and row["deal_id"] not in OVERLAPPING and row["status"] not in NOT_COUNTED
    ]
    counted = frames.tranches.filter("counted")
    assert counted.height == len(rows)
    for sheet in ("on", "off", "partial"):
        expected = sum(float(row["amount_usd_m"] or 0) for row in rows if row["balance_sheet"] == sheet)
        assert counted.filter(balance_sheet=sheet)["committed_usd_m"].sum() == expected


@needs_research
@pytest.mark.parametrize(
    ("theirs", "ours", "columns"),
    [
        ("ratings.csv", "ratings", {"entity": "entity", "rating": "rating", "rating_date": "rated_on_text"}),
        ("events.csv", "events", {"date": "happened_on_text", "entity": "entity", "deal_id": "deal_id"}),
        ("edges.csv", "edges", {"from_entity": "payer", "to_entity": "payee", "amount_usd_m": "amount_usd_m"}),
        ("fundamentals.csv", "facts", {"company": "company", "metric": "metric", "value_usd_m": "value_usd_m"}),
    ],
)
def test_every_row_of_the_research_tables_is_in_the_book(
    theirs: str, ours: str, columns: dict[str, str], frames: BookFrames
) -> None:
    frame: pl.DataFrame = getattr(frames, ours)

    def plain(value: object) -> object:
        return float(value) if isinstance(value, str) and re.fullmatch(r"-?[\d.]+", value) else (value or None)

    expected = Counter(tuple(plain(row[column]) for column in columns) for row in research(theirs))
    found = Counter(tuple(plain(row[column]) for column in columns.values()) for row in frame.iter_rows(named=True))
    assert found == expected
