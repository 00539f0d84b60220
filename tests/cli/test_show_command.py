from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from debtwatch.cli.main import main


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(filled_home, tmp_path / "home")
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    return home


def test_refinancing_counts_every_dollar_it_priced_and_every_one_it_did_not(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "refinancing", "--format", "json", "--by", "sponsor"]) == 0
    shown = json.loads(capsys.readouterr().out)
    totals = shown["totals"]
    assert totals["tranches"] == 205
    assert totals["priced_usd_m"] + totals["unpriced_usd_m"] == pytest.approx(totals["total_usd_m"])
    assert sum(row["committed_usd_m"] or 0.0 for row in shown["rows"]) == pytest.approx(totals["total_usd_m"])
    assert shown["book_reviewed_to"] >= "2026-10-07"


def test_before_the_first_deal_the_pane_is_empty_and_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "refinancing", "--as-of", "2008-09-15", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["as_of"], shown["rows"], shown["totals"]["tranches"]) == ("2008-09-15", [], 0)


def test_a_series_for_personal_use_is_not_written_unless_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "spreads", "--format", "csv"]) == 0
    printed = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(printed.out)))
    assert "UST_10Y" in {row["series"] for row in rows}
    assert "BAMLH0A0HYM2" not in {row["series"] for row in rows}
    assert "--include-personal" in printed.err
    assert main(["show", "spreads", "--format", "csv", "--include-personal"]) == 0
    assert "BAMLH0A0HYM2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "args", [["bubble", "--by", "gauge"], ["bubble", "--by", "event"], ["gauge", "complacency_hy"]]
)
def test_no_reading_of_a_personal_series_is_written_by_any_way_to_it(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    assert main(["show", *args, "--format", "csv"]) == 0
    withheld = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert not any("BAML" in row["series"] for row in withheld)
    assert main(["show", *args, "--format", "csv", "--include-personal"]) == 0
    assert any("BAML" in row["series"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_a_gauge_of_a_personal_series_keeps_its_figures_out_of_the_totals_too(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "gauge", "complacency_hy", "--format", "json"]) == 0
    printed = capsys.readouterr()
    withheld = json.loads(printed.out)
    assert set(withheld["totals"]) == {"gauge", "label", "lamp", "family"}
    assert withheld["rows"] == []
    assert "totals left out" in printed.err
    assert main(["show", "gauge", "complacency_hy", "--format", "json", "--include-personal"]) == 0
    assert json.loads(capsys.readouterr().out)["totals"]["value"] is not None
    assert main(["show", "gauge", "conditions_ofr", "--format", "json"]) == 0
    assert "value" in json.loads(capsys.readouterr().out)["totals"]


def test_a_table_on_the_screen_shows_all_of_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "gauge", "complacency_hy"]) == 0
    printed = capsys.readouterr()
    assert "left out" not in printed.err
    assert "now " in printed.out


def test_the_table_says_what_day_it_is_of_and_what_is_recorded(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "bubble"]) == 0
    first, build_up, breaking = capsys.readouterr().out.splitlines()[:3]
    assert "(recorded)" in first
    assert build_up.startswith("build-up: ")
    assert "reporting" in breaking


def test_a_day_that_is_none_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["show", "spreads", "--as-of", "2026-02-30"])
    assert refused.value.code == 3
    assert "2026-02-30" in capsys.readouterr().err


def test_a_first_run_without_a_network_prices_a_and_better_on_the_recorded_corporate_curve(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "refinancing", "--by", "tranche", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    hyperion = next(row for row in rows if row["deal_id"] == "meta-hyperion-2025" and row["priced"])
    parts = hyperion["par_pct"] + hyperion["spread_pct"] + (hyperion["premium_pct"] or 0.0)
    assert (hyperion["spread_basis"], hyperion["premium_basis"]) == ("hqm", "ex premium")
    assert hyperion["gap_bp"] == pytest.approx(100 * (parts - hyperion["coupon_pct"]))
    assert {row["spread_basis"] for row in rows if row["priced"] and row["coupon_type"] == "fixed"} == {"hqm"}
    assert max(row["rating_notch"] for row in rows if row["priced"]) <= 7
    assert all(row["unpriced_because"] for row in rows if not row["priced"])


def test_every_answer_says_how_many_problems_the_book_has_beside_its_age(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "wall", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["book_problems"] == 0
    torn = home / "config" / "deals" / "saline.toml"
    torn.parent.mkdir(parents=True, exist_ok=True)
    torn.write_text(
        '[[deal]]\nid = "oracle-saline-2026"\nname = "Mine"\nsponsor = "Oracle"\n[[deal.tranche]]\nname = "a"\n'
        'obligor = "b"\ninstrument = "bridge"\nstatus = "closed"\nbalance_sheet = "off"\ncommitted_usd_m = -14000\n'
    )
    assert main(["show", "wall", "--format", "json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert (after["book_problems"], after["totals"]) == (2, whole["totals"])
    assert main(["show", "structure"]) == 0
    assert "2 problems in the book: `debtwatch book check`" in capsys.readouterr().out.splitlines()[0]
