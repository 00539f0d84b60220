from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deal_samples import SMALL_DEAL
from debtwatch.book.fields import INHERITED, RECORDS, fields_of
from debtwatch.book.files import FileText
from debtwatch.book.parse import DealReader, slug
from debtwatch.book.problem import Problem
from debtwatch.book.read import read_deals
from debtwatch.domain.deal import Deal
from debtwatch.domain.kinds import AmortizationKind


def read(text: str) -> tuple[list[Deal], list[Problem]]:
    problems: list[Problem] = []
    return read_deals(FileText("acme.toml", text), problems), problems


def changed(before: str, after: str) -> tuple[list[Deal], list[Problem]]:
    assert before in SMALL_DEAL
    return read(SMALL_DEAL.replace(before, after, 1))


def test_a_good_deal_has_no_problems_and_its_tranches_inherit_what_it_says() -> None:
    deals, problems = read(SMALL_DEAL)
    assert problems == []
    (deal,) = deals
    assert [tranche.id for tranche in deal.tranches] == ["5-notes-due-2031", "6-notes-due-2036"]
    assert {tranche.obligor for tranche in deal.tranches} == {"Acme Inc."}
    assert deal.tranches[0].source.source_url == ("https://example.com/filing",)
    assert deal.tranches[1].marks[0].price == 97.5


@pytest.mark.parametrize(
    ("before", "after", "key", "found", "expected"),
    [
        ("coupon_pct = 5\n", "coupon_pct = 650\n", "tranche[1].coupon_pct", "650", "a number from 0 to 40"),
        ("coupon_pct = 5\n", 'coupon_pct = "five"\n', "tranche[1].coupon_pct", "'five'", "a number from 0 to 40"),
        ("committed_usd_m = 1000", "committed_usd_m = -1", "tranche[1].committed_usd_m", "-1", "a number from 0"),
        ("committed_usd_m = 1000", "committed_usd_m = nan", "tranche[1].committed_usd_m", "nan", "a number from 0"),
        ("committed_usd_m = 1000", "committed_usd_m = inf", "tranche[1].committed_usd_m", "inf", "a number from 0"),
        ("committed_usd_m = 1000", "committed_usd_m = true", "tranche[1].committed_usd_m", "True", "a number from 0"),
        ('matures_on = "2031"', 'matures_on = "2031-02-30"', "tranche[1].matures_on", "'2031-02-30'", "a date"),
        ('matures_on = "2031"', 'matures_on = "2025"', "tranche[1].matures_on", "2025", "a day after 2026-03-01"),
        ('coupon_type = "fixed"', 'coupon_type = "fxed"', "tranche[1].coupon_type", "'fxed'", "one of fixed"),
        ('coupon_type = "fixed"', 'coupon_type = "zero"', "tranche[1].coupon_pct", "5", "zero coupon"),
        ("coupon_pct = 5\n", "coupon_pct = 5\ndrawn_usd_m = 2000\n", "tranche[1].drawn_usd_m", "2000", "1000 committed"),
        ('name = "5% notes due 2031"', 'id = "a/b"\nname = "x"', "tranche[1].id", "'a/b'", "letters"),
        ('name = "5% notes due 2031"', 'name = ""', "tranche[1].name", "''", "text that is not empty"),
        ("coupon_pct = 5\n", 'coupon_pct = 5\namortization = {kind = "level", first = "x"}\n',
         "tranche[1].amortization.first", "'x'", "a date"),
        ("coupon_pct = 5\n", 'coupon_pct = 5\namortization = {first = "2029"}\n',
         "tranche[1].amortization.kind", "{'first'", "one of bullet"),
    ],
)  # fmt: skip
def test_a_wrong_value_loses_its_tranche_alone_and_is_named_in_full(
    before: str, after: str, key: str, found: str, expected: str
) -> None:
    deals, problems = changed(before, after)
    (problem,) = problems
    assert problem.key == key
    assert problem.deal == "acme-2026"
    assert found in problem.found
    assert expected in problem.expected
    assert problem.lost == "tranche"
    assert problem.line is not None
    assert [tranche.name for tranche in deals[0].tranches] == ["6% notes due 2036"]


def test_an_unknown_key_is_reported_with_the_nearest_one_and_costs_nothing() -> None:
    deals, problems = changed("coupon_pct = 5\n", "coupn_pct = 5\n")
    (problem,) = problems
    assert problem.expected == "'coupon_pct', perhaps"
    assert problem.lost == ""
    assert SMALL_DEAL.splitlines()[(problem.line or 0) - 1] == "coupon_pct = 5"
    assert deals[0].tranches[0].coupon_pct is None


def test_a_wrong_key_of_the_deal_loses_the_deal_and_still_reports_its_tranches() -> None:
    deals, problems = read(
        SMALL_DEAL.replace('sponsor = "Acme"', "sponsor = 5").replace("coupon_pct = 6", "coupon_pct = 60")
    )
    assert deals == []
    assert [(problem.key, problem.lost) for problem in problems] == [
        ("sponsor", "deal"),
        ("tranche[2].coupon_pct", "tranche"),
    ]


def test_a_shared_value_that_is_wrong_is_reported_once() -> None:
    deals, problems = changed('status = "closed"', 'status = "clsd"')
    assert deals == []
    assert [problem.key for problem in problems] == ["status"]


def test_a_shared_key_that_no_record_has_is_reported() -> None:
    _, problems = read('[[deal]]\nid = "a"\nname = "A"\nsponsor = "S"\ncoupon_type = "fixed"\n')
    assert [problem.key for problem in problems] == ["coupon_type"]


def test_everything_missing_is_named_at_once() -> None:
    _, problems = read("[[deal]]\n[[deal.tranche]]\n")
    assert [problem.key for problem in problems if problem.found == "nothing"] == [
        *("id", "name", "sponsor"),
        *(f"tranche[1].{name}" for name in ("id", "name", "obligor", "instrument", "status", "balance_sheet")),
    ]


def test_two_tranches_of_one_name_keep_the_first() -> None:
    deals, problems = changed('name = "6% notes due 2036"', 'name = "5% notes due 2031"')
    assert len(deals[0].tranches) == 1
    assert problems[0].key == "tranche[2].id"


def test_control_characters_are_made_visible_and_reported() -> None:
    deals, problems = changed('name = "Acme notes"', 'name = "Acme\\u001b[31m notes"')
    assert deals[0].name == "Acme\ufffd[31m notes"
    assert "\x1b" not in str(problems[0])
    assert problems[0].lost == ""


def test_a_mark_without_a_figure_is_no_mark() -> None:
    deals, problems = changed("price = 97.5\n", "")
    assert deals[0].tranches[1].marks == ()
    assert problems[0].lost == "mark"


def test_an_amortization_may_be_one_word_or_a_table() -> None:
    deals, _ = changed(
        "coupon_pct = 5\n", 'coupon_pct = 5\namortization = {kind = "level", first = "2029", final_pct = 0}\n'
    )
    profile = deals[0].tranches[0].amortization
    assert profile is not None
    assert (profile.kind, profile.final_pct) == (AmortizationKind.LEVEL, 0.0)
    deals, _ = changed("coupon_pct = 5\n", 'coupon_pct = 5\namortization = "bullet"\n')
    assert deals[0].tranches[0].amortization is not None


@pytest.mark.parametrize("text", ["a = [", "[[deal]\n", "deal = 5", "[deal]\nid = 'x'", '"deal" = [1, 2]', "x = 1"])
def test_a_file_that_is_not_deals_is_a_problem_with_its_name(text: str) -> None:
    deals, problems = read(text)
    assert deals == []
    assert problems
    assert {problem.file for problem in problems} == {"acme.toml"}


keys = st.sampled_from([*INHERITED, *RECORDS, "id", "name", "sponsor", "overlaps", "mark", "committed_usd_m", "x"])
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(keys, junk, max_size=12))
def test_no_table_whatever_it_holds_raises(table: dict[str, Any]) -> None:
    reader = DealReader("junk.toml")
    deal = reader.read(table, 1)
    assert deal is not None or reader.problems


@settings(deadline=None)
@given(st.text())
def test_no_text_whatever_it_is_raises(text: str) -> None:
    deals, problems = read(text)
    assert deals == []
    assert {problem.file for problem in problems} <= {"acme.toml"}


@settings(deadline=None)
@given(st.text())
def test_a_slug_is_always_a_possible_id(name: str) -> None:
    assert slug(name).replace("-", "").isalnum()


def test_every_field_says_what_it_means() -> None:
    types: list[type[Any]] = [Deal, *RECORDS.values()]
    for record in types:
        for name, declared in fields_of(record).items():
            assert declared.meaning.endswith("."), name
