"""Who pays in the end."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.structure import results
from debtwatch.analysis.structure.build import build_structure
from debtwatch.analysis.structure.exposure import by_party, chains, guaranteed_parts, with_payers
from debtwatch.analysis.structure.results import Role, Structure
from structure_examples import TODAY, declared, rows_like, shipped_frames


@pytest.fixture(scope="module")
def shipped() -> Structure:
    book = shipped_frames()
    return build_structure(book.tranches, book.commitments, book.guarantees, book.edges, as_of=TODAY, base_pct=3.9)


def exposure(found: Structure, party: str) -> dict[str, Any]:
    return found.exposure.row(by_predicate=pl.col("party") == party, named=True)


@pytest.mark.parametrize(
    ("frame", "columns"),
    [
        ("sheets", results.SHEET_COLUMNS),
        ("exposure", results.EXPOSURE_COLUMNS),
        ("chains", results.CHAIN_COLUMNS),
        ("cliffs", results.CLIFF_COLUMNS),
        ("cliff_summary", results.CLIFF_SUMMARY_COLUMNS),
        ("promises", results.PROMISE_COLUMNS),
        ("stacks", results.STACK_COLUMNS),
        ("collateral", results.COLLATERAL_COLUMNS),
        ("paths", results.PATH_COLUMNS),
        ("contracts", results.CONTRACT_COLUMNS),
        ("tails", results.TAIL_COLUMNS),
    ],
)
def test_the_frames_have_the_columns_they_declare(shipped: Structure, frame: str, columns: tuple[Any, ...]) -> None:
    assert getattr(shipped, frame).schema == declared(columns)


def test_a_quarter_of_the_book_stands_off_balance_sheet(shipped: Structure) -> None:
    assert shipped.totals.tranches == 205
    assert shipped.totals.committed_usd_m == pytest.approx(729_738)
    assert shipped.totals.off_pct == pytest.approx(26.0, abs=0.05)
    assert shipped.sheets["committed_usd_m"].sum() == pytest.approx(shipped.totals.committed_usd_m)


def test_what_is_paid_in_the_end_sums_to_the_book(shipped: Structure) -> None:
    owed = shipped.chains.filter(pl.col("role") == Role.OWES.value)
    assert shipped.exposure["ultimate_usd_m"].sum() == pytest.approx(owed["balance_usd_m"].sum())


def test_oracles_leases_are_its_exposure_and_openais_use(shipped: Structure) -> None:
    oracle, openai = exposure(shipped, "Oracle"), exposure(shipped, "OpenAI")
    assert oracle["owes_usd_m"] == 43_000
    assert oracle["pays_usd_m"] == pytest.approx(38_000 + 18_000 + 14_000 + 9_400 + 2_150)
    assert openai["uses_usd_m"] == pytest.approx(38_000 + 9_400 + 18_000 + 14_000)
    assert openai["demand_usd_m"] == 40_000, "the bridge that bought its shares"


def test_a_chain_shows_obligor_lessee_and_guarantor(shipped: Structure) -> None:
    links = shipped.chains.filter(pl.col("deal_id") == "terawulf-wulfcompute-2025")
    assert links.select("role", "party").rows() == [
        ("owes", "TeraWulf"),
        ("pays", "Fluidstack"),
        ("demand", "Anthropic"),
        ("guarantees", "Alphabet"),
    ]
    assert links["ultimate_usd_m"].to_list() == pytest.approx([0, 0, 0, 3_200])
    assert links.select(pl.col("source_url", "source_date", "confidence").null_count()).row(0) == (0, 0, 0)


def test_a_guarantee_without_a_published_cap_takes_nothing_and_is_shown(shipped: Structure) -> None:
    alphabet = exposure(shipped, "Alphabet")
    assert alphabet["guarantees_usd_m"] == pytest.approx(1_300 + 1_400 + 3_200)
    assert alphabet["uncapped_usd_m"] == pytest.approx(35_500 + 3_250 + 5_700)


@pytest.mark.parametrize(
    ("words", "lessee"),
    [
        ("Google backstops Fluidstack's 15-year lease (about $7bn)", "Fluidstack"),
        ("Google backstop of Fluidstack leases", "Fluidstack"),
        ("CoreWeave triple-net lease 15 years, 29 with options", "CoreWeave"),
        ("SoftBank lease (OpenAI end user), 15 years", "SoftBank"),
        ("12 fully contracted data centres, IG hyperscaler leases", "Sponsor"),
        ("16.4-year NNN lease", "Sponsor"),
        (None, "Sponsor"),
    ],
)
def test_a_lessee_named_in_words_pays_before_the_sponsor(words: str | None, lessee: str) -> None:
    book = shipped_frames()
    debt = rows_like(
        book.tranches,
        [{"deal_id": "d", "obligor": "SPV", "sponsor": "Sponsor", "security": "lease", "guarantee_note": words}],
    )
    assert with_payers(debt, book.commitments.clear())["pays"].item() == lessee


@settings(max_examples=40, deadline=None)
@given(
    balances=st.lists(st.none() | st.floats(0, 1e5), min_size=1, max_size=4),
    caps=st.lists(st.none() | st.floats(0, 2e5), max_size=3),
    kind=st.sampled_from(["backstop", "residual_value", "full"]),
)
def test_a_tranches_parts_always_sum_to_its_balance(
    balances: list[float | None], caps: list[float | None], kind: str
) -> None:
    book = shipped_frames()
    debt = rows_like(
        book.tranches,
        [
            {
                "deal_id": "d",
                "tranche_id": f"d/{n}",
                "sponsor": "S",
                "obligor": "SPV",
                "security": "lease",
                "commitment_basis": False,
            }
            for n in range(len(balances))
        ],
    ).with_columns(balance_usd_m=pl.Series(balances, dtype=pl.Float64))
    promised = rows_like(
        book.guarantees,
        [
            {"deal_id": "d", "guarantor": f"G{n}", "kind": kind, "cap_usd_m": cap, "status": "closed", "aggregate": False}
            for n, cap in enumerate(caps)
        ],
    )  # fmt: skip
    paid = with_payers(debt, book.commitments.clear())
    links = chains(paid, guaranteed_parts(paid, promised))
    for place, balance in enumerate(balances):
        parts = links.filter(pl.col("tranche_id") == f"d/{place}")["ultimate_usd_m"]
        assert parts.sum() == pytest.approx(balance or 0.0, abs=1e-6)
    assert (by_party(links)["through_usd_m"] <= sum(balance or 0.0 for balance in balances) + 1e-6).all()
