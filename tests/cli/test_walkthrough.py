from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from debtwatch.cli.main import main

PAGE = Path(__file__).parents[2] / "docs" / "walkthrough.md"
STATED = re.compile(r"\| `([\w.-]+)` \| (-?[\d.]+) \|")
SUM = re.compile(r"^([-\d.+x/ ]+) = (-?[\d.]+)$")
DAY = "2026-09-02"


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(filled_home, tmp_path / "home")
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    return home


def rows(capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, Any]]:
    assert main(["show", *args, "--as-of", DAY, "--format", "json"]) == 0
    printed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return [row for row in printed if "Hyperion" in row["deal"]]


def places(text: str) -> int:
    return len(text.partition(".")[2])


def worked_out(expression: str) -> float:
    """Evaluate sums of products left to right: numbers, + - x /, spaces between."""
    total, term, adding, times = 0.0, None, 1.0, ""
    for token in expression.split():
        if token in {"+", "-"}:
            total, term, adding = total + adding * (term or 0.0), None, 1.0 if token == "+" else -1.0
        elif token in {"x", "/"}:
            times = token
        else:
            value = float(token)
            term = value if term is None else term * value if times == "x" else term / value
    return total + adding * (term or 0.0)


def test_every_number_of_the_walkthrough_is_what_the_command_prints(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tranche,) = rows(capsys, "refinancing", "--by", "tranche")
    cliffs = {row["expires_on"]: row for row in reversed(rows(capsys, "structure", "--by", "cliff"))}
    stated = STATED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(stated) > 15
    for name, text in stated:
        day, _, column = name.rpartition(".")
        ours = cliffs[day][column] if day else tranche[name]
        assert f"{ours:.{places(text)}f}" == text, name


def test_every_sum_of_the_walkthrough_adds_up_to_its_last_place() -> None:
    sums = [found for line in PAGE.read_text(encoding="utf-8").splitlines() if (found := SUM.match(line))]
    assert len(sums) > 8
    for each in sums:
        expression, result = each.groups()
        assert worked_out(expression) == pytest.approx(float(result), abs=1.01 * 10 ** -places(result)), each[0]


def test_what_the_page_says_of_its_premium_and_its_spread_is_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tranche,) = rows(capsys, "refinancing", "--by", "tranche")
    assert (tranche["spread_basis"], tranche["premium_basis"]) == ("hqm", "ex premium")
    assert main(["show", "spreads", "--by", "attribution", "--format", "json"]) == 0
    marks = json.loads(capsys.readouterr().out)["rows"]
    latest = next(row for row in marks if "Hyperion" in row["deal"])
    assert latest["to_read"] == "price"
    assert f"{latest['to_pct']:.1f}" == "7.6"
