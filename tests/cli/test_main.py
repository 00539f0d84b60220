from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPORTING = (
    "import sys; from debtwatch.cli.main import main\n"
    "try:\n    code = main(sys.argv[1:])\n"
    "except SystemExit as ended:\n    code = ended.code\n"
    "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
)
HEAVY = {"textual", "rich", "polars", "httpx", "apscheduler", "click"}


def debtwatch(*argv: str, home: Path, start: tuple[str, ...] = ("-m", "debtwatch")) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in a home of its own."""
    return subprocess.run(
        [sys.executable, *start, *argv],
        capture_output=True,
        text=True,
        env=os.environ | {"DEBTWATCH_HOME": str(home)},
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def loaded_by(*argv: str, home: Path) -> set[str]:
    """Return the heavy libraries a command has loaded by its end: what a static graph cannot see."""
    return set(debtwatch(*argv, home=home, start=("-c", REPORTING)).stderr.splitlines()[-1].split()) & HEAVY


def test_the_version_is_printed_without_loading_anything_heavy(tmp_path: Path) -> None:
    assert debtwatch("--version", home=tmp_path).stdout.startswith("debtwatch ")
    assert loaded_by("--version", home=tmp_path) == set()


@pytest.mark.parametrize(
    ("argv", "needed"),
    [
        (("show", "spreads"), {"polars"}),
        (("check",), {"polars"}),
        (("doctor",), set()),
        (("config", "show"), set()),
        (("book", "check"), set()),
        (("poll", "ofr"), {"httpx"}),
    ],
)
def test_a_headless_command_loads_what_it_needs_and_never_a_screen(
    argv: tuple[str, ...], needed: set[str], filled_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    assert loaded_by(*argv, home=home) == needed


def test_help_lists_every_command_with_what_it_does(tmp_path: Path) -> None:
    printed = debtwatch("--help", home=tmp_path)
    assert printed.returncode == 0
    for command in ("check", "watch", "show", "book", "doctor", "demo"):
        assert f"  {command} " in printed.stdout


@pytest.mark.parametrize("argv", [("chekc",), ("check", "--no-such-flag"), ("show", "weather")])
def test_a_usage_error_is_unknown_never_critical(argv: tuple[str, ...], tmp_path: Path) -> None:
    refused = debtwatch(*argv, home=tmp_path)
    assert refused.returncode == 3
    assert refused.stdout == ""
    assert "debtwatch" in refused.stderr


def test_without_a_terminal_the_monitor_says_which_command_prints_instead(tmp_path: Path) -> None:
    refused = debtwatch(home=tmp_path)
    assert refused.returncode == 3
    assert "debtwatch check" in refused.stderr


def test_wrong_settings_are_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "debtwatch.toml").write_text("[polling]\ntick = 1\n")
    refused = debtwatch("doctor", home=tmp_path)
    assert refused.returncode == 3
    assert "polling.tick: unknown key" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_table_that_cannot_be_written_is_the_disks_fault_not_ours(tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "debtwatch", "show", "spreads", "--format", "csv"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"DEBTWATCH_HOME": str(tmp_path)},
            timeout=60,
            check=False,
        )
    assert ended.returncode == 3
    assert "debtwatch show: stdout cannot be written: No space left on device" in ended.stderr


def test_the_monitor_is_not_drawn_into_a_file(tmp_path: Path) -> None:
    keys, screen = os.openpty()
    with (tmp_path / "errors.log").open("w", encoding="utf-8") as errors:
        ended = subprocess.run(
            [sys.executable, "-m", "debtwatch"],
            stdin=screen,
            stdout=screen,
            stderr=errors,
            env=os.environ | {"DEBTWATCH_HOME": str(tmp_path / "home")},
            timeout=60,
            check=False,
        )
    os.close(keys)
    os.close(screen)
    assert ended.returncode == 3
    assert "needs a terminal on stdin, stdout and stderr" in (tmp_path / "errors.log").read_text(encoding="utf-8")
