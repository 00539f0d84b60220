"""What is computed for the rules alone is what the whole snapshot says, and nothing else is computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from alerting import rule
from debtwatch.alerts.metrics import METRICS
from debtwatch.analysis.snapshot import Inputs, build_snapshot
from debtwatch.analysis.snapshot.asked import Asked, findings
from debtwatch.analysis.snapshot.findings import found_in
from debtwatch.book import read_book
from debtwatch.config.paths import shipped
from debtwatch.config.rules import FILE, read_rules
from debtwatch.desk.samples import known_labels, samples_of
from debtwatch.desk.watched import ALL, Watched
from markets import SERIES, book, inputs, noon, vintages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.snapshot.findings import Findings
    from debtwatch.domain.alert import Labels, Rule, Sample

SHIPPED = read_rules(shipped("config", FILE), None, METRICS)
TODAY = date(2026, 6, 15)
STORES = {
    "a market": inputs(read_book(shipped("config"), None, largest_bytes=16_000_000).frames()),
    "an empty store": inputs(read_book(shipped("config"), None, largest_bytes=16_000_000).frames(), vintages([])),
    "debt alone": inputs(book({}, {"sp_at_issue": "BB"})),
}


@pytest.fixture(scope="module", params=STORES)
def given(request: pytest.FixtureRequest) -> Inputs:
    return STORES[request.param]


@pytest.fixture(scope="module")
def whole(given: Inputs) -> Findings:
    """Return the findings of the whole snapshot."""
    return found_in(build_snapshot(given, as_of=TODAY, moment=noon(TODAY)))


def asked_of(given: Inputs, asked: Asked) -> Findings:
    return findings(given, asked, as_of=TODAY, moment=noon(TODAY))


def by_labels(samples: tuple[Sample, ...]) -> Mapping[tuple[str, Labels], Sample]:
    return {(sample.metric, sample.labels): sample for sample in samples}


def about(metric: str, **match: str) -> Rule:
    return rule(metric.replace(".", "-").replace("_", "-"), metric=metric, match=tuple(sorted(match.items())))


def test_asked_for_everything_every_sample_is_the_snapshots(given: Inputs, whole: Findings) -> None:
    found = asked_of(given, Asked())
    assert by_labels(samples_of(found, SERIES)) == by_labels(samples_of(whole, SERIES))
    assert known_labels(found, SERIES) == known_labels(whole, SERIES)


@pytest.mark.parametrize(
    "rules",
    [
        SHIPPED,
        *([about(metric)] for metric in METRICS),
        [about("spread.w1_bp", series="2S10S")],
        [about("spread.percentile", series="UST_*")],
        [about("gauge.value", gauge="ponzi_*")],
        [about("refinancing.headroom_bp", sponsor="Oracle*"), about("refinancing.gap_bp", book="all")],
        [],
    ],
    ids=lambda rules: f"{len(rules)}-{rules[0].id}-{rules[0].match}" if rules else "none",
)
def test_asked_for_what_rules_watch_every_such_sample_is_the_snapshots(
    given: Inputs, whole: Findings, rules: list[Rule]
) -> None:
    watched = Watched(rules)
    found = asked_of(given, watched.asked(SERIES.values()))
    samples = samples_of(found, SERIES, watched)
    expected = tuple(sample for sample in samples_of(whole, SERIES) if watched.watches(sample))
    assert by_labels(samples) == by_labels(expected)
    assert by_labels(samples_of(whole, SERIES, watched)) == by_labels(expected)
    known = known_labels(whole, SERIES)
    assert known_labels(found, SERIES, watched).items() <= known.items()
    assert {name for sample in samples for name, _ in sample.labels} & set(known) <= set(
        known_labels(found, SERIES, watched)
    )


def test_what_is_switched_off_is_not_watched() -> None:
    on, off = about("book.problems"), replace(about("lamp.level"), enabled=False)
    assert Watched([on, off]).any_of({"book.problems"})
    assert not Watched([on, off]).any_of({"lamp.level"})
    assert ALL.any_of({"lamp.level"})


def test_headroom_and_gauges_that_only_inform_are_asked_for_where_a_rule_is_about_them() -> None:
    plain = Watched(SHIPPED).asked(SERIES.values())
    assert (plain.headroom, plain.informing) == (False, False)
    assert set(plain.series or ()) == {"BAMLH0A0HYM2", "BAMLC0A4CBBB", "BAMLC0A0CM", "UST_10Y", "NFCI", "OFR_FSI"}
    more = Watched([about("refinancing.headroom_bp"), about("gauge.level", gauge="ponzi_ocf")]).asked(SERIES.values())
    assert (more.headroom, more.informing) == (True, True)
