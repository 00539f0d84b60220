from __future__ import annotations

from datetime import timedelta

import pytest

from alerting import DAY, HY, START, Pass, rule, sample
from debtwatch.alerts.step import step
from debtwatch.domain.alert import (
    Acknowledgement,
    Basis,
    Comparison,
    Health,
    NoData,
    Phase,
    Severity,
    Silence,
    Span,
    labels_of,
)
from debtwatch.domain.freshness import FreshnessState


def test_a_value_past_the_threshold_fires_at_once_and_cites_its_observation() -> None:
    check = Pass(rule())
    assert check(sample(101)) == ["firing"]
    event = check.last.events[0]
    assert (event.value, event.observed_on, event.source) == (101, START.date(), "HY via fred")
    assert event.seen_at == START
    assert event.message == "HY moved 101 bp"


def test_the_same_print_again_says_nothing() -> None:
    check = Pass(rule())
    check(sample(101))
    assert [check(sample(101)) for _ in range(5)] == [[]] * 5


def test_a_firing_alert_holds_until_the_clear_threshold_is_crossed() -> None:
    check = Pass(rule(clear_threshold=80))
    assert check.on(0, 101) == ["firing"]
    assert check.on(1, 95) == []
    assert check.on(2, 79) == ["resolved"]


def test_below_the_threshold_hysteresis_does_not_fire() -> None:
    check = Pass(rule(clear_threshold=80))
    assert check.on(0, 95) == []
    assert check.states == ()


@pytest.mark.parametrize(
    ("comparison", "fires", "quiet"),
    [
        (Comparison.ABOVE, 100.01, 100.0),
        (Comparison.AT_OR_ABOVE, 100.0, 99.99),
        (Comparison.BELOW, 99.99, 100.0),
        (Comparison.AT_OR_BELOW, 100.0, 100.01),
    ],
)
def test_each_comparison_fires_on_its_own_side(comparison: Comparison, fires: float, quiet: float) -> None:
    check = Pass(rule(comparison=comparison))
    assert check.on(0, quiet) == []
    assert check.on(1, fires) == ["firing"]
    assert check.on(2, quiet) == ["resolved"]


def test_for_counts_observation_dates_not_evaluations() -> None:
    check = Pass(rule(hold=Span(observations=3)))
    assert check.on(0, 120) == ["pending"]
    assert [check(sample(120)) for _ in range(10)] == [[]] * 10
    assert check.on(1, 130) == []
    assert check.on(2, 140) == ["firing"]


def test_a_weekend_does_not_age_a_pending_alert() -> None:
    check = Pass(rule(hold=Span(lasting=timedelta(days=2))))
    friday = 4
    check.on(friday, 120)
    sunday = sample(120, (START + friday * DAY).date())
    assert check(sunday, at=START + 6 * DAY) == []
    assert check.on(7, 121) == ["firing"]


def test_pending_that_clears_is_dropped_in_silence() -> None:
    check = Pass(rule(hold=Span(observations=2)))
    check.on(0, 120)
    assert check.on(1, 90) == []
    assert check.states == ()
    assert check.on(2, 120) == ["pending"]


def test_older_observations_prove_that_a_condition_has_lasted() -> None:
    check = Pass(rule(hold=Span(observations=3)))
    days = [(START - n * DAY).date() for n in range(3)]
    assert check(*(sample(120 + n, day) for n, day in enumerate(days))) == ["firing"]


def test_older_observations_before_a_false_one_prove_nothing() -> None:
    check = Pass(rule(hold=Span(observations=3)))
    values = {0: 120, 1: 90, 2: 120, 3: 120}
    assert check(*(sample(value, (START - n * DAY).date()) for n, value in values.items())) == ["pending"]


def test_keep_firing_counts_observation_dates_and_a_return_cancels_it() -> None:
    check = Pass(rule(keep_firing=Span(observations=2)))
    check.on(0, 120)
    assert check.on(1, 90) == []
    assert [state.phase for state in check.states] == [Phase.RECOVERING]
    assert check.on(2, 130) == []
    assert [state.phase for state in check.states] == [Phase.FIRING]
    assert check.on(3, 90) == []
    assert check.on(4, 80) == ["resolved"]


def test_while_recovering_only_the_threshold_itself_brings_it_back() -> None:
    check = Pass(rule(clear_threshold=80, keep_firing=Span(observations=3)))
    check.on(0, 120)
    check.on(1, 70)
    check.on(2, 90)
    assert check.states[0].phase is Phase.RECOVERING
    assert check.on(3, 95) == ["resolved"]


def test_stale_is_said_once_holds_the_alert_and_never_resolves_it() -> None:
    check = Pass(rule())
    check.on(0, 120)
    stale = sample(120, START.date(), state=FreshnessState.STALE)
    assert check(stale) == ["stale"]
    assert [check(stale) for _ in range(5)] == [[]] * 5
    assert check.states[0].phase is Phase.FIRING
    assert check.states[0].health is Health.STALE
    assert check.on(9, 125) == ["fresh"]
    assert check.on(10, 50) == ["resolved"]


def test_a_stale_print_below_the_threshold_does_not_resolve() -> None:
    check = Pass(rule())
    check.on(0, 120)
    assert check(sample(10, START.date(), state=FreshnessState.STALE)) == ["stale"]
    assert check.states[0].phase is Phase.FIRING


def test_max_age_is_counted_from_the_observed_day_and_replaces_the_calendar() -> None:
    check = Pass(rule(max_age=timedelta(days=5)))
    late = sample(120, START.date(), state=FreshnessState.STALE)
    assert check(late, at=START + 5 * DAY) == ["firing"]
    assert check(late, at=START + 6 * DAY) == ["stale"]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_never_true_and_never_false(value: float | None) -> None:
    check = Pass(rule())
    assert check(sample(value)) == ["stale"]
    firing = Pass(rule())
    firing.on(0, 120)
    assert firing.on(1, value) == ["stale"]
    assert firing.states[0].phase is Phase.FIRING


def test_a_print_that_vanishes_holds_the_alert() -> None:
    check = Pass(rule())
    check.on(0, 120)
    assert check() == ["stale"]
    assert check.states[0].phase is Phase.FIRING


def test_a_subject_that_was_removed_resolves_and_says_so() -> None:
    deal = labels_of(deal="meta/hyperion")
    check = Pass(rule(match=labels_of(deal="*")), known={"deal": frozenset({"meta/other"})})
    before = Pass(rule(match=labels_of(deal="*")))
    before(sample(120, labels=deal))
    check.states = before.states
    assert check(sample(50, labels=labels_of(deal="meta/other"))) == ["resolved"]
    assert check.last.events[0].reason == "removed"


@pytest.mark.parametrize("left", [(), (rule(enabled=False),)])
def test_a_rule_that_was_removed_or_disabled_resolves_its_alerts(left: tuple[object, ...]) -> None:
    check = Pass(rule())
    check.on(0, 120)
    result = step(check.states, [sample(120)], left, START + DAY, check.context)  # type: ignore[arg-type]
    assert [(event.transition, event.reason) for event in result.events] == [("resolved", "the rule was removed")]
    assert result.states == ()


def test_a_revision_of_what_fired_says_the_old_and_the_new_value() -> None:
    check = Pass(rule())
    check.on(0, 120)
    revised = sample(140, START.date(), seen_at=START + DAY)
    assert check(revised) == ["revised"]
    event = check.last.events[0]
    assert (event.previous, event.value, event.seen_at) == (120, 140, START + DAY)
    assert check(revised) == []


def test_a_revision_that_no_longer_fires_resolves_as_revised_whatever_the_clear_threshold() -> None:
    check = Pass(rule(clear_threshold=50, keep_firing=Span(observations=9)))
    check.on(0, 120)
    assert check(sample(95, START.date(), seen_at=START + DAY)) == ["resolved"]
    event = check.last.events[0]
    assert (event.reason, event.previous, event.value) == ("revised", 120, 95)


def test_a_late_revision_of_what_fired_is_said_while_newer_prints_hold_the_alert() -> None:
    check = Pass(rule())
    check.on(0, 120)
    check.on(1, 130)
    assert check(sample(130, (START + DAY).date()), sample(90, START.date(), seen_at=START + 2 * DAY)) == ["revised"]
    event = check.last.events[0]
    assert (event.previous, event.value, event.observed_on) == (120, 90, START.date())


def test_a_rule_on_first_prints_ignores_revisions() -> None:
    check = Pass(rule(basis=Basis.FIRST_SEEN))
    check.on(0, 120)
    assert check(sample(10, START.date(), seen_at=START + DAY)) == []
    assert check.on(1, 10) == ["resolved"]


def test_a_change_below_the_stored_precision_is_no_revision() -> None:
    check = Pass(rule())
    check.on(0, 120.00001)
    assert check(sample(120.00002, START.date(), seen_at=START + DAY)) == []


def test_a_state_of_the_moment_moves_without_being_a_revision() -> None:
    check = Pass(rule())
    assert check(sample(120, None)) == ["firing"]
    assert check(sample(150, None)) == []


SCALE = (
    rule("hy-100", group="hy"),
    rule("hy-200", group="hy", threshold=200.0, severity=Severity.CRITICAL),
)


def test_a_worse_step_of_a_scale_raises_and_speaks_for_the_milder() -> None:
    check = Pass(*SCALE)
    assert check.on(0, 120) == ["firing"]
    assert check.on(1, 220) == ["raised"]
    assert check.last.events[0].severity is Severity.CRITICAL
    assert [state.inhibited for state in check.states] == [False, True]


def test_both_steps_at_once_are_said_once_by_the_worse() -> None:
    check = Pass(*SCALE)
    assert check.on(0, 220) == ["firing"]
    assert check.last.events[0].rule == "hy-200"


def test_a_scale_that_eases_says_what_is_left_and_the_milder_speaks_if_it_never_did() -> None:
    check = Pass(*SCALE)
    check.on(0, 220)
    assert check.on(1, 150) == ["resolved", "firing"]
    assert check.last.events[0].reason == "lowered to warning"
    assert check.last.events[1].rule == "hy-100"


def test_a_muted_alert_that_ends_unheard_ends_unsaid() -> None:
    check = Pass(*SCALE)
    check.on(0, 220)
    assert check.on(1, 50) == ["resolved"]
    assert check.last.events[0].rule == "hy-200"


def test_a_rule_made_more_severe_raises_its_alert() -> None:
    check = Pass(rule())
    check.on(0, 120)
    assert check(sample(120), rules=(rule(severity=Severity.CRITICAL),)) == ["raised"]


def test_a_rule_mutes_those_it_inhibits_on_labels_that_agree_and_never_itself() -> None:
    both = (rule("feed", inhibits=("hy", "feed"), metric="feed.failures", match=()), rule())
    check = Pass(*both)
    feed = sample(101, None, labels=labels_of(feed="fred"), metric="feed.failures")
    assert check(feed, sample(120)) == ["firing"]
    assert check.last.events[0].rule == "feed"
    elsewhere = sample(101, None, labels=labels_of(series="OTHER"), metric="feed.failures")
    other = Pass(*both)
    assert other(elsewhere, sample(120)) == ["firing", "firing"]


def test_a_firing_alert_repeats_after_the_interval_until_someone_has_seen_it() -> None:
    check = Pass(rule(), repeat_after=timedelta(hours=24))
    check.on(0, 120)
    print_ = sample(120)
    fired = check.now
    assert check(print_, at=fired + timedelta(hours=23)) == []
    assert check(print_, at=fired + timedelta(hours=24)) == ["repeat"]
    assert check(print_, at=fired + timedelta(hours=47)) == []
    seen = Acknowledgement(check.states[0].fingerprint, fired + timedelta(hours=47), "ann")
    check.context = type(check.context)(last_evaluated_at=check.now, acknowledged=(seen,))
    assert check(print_, at=fired + timedelta(hours=90)) == []


def test_an_acknowledgement_ends_with_the_firing_it_was_of() -> None:
    check = Pass(rule())
    check.on(1, 120)
    old = Acknowledgement(check.states[0].fingerprint, START, "ann")
    check.context = type(check.context)(last_evaluated_at=check.now, acknowledged=(old,))
    assert check(sample(120, (START + DAY).date()), at=check.now + DAY) == ["repeat"]


def test_repeat_of_zero_is_never() -> None:
    check = Pass(rule(), repeat_after=timedelta())
    check.on(0, 120)
    assert check(sample(120), at=START + 3 * DAY) == []


def silence() -> Silence:
    return Silence("1", labels_of(rule="hy*"), START, START + 5 * DAY, "ann", "roll week")


def test_a_silenced_alert_is_logged_as_silenced_and_said_when_the_silence_ends() -> None:
    check = Pass(rule(), silences=(silence(),))
    assert check.on(0, 120) == ["firing"]
    assert check.last.events[0].silenced
    assert check.on(2, 121) == []
    assert check.on(6, 122) == ["repeat"]
    assert not check.last.events[0].silenced
    assert check.last.events[0].reason == "a silence ended"


def test_an_alert_nobody_heard_of_ends_as_silenced() -> None:
    check = Pass(rule(), silences=(silence(),))
    check.on(0, 120)
    assert check.on(6, 50) == ["resolved"]
    assert check.last.events[0].silenced


def test_the_first_evaluation_says_one_summary_and_marks_what_was_already_so() -> None:
    check = Pass(rule(), rule("other", severity=Severity.CRITICAL), began=False)
    assert check(sample(120)) == ["summary", "firing", "firing"]
    assert "2 alerts are firing (1 critical, 1 warning, 0 info)" in check.last.events[0].message
    assert [event.initial for event in check.last.events[1:]] == [True, True]
    assert check.on(1, 50) == ["resolved", "resolved"]
    assert not any(event.initial for event in check.last.events)


def test_the_first_evaluation_counts_quiet_rules_without_data_instead_of_listing_them() -> None:
    check = Pass(rule(), began=False)
    assert check(sample(None)) == ["summary"]
    assert "1 cannot be judged yet" in check.last.events[0].message
    assert check(sample(None)) == []
    assert check.on(1, 50) == []


def test_time_without_evaluation_is_owned_up_to() -> None:
    check = Pass(rule(), gap_after=timedelta(hours=1))
    assert check(sample(50), at=START + timedelta(minutes=30)) == []
    assert check(sample(50), at=START + timedelta(hours=14, minutes=30)) == ["gap"]
    assert "14.0 h" in check.last.events[0].message


def test_the_worst_is_said_first() -> None:
    check = Pass(rule("b"), rule("a"), rule("c", severity=Severity.CRITICAL))
    check(sample(120))
    assert [event.rule for event in check.last.events] == ["c", "a", "b"]


def test_a_required_input_that_is_missing_or_stale_is_unknown() -> None:
    check = Pass(rule(required=True), rule("wide", required=True, match=labels_of(series="*")))
    check()
    assert [(each.rule, each.reason) for each in check.last.unknown] == [
        ("hy", "there is no data"),
        ("wide", "there is no data"),
    ]
    check(sample(50, state=FreshnessState.STALE))
    assert [each.rule for each in check.last.unknown] == ["hy", "wide"]
    check.on(1, 50)
    assert check.last.unknown == ()


def test_an_input_that_is_not_required_is_never_unknown() -> None:
    check = Pass(rule())
    check()
    assert check.last.unknown == ()


def test_a_pattern_without_data_says_nothing_but_one_thing_without_data_is_said() -> None:
    assert Pass(rule(match=labels_of(series="*")))(sample(None)) == []
    assert Pass(rule())(sample(None)) == ["stale"]


def test_every_clock_survives_a_restart() -> None:
    from debtwatch.alerts.codec import state_document, state_of_document

    check = Pass(rule(hold=Span(observations=3), keep_firing=Span(observations=2)))
    said = []
    for day, value in enumerate([120, 120, 120, 90, 130, 90, 80]):
        check.states = tuple(state_of_document(state_document(state)) for state in check.states)
        said += check.on(day, value)
    assert said == ["pending", "firing", "resolved"]


# The table of Grafana's "configure no data and error states", in our words: what a rule does with an input that
# cannot be judged, by what it was doing before.
@pytest.mark.parametrize("lost", ["no sample", "null", "stale"])
@pytest.mark.parametrize(
    ("nodata", "before", "phase", "said"),
    [
        (NoData.UNKNOWN, Phase.INACTIVE, Phase.INACTIVE, ["stale"]),
        (NoData.UNKNOWN, Phase.PENDING, Phase.PENDING, ["stale"]),
        (NoData.UNKNOWN, Phase.FIRING, Phase.FIRING, ["stale"]),
        (NoData.UNKNOWN, Phase.RECOVERING, Phase.RECOVERING, ["stale"]),
        (NoData.HOLD, Phase.INACTIVE, Phase.INACTIVE, []),
        (NoData.HOLD, Phase.PENDING, Phase.PENDING, []),
        (NoData.HOLD, Phase.FIRING, Phase.FIRING, []),
        (NoData.HOLD, Phase.RECOVERING, Phase.RECOVERING, []),
        (NoData.FIRE, Phase.INACTIVE, Phase.FIRING, ["firing"]),
        (NoData.FIRE, Phase.PENDING, Phase.FIRING, ["firing"]),
        (NoData.FIRE, Phase.FIRING, Phase.FIRING, []),
        (NoData.FIRE, Phase.RECOVERING, Phase.RECOVERING, []),
    ],
)
def test_what_a_rule_makes_of_lost_data(
    nodata: NoData, before: Phase, phase: Phase, said: list[str], lost: str
) -> None:
    check = Pass(rule(nodata=nodata, hold=Span(observations=2), keep_firing=Span(observations=9)))
    path = {
        Phase.INACTIVE: [50],
        Phase.PENDING: [120],
        Phase.FIRING: [120, 120],
        Phase.RECOVERING: [120, 120, 50],
    }
    for day, value in enumerate(path[before]):
        check.on(day, value)
    last = (START + len(path[before]) * DAY).date()
    prints = {
        "no sample": (),
        "null": (sample(None, last),),
        "stale": (sample(50, last, state=FreshnessState.STALE),),
    }
    assert check(*prints[lost]) == said
    assert [state.phase for state in check.states] in ([phase], [])
    assert (phase is Phase.INACTIVE) or check.states


def test_an_alert_that_silence_fired_is_judged_again_when_data_returns() -> None:
    check = Pass(rule(nodata=NoData.FIRE))
    assert check() == ["firing"]
    assert check.last.events[0].reason == "there is no data"
    assert check.on(1, 50) == ["resolved"]


def test_an_alert_is_named_by_its_rule_and_labels_alone() -> None:
    from debtwatch.alerts.identity import fingerprint

    assert fingerprint("hy", HY) == fingerprint("hy", HY)
    assert fingerprint("hy", HY) != fingerprint("hy", labels_of(series="IG"))
    assert len(fingerprint("hy", HY)) == 16
