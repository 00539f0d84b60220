from __future__ import annotations

from datetime import date

import pytest

from debtwatch.analysis.bubble.issuance import change_on, newest_known
from markets import baselines

PUBLISHED = baselines().issuance


def test_a_total_counts_from_the_day_it_was_published_and_for_a_year() -> None:
    assert change_on(PUBLISHED, "pace", date(2007, 1, 31)) == pytest.approx(100 * (271.8 / 158.2 - 1))
    assert change_on(PUBLISHED, "pace", date(2007, 2, 1)) == pytest.approx(100 * (551.7 / 271.8 - 1))
    assert change_on(PUBLISHED, "pace", date(2012, 1, 1)) is None


def test_the_market_for_debt_of_debt_had_shut_by_early_2008() -> None:
    stopped = change_on(PUBLISHED, "stop", date(2008, 2, 1))

    assert stopped is not None
    assert stopped < -50


def test_the_newest_of_what_is_known_speaks() -> None:
    found = newest_known(PUBLISHED, "pace", date(2026, 11, 23))

    assert found is not None
    assert (found.era, found.basis) == ("AI", "at least")
    assert found.change_pct == pytest.approx(79.6, abs=0.1)


def test_every_total_names_whose_count_it_is() -> None:
    assert all(each.source and each.confidence and each.known_on >= each.last for each in PUBLISHED)
