from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alert_homes import ALL_OFF, MISSING, book_rule, command, environment, home_of, run

if TYPE_CHECKING:
    from collections.abc import Callable

WARNING, CRITICAL = book_rule("bad", "warning"), book_rule("worse", "critical")
LOADED = (
    "import sys; from debtwatch.cli.main import main; code = main(sys.argv[1:]); "
    "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
)


@pytest.mark.parametrize(
    ("rules", "argv", "code"),
    [
        ("", (), 0),
        (WARNING, (), 1),
        (WARNING + CRITICAL, (), 2),
        (MISSING, (), 3),
        (WARNING + MISSING, (), 1),
        (WARNING, ("--fail-on", "critical"), 0),
        (WARNING + CRITICAL, ("--fail-on", "never"), 0),
        ('[rule.bad]\nthreshold = "high"\n', (), 3),
    ],
    ids=["quiet", "warning", "critical", "unknown", "a warning is worse", "fail on critical", "never", "wrong rules"],
)
def test_the_exit_code_is_the_worst_of_what_stands(
    rules: str, argv: tuple[str, ...], code: int, home_with: Callable[[str], Path]
) -> None:
    checked = run(home_with(rules), "check", *argv)
    assert checked.returncode == code, checked.stderr
    assert "Traceback" not in checked.stderr


def test_the_exit_code_is_the_same_while_nothing_has_changed(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING + CRITICAL + MISSING)
    assert [run(home, "check").returncode for _ in range(3)] == [2, 2, 2]
    assert [run(home, "check", "--fail-on", "never").returncode for _ in range(2)] == [3, 3]


def test_events_go_to_stdout_once_and_narration_to_stderr(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    first, again = run(home, "check"), run(home, "check")
    assert [line.split()[2:4] for line in first.stdout.splitlines()] == [["WARNING", "summary"], ["WARNING", "firing"]]
    assert again.stdout == ""
    assert "firing: 1 warning" in first.stderr
    assert "nothing has changed since" in again.stderr


def test_the_log_is_replayed_from_a_place(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    printed = run(home, "check", "--format", "jsonl").stdout.splitlines()
    seqs = [json.loads(line)["seq"] for line in printed]
    assert seqs == [1, 2]
    assert run(home, "check", "--format", "jsonl", "--since", "0").stdout.splitlines() == printed
    assert run(home, "check", "--format", "jsonl", "--since", "1").stdout.splitlines() == printed[1:]


def test_a_rule_turned_off_resolves_and_the_code_is_quiet_again(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    run(home, "check")
    (home / "config" / "rules.toml").write_text(ALL_OFF, encoding="utf-8")
    checked = run(home, "check", "--format", "jsonl")
    lines = [json.loads(line) for line in checked.stdout.splitlines()]
    assert checked.returncode == 0
    assert ("bad", "resolved", "the rule was removed") in {
        (each["rule"], each["event"], each["reason"]) for each in lines
    }


def test_nothing_changed_needs_no_polars_and_never_a_screen_or_a_client(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    run(home, "check")
    again = subprocess.run(
        [sys.executable, "-c", LOADED, "check"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
        timeout=60,
    )
    loaded = set(again.stderr.splitlines()[-1].split())
    assert again.returncode == 1
    assert not loaded & {"polars", "numpy", "textual", "rich", "httpx", "apscheduler", "tomlkit"}


def test_a_full_pass_loads_polars_and_neither_a_screen_nor_a_client(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    first = subprocess.run(
        [sys.executable, "-c", LOADED, "check"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
        timeout=60,
    )
    loaded = set(first.stderr.splitlines()[-1].split())
    assert "polars" in loaded
    assert not loaded & {"textual", "rich", "httpx", "apscheduler"}


def test_the_shipped_rules_are_judged_without_numpy_and_without_the_parts_they_are_not_about(
    home_with: Callable[[str], Path],
) -> None:
    home = home_with("")
    (home / "config" / "rules.toml").unlink()
    code = "from debtwatch.__main__ import main; import sys; main(); print(*sys.modules, file=sys.stderr)"
    judged = subprocess.run(
        [sys.executable, "-c", code, "check"],
        capture_output=True,
        text=True,
        env=environment(home),
        check=False,
        timeout=60,
    )
    loaded = set(judged.stderr.splitlines()[-1].split())
    assert "22 rules" in judged.stderr
    assert "debtwatch.analysis.refinancing.tranches" in loaded
    unasked = ("hurdle", "structure.build", "circularity.build", "issuers.build", "refinancing.wall", "snapshot.build")
    assert not loaded & {"numpy", "debtwatch.domain.deal", *(f"debtwatch.analysis.{name}" for name in unasked)}


def test_a_reader_that_has_gone_is_141_without_a_word_and_the_event_is_printed_again(
    home_with: Callable[[str], Path],
) -> None:
    home = home_with(WARNING)
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run(
        command("check"), stdout=writing, stderr=subprocess.PIPE, env=environment(home), check=False, text=True
    )
    os.close(writing)
    assert gone.returncode == 141
    assert gone.stderr == ""
    assert "firing" in run(home, "check").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_unknown_and_the_event_is_printed_again(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        failed = subprocess.run(
            command("check"), stdout=full, stderr=subprocess.PIPE, env=environment(home), check=False, text=True
        )
    assert failed.returncode == 3
    assert "stdout cannot be written" in failed.stderr
    assert "firing" in run(home, "check").stdout


def test_without_a_stdout_it_says_so(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    closed = subprocess.run(
        f"exec {shlex.join(command('check'))} >&-",
        shell=True,
        stderr=subprocess.PIPE,
        env=environment(home),
        check=False,
        text=True,
    )
    assert closed.returncode == 3
    assert "no standard output" in closed.stderr


def test_two_checks_at_once_say_each_event_once_in_the_log(filled_home: Path, tmp_path: Path) -> None:
    home = home_of(filled_home, tmp_path / "home", WARNING + CRITICAL)
    both = [
        subprocess.Popen(command("check"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home))
        for _ in range(2)
    ]
    assert [process.communicate(timeout=60) and process.returncode for process in both] == [2, 2]
    ids = [
        json.loads(line)["id"] for line in run(home, "check", "--since", "0", "--format", "jsonl").stdout.splitlines()
    ]
    assert len(ids) == len(set(ids)) == 3


def test_colour_follows_the_reader_the_environment_and_the_flag(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    run(home, "check")
    replay = ("check", "--since", "0")
    assert "\x1b" not in run(home, *replay).stdout
    assert "\x1b[33m" in run(home, *replay, FORCE_COLOR="1").stdout
    assert "\x1b" not in run(home, *replay, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[33m" in run(home, *replay, "--color", "always", NO_COLOR="1").stdout
    assert "\x1b" not in run(home, *replay, "--color", "always", "--format", "jsonl").stdout
