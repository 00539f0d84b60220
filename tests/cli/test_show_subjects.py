from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from debtwatch.cli.main import main
from debtwatch.cli.show import SUBJECTS
from debtwatch.cli.show.shown import Drilled

EVERY = [(subject, rows) for subject, each in SUBJECTS.items() for rows in each.rows if rows.islower()]
"""Rows in capitals stand for a name the reader gives."""
HYPERION = "meta-hyperion-2025/senior-secured-amortizing-notes-6-581-2049"


@pytest.fixture
def home(filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = shutil.copytree(filled_home, tmp_path / "home")
    monkeypatch.setenv("DEBTWATCH_HOME", str(home))
    return home


def shown(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    assert main(["show", *args, "--format", "json", "--include-personal"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("subject", "rows"), EVERY)
def test_every_subject_prints_every_kind_of_its_rows(
    home: Path, capsys: pytest.CaptureFixture[str], subject: str, rows: str
) -> None:
    named = [HYPERION] if isinstance(SUBJECTS[subject], Drilled) else []
    assert main(["show", subject, *named, "--by", rows]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("as of ")
    assert len(printed.splitlines()) >= 3
    assert "nan" not in printed.lower().split()


def test_rows_a_subject_does_not_have_are_refused_with_those_it_has(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "wall", "--by", "sponsor"]) == 3
    assert "quarter or month or year" in capsys.readouterr().err


def test_the_wall_s_months_quarters_and_years_hold_the_same_dollars(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sums = [
        [
            sum(row[name] for row in shown(capsys, "wall", "--by", by)["rows"])
            for name in ("principal_usd_m", "tranches")
        ]
        for by in ("month", "quarter", "year")
    ]
    assert sums[0] == pytest.approx(sums[1])
    assert sums[1] == pytest.approx(sums[2])


def test_a_shock_is_named_and_raises_what_the_book_would_cost(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = shown(capsys, "refinancing")
    after = shown(capsys, "refinancing", "--shock", "up-100")
    assert (before["shock"], after["shock"]) == (None, "up-100")
    assert after["totals"]["mark_usd_m_y"] > before["totals"]["mark_usd_m_y"]
    assert after["totals"]["priced_usd_m"] == before["totals"]["priced_usd_m"]


def test_a_shock_of_one_s_own_comes_from_the_settings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "debtwatch.toml").write_text("[shocks.mine]\nspread_factor = 2.0\n", encoding="utf-8")
    mine = shown(capsys, "refinancing", "--shock", "mine")
    assert mine["totals"]["mark_usd_m_y"] > shown(capsys, "refinancing")["totals"]["mark_usd_m_y"]


def test_a_shock_nobody_defined_is_refused_with_those_there_are(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "refinancing", "--shock", "asteroid"]) == 3
    assert "spreads-2008" in capsys.readouterr().err


def test_every_subject_can_be_asked_about_a_past_day(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    then = shown(capsys, "structure", "--as-of", "2025-12-31")
    assert then["as_of"] == "2025-12-31"
    assert then["totals"]["committed_usd_m"] < shown(capsys, "structure")["totals"]["committed_usd_m"]


def test_another_haircut_moves_the_lease_cliffs_and_is_printed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usual, harder = (shown(capsys, "structure", "--by", "cliff", *args) for args in ((), ("--haircut", "70")))
    assert usual["totals"]["leases"]["haircut_pct"] == 40
    assert harder["totals"]["leases"]["haircut_pct"] == 70
    covers = [[row["cover"] for row in told["rows"]] for told in (usual, harder)]
    assert covers[0]
    assert all(after <= before for before, after in zip(*covers, strict=True))
    assert covers[0] != covers[1]
    assert main(["show", "structure", "--by", "cliff", "--haircut", "70"]) == 0
    assert "haircut on it 70 %, so 30 % recovered" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["show", "structure", "--haircut", "101"])
    assert "is not a percentage from 0 to 100" in capsys.readouterr().err


def test_the_settings_own_haircut_is_used_unless_another_is_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "debtwatch.toml").write_text("[structure]\nhaircut_pct = 55\n", encoding="utf-8")
    assert shown(capsys, "structure", "--by", "cliff")["totals"]["leases"]["haircut_pct"] == 55


def test_the_hurdle_is_told_a_user_a_month_and_the_loops_come_with_their_legs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row in shown(capsys, "hurdle")["rows"]:
        assert row["per_iphone_usd_month"] == pytest.approx(row["revenue_usd_m_y"] / 1_560.1 / 12, rel=1e-3)
        assert row["per_netflix_counted_usd_month"] == pytest.approx(row["revenue_usd_m_y"] / 325 / 12)
    assert main(["show", "hurdle"]) == 0
    printed = capsys.readouterr().out
    assert "$34.72 a month from every iPhone user or $180 from every Netflix subscriber" in printed
    assert "for ever" in printed
    circular = shown(capsys, "circularity")
    assert circular["by"] == "loop"
    assert circular["rows"][0]["legs_usd_m"] > 0
    assert [count["over"] for count in circular["totals"]["loops"]] == [
        "payments, stakes and credit",
        "payments alone, firm or not",
        "firm payments alone",
    ]


def test_what_is_missing_stands_beside_every_horizon(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(capsys, "refinancing", "--by", "horizon")["rows"]
    assert [row["horizon"] for row in rows] == ["12 months", "24 months", "36 months", "60 months", "all"]
    for near, far in itertools.pairwise(rows):
        assert near["principal_usd_m"] <= far["principal_usd_m"]
        assert near["missing_tranches"] <= far["missing_tranches"]
    for row in rows:
        assert row["priced_usd_m"] <= row["principal_usd_m"]
        assert row["positive_interest_usd_m_y"] >= row["interest_usd_m_y"] - 1e-9
        assert row["missing_tranches"] > 0


def test_a_tranche_s_cash_flows_add_up_to_what_is_owed_and_to_the_price(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = shown(capsys, "flows", HYPERION)
    measured = {each["measure"]: each["value"] for each in told["totals"]["measures"]}
    assert sum(row["principal_usd_m"] for row in told["rows"]) == pytest.approx(27_300)
    assert sum(row["present_usd_m"] for row in told["rows"]) == pytest.approx(measured["dirty price"] * 273)
    assert told["totals"]["terms"] == "6.581 % quarterly, 30/360 US, due 2049-05-30"
    assert any("our reading" in note for note in told["totals"]["notes"])


def test_what_a_lease_cliff_owes_is_what_the_cash_flows_leave_on_that_day(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flows = {deal: shown(capsys, "flows", deal)["rows"] for deal in ("meta-hyperion-2025", "meta-elpaso-2026")}
    cliffs = shown(capsys, "structure", "--by", "cliff")["rows"]
    assert len(cliffs) == 10
    for row in cliffs:
        left = [each["balance_after_usd_m"] for each in flows[row["deal_id"]] if each["paid_on"] <= row["expires_on"]]
        assert row["balance_usd_m"] == pytest.approx(left[-1])


def test_a_shock_moves_the_worth_of_the_same_cash_flows(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = (shown(capsys, "flows", HYPERION, *shock) for shock in ([], ["--shock", "up-100"]))
    assert [row["paid_on"] for row in before["rows"]] == [row["paid_on"] for row in after["rows"]]
    assert sum(row["present"] for row in after["rows"]) < sum(row["present"] for row in before["rows"]) - 5


def test_the_source_of_each_figure_is_cited_and_prints_of_personal_series_stay_here(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "flows", HYPERION, "--by", "source", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    coupon = next(row for row in rows if row["field"] == "coupon_pct")
    assert (coupon["value"], coupon["dated"], coupon["confidence"]) == ("6.581", "2025-10-21", "high")
    assert coupon["source"].startswith("https://www.sec.gov/")
    assert any(row["series"] == "UST_10Y" for row in rows)
    assert not any((row["series"] or "").startswith("BAML") for row in rows)


def test_before_it_is_issued_a_tranche_has_no_payments_and_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "flows", HYPERION, "--as-of", "2025-09-30"]) == 0
    assert "no payments: not issued yet: 2025-10-16" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["flows"], "needs the name of one"),
        (["flows", "meta-hyperion-2025/nope"], "senior-secured-amortizing-notes"),
        (["flows", HYPERION, "--by", "day"], "flows or measures or source"),
        (["wall", HYPERION], "takes no name"),
    ],
)
def test_a_tranche_that_is_not_named_or_not_there_is_refused_with_those_there_are(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str], words: str
) -> None:
    assert main(["show", *args]) == 3
    assert words in capsys.readouterr().err


def test_a_shock_may_be_spelled_with_a_minus_of_its_own_and_joined(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    falls = shown(capsys, "refinancing", "--shock", "-37bp")
    both = shown(capsys, "refinancing", "--shock", "up-100,1notch")
    assert (falls["shock"], both["shock"]) == ("-37bp", "up-100,1notch")
    assert falls["totals"]["mark_usd_m_y"] < both["totals"]["mark_usd_m_y"]


@pytest.mark.parametrize("subject", ["spreads", "bubble", "hurdle", "circularity", "wall", "structure"])
def test_a_subject_no_shock_moves_says_so(home: Path, capsys: pytest.CaptureFixture[str], subject: str) -> None:
    assert main(["show", subject, "--shock", "+100bp"]) == 0
    out = capsys.readouterr().out
    assert "under the shock +100bp: government yields +100 bp" in out
    assert "nothing here moves: " in out


def test_an_era_s_peaks_are_told_with_those_that_are_missing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "refinancing", "--shock", "spreads-2008"]) == 0
    out = capsys.readouterr().out
    assert "peaks are highest monthly means, bp: IG 639" in out
    assert "without AAA (none ships, and its history is not stored)" in out


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_rows_may_be_asked_for_in_the_plural_and_where_there_are_none_stderr_says_why(
    home: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    assert main(["show", "spreads", "--by", "movers", "--format", format_]) == 0
    said = capsys.readouterr()
    assert "no rows: movers are counted from when the monitor was last closed" in said.err
    assert "this is the first look" in said.err
    match format_:
        case "csv":
            assert said.out.strip().split(",")[0] == "series"
            assert "moved_bp" in said.out.strip().split(",")
        case "json":
            assert json.loads(said.out)["rows"] == []
        case _:
            assert "unusual" in said.out.splitlines()[-1]


def test_a_subject_without_rows_says_so_beside_a_csv_of_its_heading(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", "issuers", "--by", "hedge", "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert said.err == "debtwatch show: no rows: issuers by hedge has none\n"
    assert said.out.strip() == "ends_in,hedges,hedged_usd_m,rise_100bp_usd_m_y"


@pytest.mark.parametrize(
    ("by", "first", "cell"),
    [("quarter", "2026-10-01", "2026 Q4"), ("month", "2026-11-01", "2026-11"), ("year", 2026, "2026")],
)
def test_a_wall_is_headed_by_the_period_it_is_told_by(
    home: Path, capsys: pytest.CaptureFixture[str], by: str, first: object, cell: str
) -> None:
    row = shown(capsys, "wall", "--by", by, "--as-of", "2026-11-22")["rows"][0]
    assert next(iter(row.items())) == (by, first)
    assert len({"quarter", "month"} & set(row)) == (by != "year")
    assert main(["show", "wall", "--by", by, "--as-of", "2026-11-22"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heading = lines.index("") + 1
    assert lines[heading].split()[0] == by
    assert lines[heading + 1].startswith(cell)
