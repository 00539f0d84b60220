from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from debtwatch.alerts.metrics import METRICS
from debtwatch.config import rules as reader
from debtwatch.config.paths import shipped
from debtwatch.config.rules import KEYS, read_rules, rules_digest
from debtwatch.domain.alert import Comparison, NoData, Rule, Severity, Span
from debtwatch.domain.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = shipped("config", "rules.toml")
PLAIN = """
[rule.mine]
metric = "spread.w1_bp"
match = { series = "BAML*" }
op = ">="
threshold = 25
severity = "warning"
summary = "{series} moved {value}"
"""


def read(text: str, tmp_path: Path) -> dict[str, Rule]:
    own = tmp_path / "rules.toml"
    own.write_text(text, encoding="utf-8")
    return {rule.id: rule for rule in read_rules(SHIPPED, own, METRICS)}


def refused(text: str, tmp_path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, tmp_path)
    return str(caught.value)


def test_the_shipped_rules_are_sound_and_watch_what_the_design_names() -> None:
    rules = {rule.id: rule for rule in read_rules(SHIPPED, None, METRICS)}
    assert {rules["hy-widening"].threshold, rules["hy-widening-severe"].threshold} == {100, 200}
    assert rules["hy-widening"].group == rules["hy-widening-severe"].group
    assert rules["maturity"].threshold == 182
    assert {"hy-week", "hy-z", "nfci", "ofr-stress", "hyperion-gap", "coreweave-gap", "oracle-gap"} <= set(rules)
    assert all(rule.enabled for rule in rules.values())


def test_every_shipped_rule_on_a_level_clears_below_it() -> None:
    scales = [rule for rule in read_rules(SHIPPED, None, METRICS) if rule.metric.startswith(("spread", "refinancing"))]
    assert all(rule.clears_at != rule.threshold for rule in scales)


def test_every_field_of_a_rule_can_be_written() -> None:
    names = {"op": "comparison", "for": "hold"}
    assert {names.get(key, key) for key in KEYS} == {field.name for field in fields(Rule)} - {"id"}


def test_the_shipped_file_explains_every_key() -> None:
    head = SHIPPED.read_text(encoding="utf-8").split("[rule.")[0]
    assert [key for key in KEYS if key not in head] == []


def test_a_users_rule_joins_the_shipped_ones(tmp_path: Path) -> None:
    mine = read(PLAIN, tmp_path)["mine"]
    assert (mine.comparison, mine.threshold, mine.severity) == (Comparison.AT_OR_ABOVE, 25, Severity.WARNING)
    assert (mine.hold, mine.nodata, mine.required) == (Span(), NoData.UNKNOWN, False)


def test_a_user_changes_one_key_of_a_shipped_rule_and_keeps_the_others(tmp_path: Path) -> None:
    before = {rule.id: rule for rule in read_rules(SHIPPED, None, METRICS)}["hy-week"]
    after = read('[rule.hy-week]\nthreshold = 60\nfor = "2 obs"\nmax_age = "36h"\n', tmp_path)["hy-week"]
    assert (after.threshold, after.hold, after.max_age) == (60, Span(observations=2), timedelta(hours=36))
    assert (after.metric, after.clear_threshold) == (before.metric, before.clear_threshold)


def test_a_user_turns_a_shipped_rule_off(tmp_path: Path) -> None:
    assert not read("[rule.maturity]\nenabled = false\n", tmp_path)["maturity"].enabled


@pytest.mark.parametrize(
    ("span", "read_as"),
    [
        ("3 obs", Span(observations=3)),
        ("3obs", Span(observations=3)),
        ("90m", Span(lasting=timedelta(minutes=90))),
        ("4h", Span(lasting=timedelta(hours=4))),
        ("2d", Span(lasting=timedelta(days=2))),
    ],
)
def test_spans_are_observations_or_time(span: str, read_as: Span, tmp_path: Path) -> None:
    assert read(PLAIN + f'for = "{span}"\nkeep_firing = "{span}"\n', tmp_path)["mine"].hold == read_as


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('metrik = "x"', "rules.toml: rule.mine.metrik: unknown key; did you mean metric?"),
        ('for = "3 days"', "rule.mine.for: found '3 days', expected a count of observations or a time"),
        ('for = "9999d"', "rule.mine.for: found '9999d', expected at most a year"),
        ("for = 3", "rule.mine.for: found 3, expected a count"),
        ('max_age = "3 obs"', "rule.mine.max_age: found '3 obs', expected a time above zero"),
        ("clear_threshold = 30", "rule.mine.clear_threshold: found 30.0, expected at or below the threshold 25"),
        ("clear_threshold = nan", "rule.mine.clear_threshold: found nan, expected a finite number"),
        ("clear_threshold = true", "rule.mine.clear_threshold: found True, expected a finite number"),
        ('nodata = "ok"', "rule.mine.nodata: found 'ok', expected one of unknown, hold, fire"),
        ('nodata = "hold"\nrequired = true', "rule.mine.required: found True, expected nodata"),
        ('required = "yes"', "rule.mine.required: found 'yes', expected true or false"),
        ('inhibits = ["hy-weak"]', "rule.mine.inhibits: found 'hy-weak', expected a rule; did you mean hy-week?"),
        ("inhibits = [3]", "rule.mine.inhibits: found [3], expected a list of rule ids"),
        ('runbook = ""', "rule.mine.runbook: found '', expected text in quotes"),
    ],
)
def test_a_wrong_key_says_file_rule_key_found_and_expected(line: str, says: str, tmp_path: Path) -> None:
    assert says in refused(PLAIN + line, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("spread.w1_bp", "spread.w1", "found 'spread.w1', expected a metric; did you mean spread.w1_bp?"),
        ("series = ", "serie = ", "rule.mine.match: found 'serie', expected a label of spread.w1_bp: series"),
        ('"BAML*"', "3", "rule.mine.match: found {'series': 3}, expected labels and patterns"),
        ("{series}", "{deal}", "rule.mine.summary: found '{deal}', expected one of observed_on, series, threshold"),
        ('">="', '"=="', "rule.mine.op: found '==', expected one of >, >=, <, <="),
        ('"warning"', '"page"', "rule.mine.severity: found 'page', expected one of info, warning, critical"),
        ("threshold = 25", "", "rule.mine.threshold: missing"),
        ("rule.mine", '"rule"."Mine!"', "expected an id of small letters, digits and hyphens"),
        ("[rule.mine]", "[alert.mine]", "alert: unknown table, expected [rule.<id>]"),
        ("[rule.mine]", "rule = 3\n[x]", "rule: expected tables [rule.<id>]"),
        ("[rule.mine]", "[rule]\nmine = 3\n[rule.other]", "rule.mine: expected a table"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_its_place(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert says in refused(PLAIN.replace(old, new), tmp_path)


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    said = refused(PLAIN + "nodata = 3\nrequired = 3\n[rule.hy-week]\nthreshold = 'high'\n", tmp_path)
    assert all(f"rules.toml: rule.{place}" in said for place in ("mine.nodata", "mine.required", "hy-week.threshold"))


@pytest.mark.parametrize(
    ("content", "says"), [(b"[rule", "not TOML"), (b"\xff\xfe", "not TOML"), (b"#" * 1_000_001, "too large")]
)
def test_a_file_that_cannot_be_read_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    own = tmp_path / "rules.toml"
    own.write_bytes(content)
    with pytest.raises(ConfigError, match=says) as caught:
        read_rules(SHIPPED, own, METRICS)
    assert str(own) in str(caught.value)


def test_foreign_text_in_a_rule_cannot_reach_a_terminal(tmp_path: Path) -> None:
    said = refused(PLAIN.replace("rule.mine", '"rule"."\\u001b]0;PWNED"') + '"\\u009b6n" = 3\n', tmp_path)
    assert not {"\x1b", "\x9b"} & set(said)


def test_the_digest_changes_with_any_byte_of_either_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    seen = {rules_digest((one, two))}
    one.write_bytes(b"ab")
    seen.add(rules_digest((one, two)))
    one.write_bytes(b"a")
    two.write_bytes(b"b")
    seen.add(rules_digest((one, two)))
    two.write_bytes(b"c")
    seen.add(rules_digest((one, two)))
    assert len(seen) == 4
    assert reader.FILE == "rules.toml"
