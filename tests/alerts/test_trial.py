from __future__ import annotations

from datetime import date

import pytest

from alerting import HY, rule
from debtwatch.alerts.trial import Expectation, Print, Trial, TrialSeries, expand, run_trial
from debtwatch.domain.alert import Span


@pytest.mark.parametrize(
    ("notation", "values"),
    [
        ("12.5", [12.5]),
        ("10+5x3", [10, 15, 20, 25]),
        ("10-5x2", [10, 5, 0]),
        ("-2+.5x1", [-2, -1.5]),
        ("7x2", [7, 7, 7]),
        ("1 2  3", [1, 2, 3]),
        ("", []),
    ],
)
def test_notation_expands_as_promtool_would(notation: str, values: list[float]) -> None:
    assert [print_.value for print_ in expand(notation)] == values


def test_notation_tells_nothing_new_from_no_value_from_late() -> None:
    assert expand("_ _x2 null stale") == (
        Print(missing=True),
        Print(missing=True),
        Print(missing=True),
        Print(),
        Print(missing=True, stale=True),
    )


@pytest.mark.parametrize("notation", ["ten", "1+x3", "10+5", "1;2", "0x20000", "_x99999", "1e400x2"])
def test_what_is_not_notation_is_refused(notation: str) -> None:
    with pytest.raises(ValueError, match=r"prints|none of"):
        expand(notation)


def trial(values: str, *expectations: Expectation) -> Trial:
    series = TrialSeries("spread.w1_bp", HY, "bp", expand(values))
    return Trial("a week", date(2026, 1, 5), 1, (series,), expectations)


def test_a_trial_that_goes_as_expected_has_nothing_to_say() -> None:
    held = rule(hold=Span(observations=2), clear_threshold=80)
    expected = (
        Expectation(0, frozenset(), ("hy pending",)),
        Expectation(1, frozenset({"hy"}), ("hy firing",)),
        Expectation(2, frozenset({"hy{series=HY}"}), ()),
        Expectation(3, frozenset({"hy"}), ("hy stale",)),
        Expectation(5, frozenset(), ("hy fresh", "hy resolved")),
    )
    assert run_trial(trial("110 120 90 stale _ 50", *expected), [held, rule("other", metric="spread.z")]) == ()


def test_a_trial_says_what_went_otherwise() -> None:
    wrong = run_trial(
        trial("110 50", Expectation(0, frozenset({"nfci"}), ()), Expectation(1, frozenset(), None)), [rule()]
    )
    assert wrong == (
        "at 0: hy{series=HY} fires, which was not expected",
        "at 0: nfci does not fire",
        "at 0: said ['hy firing'], expected []",
    )
