"""What the program says on daily history of one's own: imported by its command, read by its commands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from debtwatch.cli.main import main

FOLDER = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "series"
MEMBERS = (
    "SPY", "DHI", "KBH", "LEN", "NVR", "PHM", "TOL", "BTC-USD", "AMZN", "GOOGL", "META", "MSFT", "NVDA", "ORCL",
)  # fmt: skip
CREDIT = ("BAMLH0A0HYM2", "BAMLC0A0CM", "BAMLC0A4CBBB", "BAA10Y", "NFCI", "ANFCI", "STLFSI4", "TDSP", "SHILLER_CAPE")
SETTINGS = "[feeds.tiingo]\nenabled = false\n\n[polling]\nenabled = false\n"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the daily history of the research data")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home into which `debtwatch series import` has put every file."""
    place = tmp_path_factory.mktemp("imported")
    (place / "config").mkdir()
    (place / "config" / "debtwatch.toml").write_text(SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEBTWATCH_HOME", str(place))
        for id_ in (*MEMBERS, *CREDIT):
            assert main(["series", "import", str(FOLDER / f"{id_}.csv"), "--series", id_]) == 0, id_
    return place


@pytest.fixture
def show(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    capsys.readouterr()

    def shown(*words: str) -> Any:
        assert main(["show", *words, "--format", "json", "--include-personal"]) == 0
        return json.loads(capsys.readouterr().out)

    return shown


def booms(found: Any) -> list[tuple[str, str]]:
    return [(each["first"], each["last"]) for each in found["totals"]["episodes"] if each["direction"] == "boom"]


def test_bitcoin_was_explosive_in_the_last_quarter_of_2017(show: Any) -> None:
    found = show("gauge", "explosive_btc", "--as-of", "2019-07-01")
    assert booms(found) == [("2017-10", "2017-12")]
    assert found["totals"]["basis"] == "month end"


def test_homebuilders_were_explosive_until_the_month_after_their_peak(show: Any) -> None:
    """April and September 2005 are close calls: 9,999 paths leave them open, ten times as many decide them."""
    found = show("gauge", "explosive_homebuilders", "--as-of", "2010-12-20")
    assert ("2004-12", "2005-09") in booms(found)


def test_the_ai_basket_is_not_explosive_today(show: Any) -> None:
    found = show("gauge", "explosive_ai", "--as-of", "2026-08-20")
    assert found["totals"]["value"] == 0.0
    assert found["totals"]["votes"]
    assert all(last < "2018" for _, last in booms(found))


def test_homebuilders_first_doubled_two_years_before_their_peak(show: Any) -> None:
    found = show("gauge", "run_up_homebuilders", "--as-of", "2005-08-15")
    assert found["totals"]["colour"] == "red"
    assert found["totals"]["reading_2008_on"] is None  # ours had not begun: nothing to compare with
    assert found["totals"]["basis"] == "month end"


def test_credit_said_nothing_in_2017(show: Any) -> None:
    for day in ("2017-06-15", "2017-09-15", "2017-12-16"):
        rows = {row["gauge"]: row for row in show("bubble", "--as-of", day)["rows"]}
        reporting = [row for row in rows.values() if row["lamp"] == "break" and row["value"] is not None]
        assert {"widening_hy", "conditions_nfci", "conditions_stlfsi", "conditions_ofr"} <= {
            row["gauge"] for row in reporting
        }
        assert all(row["colour"] in {"calm", "none"} for row in reporting), [
            (row["gauge"], row["value"]) for row in reporting if row["colour"] not in {"calm", "none"}
        ]


def test_what_stands_beside_the_families_is_read_from_imported_history(show: Any) -> None:
    rows = {row["gauge"]: row for row in show("bubble", "--as-of", "2007-12-31")["rows"]}
    assert rows["tdsp"]["value"] == pytest.approx(15.85, abs=0.02)
    dear = {row["gauge"]: row for row in show("bubble", "--as-of", "2026-06-20")["rows"]}["cape"]
    assert dear["value"] > 90
    assert (dear["colour"], dear["votes"], dear["red"]) == ("none", False, None)


def stretches(lit: list[str]) -> str:
    """Return months as the record's page writes them: 2006-12..2007-07, 2019-01..12, 2024-10 on."""
    runs: list[list[str]] = []
    for month in lit:
        if runs and month == following(runs[-1][-1]):
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(_stretch(run[0], run[-1]) for run in runs)


def following(month: str) -> str:
    place = int(month[:4]) * 12 + int(month[5:])
    return f"{place // 12}-{place % 12 + 1:02}"


def _stretch(first: str, last: str) -> str:
    if last == "2026-10":
        return f"{first} on"
    if first == last:
        return first
    return f"{first}..{last[5:] if first[:4] == last[:4] else last}"


def test_the_page_of_the_record_lists_the_months_the_replay_lights(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    assert main(["backtest", "--months", "--to", "2026-11-01", "--format", "csv"]) == 0
    rows = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    said = (Path(__file__).resolve().parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
    for lamp in ("build-up", "break"):
        lit = [month for month, line, level in rows if line == lamp and level in {"caution", "high"}]
        (row,) = (line for line in said.splitlines() if line.startswith(f"| {lamp} |"))
        assert row.split("|")[3].strip() == stretches(lit), lamp


def test_lppls_is_off_until_it_is_switched_on(
    show: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day = ("--as-of", "2017-12-10")
    assert main(["show", "gauge", "lppls_btc", *day]) == 3
    assert "off; `[bubble] lppls = true`" in capsys.readouterr().err
    assert main(["show", "bubble", *day]) == 0
    assert "LPPLS confidence is off; `[bubble] lppls = true`" in capsys.readouterr().out
    silent = show("bubble", *day)

    monkeypatch.setenv("DEBTWATCH_BUBBLE_LPPLS", "true")

    spoken = show("bubble", *day)
    rows = {row["gauge"]: row for row in spoken["rows"]}
    assert set(rows) - {row["gauge"] for row in silent["rows"]} == {"lppls_ai", "lppls_btc"}
    assert (rows["lppls_btc"]["colour"], rows["lppls_btc"]["votes"]) == ("amber", False)
    assert spoken["totals"] == silent["totals"]
    assert "a regime-change window, not a date" in show("gauge", "lppls_btc", *day)["totals"]["note"]
    assert main(["show", "bubble", *day]) == 0
    assert "is off" not in capsys.readouterr().out


def test_lppls_says_nothing_of_the_ai_basket_today(show: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBTWATCH_BUBBLE_LPPLS", "true")
    totals = show("gauge", "lppls_ai", "--as-of", "2026-08-20")["totals"]
    assert (totals["value"], totals["colour"], totals["observed_on"]) == (0.0, "calm", "2026-08-19")
