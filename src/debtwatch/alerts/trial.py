"""Rules tried on made-up prints: what fires when, and what is said, with a clock of the trial's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from debtwatch.alerts.context import Context
from debtwatch.alerts.step import step
from debtwatch.domain.alert import Sample
from debtwatch.domain.freshness import FreshnessState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from debtwatch.domain.alert import AlertState, Labels, Rule

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_RAMP = re.compile(rf"({_NUMBER})(?:([+-])({_NUMBER}))?x(\d+)")
_MISSING = re.compile(r"_(?:x(\d+))?")
_MOST_PRINTS = 10_000
_PRINTED_AT = time(16, tzinfo=UTC)
_JUDGED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Print:
    """What one day brings: a value, a null, nothing new (`missing`), or the news that the source has gone stale."""

    value: float | None = None
    missing: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class TrialSeries:
    """The prints of one metric on one label set."""

    metric: str
    labels: Labels
    unit: str
    prints: tuple[Print, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must stand after the print at a place, counted from 0."""

    at: int
    firing: frozenset[str] | None
    """Rules, or rules with labels, that fire; null expects nothing of them."""
    said: tuple[str, ...] | None
    """`rule transition` in order; null expects nothing of them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One named trial."""

    name: str
    start: date
    every_days: int
    series: tuple[TrialSeries, ...]
    expectations: tuple[Expectation, ...]


def expand(notation: str) -> tuple[Print, ...]:
    """Return the prints of a line such as `10+5x3 _x2 null stale 80`.

    `a+bxN` is a and N more, each b higher; `axN` is a and N more of the same; `_` brings nothing new;
    `null` is a print without a value; `stale` says the source is late. ValueError names the word.
    """
    prints = [print_ for word in notation.split() for print_ in _expanded(word)]
    if len(prints) > _MOST_PRINTS:
        raise ValueError(f"at most {_MOST_PRINTS} prints, found {len(prints)}")
    return tuple(prints)


def _expanded(word: str) -> list[Print]:
    if word == "null":
        return [Print()]
    if word == "stale":
        return [Print(missing=True, stale=True)]
    missing = _MISSING.fullmatch(word)
    if missing is not None:
        return [Print(missing=True)] * min(int(missing[1] or 1), _MOST_PRINTS + 1)
    ramp = _RAMP.fullmatch(word)
    if ramp is not None:
        first, slope = float(ramp[1]), float((ramp[2] or "+") + (ramp[3] or "0"))
        return [Print(first + slope * n) for n in range(min(int(ramp[4]), _MOST_PRINTS) + 1)]
    if re.fullmatch(_NUMBER, word):
        return [Print(float(word))]
    raise ValueError(f"{word!r} is none of 12.5, 10+5x3, 10x3, _, _x2, null, stale")


def run_trial(trial: Trial, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return what went otherwise than expected, in words; nothing where all went as expected.

    Only rules on the trial's metrics take part, so that rules without prints stay out of it.
    """
    metrics = {series.metric for series in trial.series}
    taking_part = [rule for rule in rules if rule.metric in metrics]
    days = [max((len(series.prints) for series in trial.series), default=0)]
    length = max(days + [expected.at + 1 for expected in trial.expectations])
    expected = {each.at: each for each in trial.expectations}
    wrong: list[str] = []
    states: tuple[AlertState, ...] = ()
    context = Context(last_evaluated_at=_moment(trial, 0) - _JUDGED_AFTER, repeat_after=timedelta())
    for place, samples in enumerate(_samples(trial, length)):
        now = _moment(trial, place) + _JUDGED_AFTER
        result = step(states, samples, taking_part, now, context)
        states, context = result.states, replace(context, last_evaluated_at=now)
        if place in expected:
            said = tuple(f"{event.rule} {event.transition}" for event in result.events)
            wrong += _differences(expected[place], states, said)
    return tuple(wrong)


def _moment(trial: Trial, place: int) -> datetime:
    return datetime.combine(trial.start + timedelta(days=place * trial.every_days), _PRINTED_AT)


def _samples(trial: Trial, length: int) -> Iterator[list[Sample]]:
    """Yield the newest sample of every series after each print."""
    newest: dict[tuple[str, Labels], Sample] = {}
    for place in range(length):
        for series in trial.series:
            key = (series.metric, series.labels)
            print_ = series.prints[place] if place < len(series.prints) else Print(missing=True)
            if not print_.missing:
                newest[key] = _sample(series, print_.value, _moment(trial, place))
            elif key in newest:
                state = FreshnessState.STALE if print_.stale else newest[key].state
                newest[key] = replace(newest[key], state=state)
        yield list(newest.values())


def _sample(series: TrialSeries, value: float | None, seen_at: datetime) -> Sample:
    return Sample(
        metric=series.metric,
        labels=series.labels,
        value=value,
        unit=series.unit,
        observed_on=seen_at.date(),
        seen_at=seen_at,
        source="trial",
        state=FreshnessState.LIVE,
    )


def _differences(expected: Expectation, states: Sequence[AlertState], said: tuple[str, ...]) -> list[str]:
    """Return how a moment differs from what was expected of it."""
    found = []
    if expected.firing is not None:
        names = {_named(state): state.rule for state in states if state.phase.active}
        unexpected = {name for name, rule in names.items() if not {name, rule} & expected.firing}
        absent = expected.firing - set(names) - set(names.values())
        found += [f"at {expected.at}: {name} fires, which was not expected" for name in sorted(unexpected)]
        found += [f"at {expected.at}: {name} does not fire" for name in sorted(absent)]
    if expected.said is not None and expected.said != said:
        found.append(f"at {expected.at}: said {list(said)}, expected {list(expected.said)}")
    return found


def _named(state: AlertState) -> str:
    return f"{state.rule}{{{', '.join(f'{name}={value}' for name, value in state.labels)}}}"
