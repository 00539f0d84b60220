from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LAST_LINE = "import sys; from debtwatch.cli.main import main; code = main(sys.argv[1:]); "


def debtwatch(*argv: str, home: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in a home of its own."""
    environment = os.environ | {"DEBTWATCH_HOME": str(home), "PYTHONWARNINGS": "error"}
    start = [sys.executable, "-c", LAST_LINE + code] if code else [sys.executable, "-m", "debtwatch"]
    return subprocess.run(
        [*start, *argv],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_version_is_printed_without_loading_anything_heavy(tmp_path: Path) -> None:
    loaded = debtwatch(
        "--version",
        home=tmp_path,
        code="",
    )
    assert loaded.returncode == 0
    assert loaded.stdout.startswith("debtwatch ")


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
