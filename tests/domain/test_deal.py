from __future__ import annotations

import pytest

from debtwatch.domain.deal import Deal, Tranche
from debtwatch.domain.kinds import BalanceSheet, Instrument, Status


def tranche(instrument: Instrument, committed: float | None, drawn: float | None) -> Tranche:
    return Tranche(
        id="a",
        name="A",
        obligor="Acme",
        instrument=instrument,
        status=Status.CLOSED,
        balance_sheet=BalanceSheet.ON,
        committed_usd_m=committed,
        drawn_usd_m=drawn,
    )


@pytest.mark.parametrize(
    ("instrument", "committed", "drawn", "owed", "commitment_basis"),
    [
        (Instrument.SENIOR_SECURED, 500, None, 500, False),
        (Instrument.SENIOR_SECURED, 500, 200, 200, False),
        (Instrument.DDTL, 500, 200, 200, False),
        (Instrument.DDTL, 500, None, None, True),
        (Instrument.REVOLVER, 4000, 0, 0, False),
        (Instrument.REVOLVER, None, None, None, True),
        (Instrument.ABS, None, None, None, False),
    ],
)
def test_a_commitment_is_not_a_balance(
    instrument: Instrument, committed: float | None, drawn: float | None, owed: float | None, commitment_basis: bool
) -> None:
    item = tranche(instrument, committed, drawn)
    assert item.outstanding_usd_m == owed
    assert item.commitment_basis is commitment_basis


def test_only_closed_and_priced_records_of_a_deal_that_overlaps_nothing_count() -> None:
    deal = Deal(id="a", name="A", sponsor="S")
    overlapping = Deal(id="b", name="B", sponsor="S", overlaps=("a", "c"))
    assert {status for status in Status if not deal.excluded_because(status)} == {Status.CLOSED, Status.PRICED}
    assert deal.excluded_because(Status.REPAID) == "repaid"
    assert overlapping.excluded_because(Status.CLOSED) == "overlaps a, c"
