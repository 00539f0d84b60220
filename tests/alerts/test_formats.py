from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting import START, Pass, rule, sample
from debtwatch.alerts.figures import UNITS, figure, ordinal
from debtwatch.alerts.formats import LONGEST_LINE, json_line, text_line
from debtwatch.domain.alert import AlertEvent, Health, Phase, Severity, Transition, labels_of

FIRED = AlertEvent(
    id="0123456789abcdef-20261102T160100.000Z-firing",
    at=START,
    transition=Transition.FIRING,
    rule="hy-week",
    severity=Severity.WARNING,
    phase=Phase.FIRING,
    labels=labels_of(series="HY"),
    message="high yield spreads moved 52 bp in a week",
    fingerprint="0123456789abcdef",
    value=52.0,
    threshold=40.0,
    unit="bp",
    observed_on=date(2026, 10, 30),
    seen_at=START,
    started_at=START,
    source="HY via fred",
    seq=7,
)
# The schema of version 1: a change here is a new version, an addition is not.
GOLDEN = (
    '{"event":"firing","fingerprint":"0123456789abcdef","health":"ok",'
    '"id":"0123456789abcdef-20261102T160100.000Z-firing","initial":false,"labels":{"series":"HY"},'
    '"message":"high yield spreads moved 52 bp in a week","obs_date":"2026-10-30","previous":null,"reason":"",'
    '"rule":"hy-week","seen_at":"2026-11-02T16:00:00.000Z","seq":7,"severity":"warning","silenced":false,'
    '"source":"HY via fred","started_at":"2026-11-02T16:00:00.000Z","state":"firing","threshold":40.0,'
    '"ts":"2026-11-02T16:00:00.000Z","unit":"bp","v":1,"value":52.0}'
)
FOREIGN = st.lists(
    st.one_of(
        st.text(),
        st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Cs"])),
        st.sampled_from(["\x1b]0;PWNED\x07", "\x9b6n", "\u202e", "\u2028", "\r\n", "x" * 2000, "€" * 1500]),
    ),
    max_size=6,
).map("".join)


def test_a_json_line_is_schema_one_to_the_letter() -> None:
    assert json_line(FIRED) == GOLDEN


def test_a_text_line_says_when_how_bad_what_which_and_the_print_that_did_it() -> None:
    assert text_line(FIRED) == (
        "2026-11-02 16:00:00Z  WARNING  firing    hy-week{series=HY}  high yield spreads moved 52 bp in a week  "
        "[52 bp against 40 bp; HY via fred of 2026-10-30, seen 2026-11-02 16:00Z]"
    )


def test_marks_say_what_was_already_so_and_what_is_silenced() -> None:
    line = text_line(replace(FIRED, initial=True, silenced=True))
    assert line.endswith("(already so at the start, silenced)")


def test_colour_is_only_added_around_words_that_say_the_same() -> None:
    coloured = text_line(FIRED, colour=True)
    assert coloured != text_line(FIRED)
    assert coloured.replace("\x1b[33m", "").replace("\x1b[0m", "") == text_line(FIRED)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_json_never_carries_what_is_no_number(value: float | None) -> None:
    document = json.loads(json_line(replace(FIRED, value=value, previous=value)), parse_constant=pytest.fail)
    assert document["value"] is None
    assert document["previous"] is None


@given(FOREIGN, FOREIGN, FOREIGN, st.floats(allow_nan=True))
def test_no_foreign_text_breaks_a_line_or_reaches_the_terminal(
    label: str, message: str, source: str, value: float
) -> None:
    event = replace(FIRED, labels=(("deal", label),), message=message, source=source, reason=message, value=value)
    for line in (json_line(event), text_line(event)):
        assert len(line.encode()) < LONGEST_LINE
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in line)
    document = json.loads(json_line(event))
    assert set(document) == set(json.loads(GOLDEN))


def test_the_longest_line_still_fits_what_a_pipe_takes_whole() -> None:
    event = replace(FIRED, labels=tuple((f"label{n}", "é" * 2000) for n in range(40)), message="€" * 5000)
    assert len(json_line(event).encode()) < LONGEST_LINE
    assert json.loads(json_line(event))["rule"] == "hy-week"


def test_every_transition_reads_as_a_sentence() -> None:
    check = Pass(rule(clear_threshold=80))
    check.on(0, 120)
    check(sample(130))
    assert check.last.events[0].message == "the print that fired it was rewritten, it was 120 bp: HY moved 130 bp"
    check.on(1, None)
    assert check.last.events[0].message == "cannot be judged: the newest print has no value; held as firing: HY moved —"
    check.on(2, 10)
    assert [event.message for event in check.last.events] == [
        "can be judged again: HY moved 10 bp",
        "over: HY moved 10 bp",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (212.4, "bp", "212 bp"),
        (-0.2, "bp", "0 bp"),
        (-0.001, "percent", "0.00 %"),
        (-1234.5, "usd_m", "-$1,234m"),
        (3.9, "percent", "3.90 %"),
        (1234.5, "usd_m", "$1,234m"),
        (2.06, "sd", "2.1 sd"),
        (11, "percentile", "11th percentile"),
        (22, "percentile", "22nd percentile"),
        (-0.55, "index", "-0.55"),
        (112.0, "days", "112 days"),
        (None, "bp", "—"),
        (math.nan, "percent", "—"),
        (12.5, "furlongs", "12.5"),
    ],
)
def test_a_figure_is_said_in_words_of_its_unit(value: float | None, unit: str, said: str) -> None:
    assert figure(value, unit) == said


@pytest.mark.parametrize(("number", "ending"), [(1, "st"), (2, "nd"), (3, "rd"), (4, "th"), (11, "th"), (112, "th")])
def test_ordinals_end_as_they_are_spoken(number: int, ending: str) -> None:
    assert ordinal(number) == ending


def test_every_metric_has_a_unit_that_can_be_said() -> None:
    from debtwatch.alerts.metrics import METRICS

    assert {metric.unit for metric in METRICS.values()} <= {*UNITS, "series"}


def test_events_and_states_come_back_from_their_documents_as_they_were() -> None:
    from debtwatch.alerts.codec import event_document, event_of_document, state_document, state_of_document

    check = Pass(rule(keep_firing=rule().hold))
    check.on(0, 120)
    event, state = check.last.events[0], check.states[0]
    assert event_of_document(event_document(event), 3) == replace(event, seq=3)
    assert state_of_document(state_document(state)) == state
    assert state.health is Health.OK
