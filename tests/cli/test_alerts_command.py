from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alert_homes import book_rule, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WARNING, CRITICAL = book_rule("bad", "warning"), book_rule("worse", "critical")
TRIALS = """
[[test]]
name = "a week of widening fires and clears"
[[test.series]]
metric = "spread.w1_bp"
labels = { series = "BAMLH0A0HYM2" }
values = "10+10x4 _ null 15"
[[test.expect]]
at = 3
firing = ["hy-week"]
said = ["hy-week firing"]
[[test.expect]]
at = 6
said = ["hy-week stale"]
[[test.expect]]
at = 7
firing = []
said = ["hy-week fresh", "hy-week resolved"]
"""


def test_what_fires_is_listed_worst_first_and_a_silenced_one_only_when_asked(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING + CRITICAL)
    assert run(home, "check").returncode == 2
    listed = run(home, "alerts", "list").stdout.splitlines()
    assert [line.split()[1] for line in listed] == ["critical", "warning"]
    silenced = run(home, "alerts", "silence", "rule=wors?", "--for", "2h", "--reason", "known", "--author", "ann")
    assert silenced.returncode == 0
    assert run(home, "check").returncode == 1
    assert [line.split()[1] for line in run(home, "alerts", "list").stdout.splitlines()] == ["warning"]
    assert "silenced" in run(home, "alerts", "list", "--silenced").stdout
    assert "ann: known" in run(home, "alerts", "silences").stdout
    assert run(home, "alerts", "unsilence", "1").returncode == 0
    assert run(home, "check").returncode == 2


def test_an_acknowledged_alert_says_who_has_seen_it(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    run(home, "check")
    fingerprint = run(home, "alerts", "list").stdout.split()[0]
    assert run(home, "alerts", "ack", fingerprint, "--author", "ann").returncode == 0
    assert "seen by ann" in run(home, "alerts", "list").stdout


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("ack", "ffff"), "no firing alerts"),
        (("silence", "rule", "--for", "2h", "--reason", "x"), "is not a matcher"),
        (("silence", "rule=x", "--for", "soon", "--reason", "x"), "expected a count of observations or a time"),
        (("silence", "rule=x", "--for", "91d", "--reason", "x"), "within 90 days"),
        (("silence", "rule=x", "--for", "2h", "--reason", " "), "a reason"),
        (("unsilence", "7"), "no silence 7"),
        (("sleep",), "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(
    argv: tuple[str, ...], says: str, home_with: Callable[[str], Path]
) -> None:
    refused = run(home_with(""), "alerts", *argv)
    assert refused.returncode == 3
    assert says in refused.stderr
    assert refused.stdout == ""


def test_rules_check_is_1_on_problems_and_names_them(tmp_path: Path) -> None:
    assert run(tmp_path, "rules", "check").returncode == 0
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "rules.toml").write_text('[rule.hy-week]\nfor = "soon"\n', encoding="utf-8")
    checked = run(tmp_path, "rules", "check")
    assert checked.returncode == 1
    assert "rules.toml: rule.hy-week.for: found 'soon'" in checked.stderr


def test_rules_and_metrics_are_listed(tmp_path: Path) -> None:
    assert "hy-week" in run(tmp_path, "rules", "list").stdout
    assert "spread.w1_bp" in run(tmp_path, "rules", "list", "--metrics").stdout


def test_trials_pass_or_say_what_went_otherwise(tmp_path: Path) -> None:
    trials = tmp_path / "trials.toml"
    trials.write_text(TRIALS, encoding="utf-8")
    passed = run(tmp_path, "rules", "test", str(trials))
    assert (passed.returncode, passed.stdout) == (0, "passed  a week of widening fires and clears\n")
    trials.write_text(TRIALS.replace('firing = ["hy-week"]', "firing = []"), encoding="utf-8")
    failed = run(tmp_path, "rules", "test", str(trials))
    assert failed.returncode == 1
    assert "at 3: hy-week{series=BAMLH0A0HYM2} fires, which was not expected" in failed.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[[test]]", "[[trial]]", "there is no trial in it"),
        ("spread.w1_bp", "spread.w9", "is no metric"),
        ("10+10x4", "10+x4", "'10+x4' is none of"),
        ("at = 3", 'at = "3"', "expect.at: found '3', expected a whole number"),
        ("firing = []", "fires = []", "unknown key 'fires'"),
        ("[[test]]", "[[test", "not TOML"),
    ],
)
def test_a_wrong_file_of_trials_is_refused_with_its_place(old: str, new: str, says: str, tmp_path: Path) -> None:
    trials = tmp_path / "trials.toml"
    trials.write_text(TRIALS.replace(old, new, 1), encoding="utf-8")
    refused = run(tmp_path, "rules", "test", str(trials))
    assert refused.returncode == 3
    assert says in refused.stderr
    assert str(trials) in refused.stderr
