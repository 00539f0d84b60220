"""Guarantees by who would have to pay them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.structure.promises import promises, stacks
from structure_examples import TODAY, shipped_frames


@pytest.fixture(scope="module")
def given_promises() -> pl.DataFrame:
    book = shipped_frames()
    return promises(book.guarantees, book.edges, TODAY)


def stack(given_promises: pl.DataFrame, guarantor: str) -> dict[str, Any]:
    return stacks(given_promises).row(by_predicate=pl.col("guarantor") == guarantor, named=True)


def test_alphabets_total_is_never_added_to_the_deals_it_contains(given_promises: pl.DataFrame) -> None:
    alphabet = stack(given_promises, "Alphabet")
    assert alphabet["in_force_usd_m"] == alphabet["aggregate_usd_m"] == 43_785
    assert alphabet["contained_usd_m"] == 1_300 + 1_400 + 3_200
    assert alphabet["carried_usd_m"] == 815


def test_nvidias_ohio_guaranties_stand_at_their_cap_and_are_only_announced(given_promises: pl.DataFrame) -> None:
    nvidia = stack(given_promises, "Nvidia")
    assert (nvidia["in_force_usd_m"], nvidia["announced_usd_m"]) == (None, 105_000)


def test_metas_residual_value_guarantees_count_their_thresholds(given_promises: pl.DataFrame) -> None:
    meta = stack(given_promises, "Meta")
    assert meta["in_force_usd_m"] == 28_000 + 13_000
    assert meta["announced_usd_m"] is None
    assert meta["without_cap"] == 1, "the rent of the CleanSpark lease"


def test_edges_tell_the_same_promises_and_are_not_added(given_promises: pl.DataFrame) -> None:
    assert not given_promises.filter(pl.col("told_by") == "edges")["counted"].any()
    assert stack(given_promises, "Broadcom")["in_force_usd_m"] == 30_000
    assert stack(given_promises, "Broadcom")["edges_usd_m"] == 29_000


def test_a_guarantor_of_whom_no_cap_is_published_has_none_rather_than_nothing(given_promises: pl.DataFrame) -> None:
    assert stack(given_promises, "Athene")["edges_usd_m"] is None
    assert stack(given_promises, "Oracle")["in_force_usd_m"] is None


def test_a_promise_of_a_later_day_is_not_known() -> None:
    book = shipped_frames()
    before = promises(book.guarantees, book.edges, date(2026, 3, 31))
    assert before.filter(pl.col("deal_id") == "alphabet-backstops-2026q2").height == 0
