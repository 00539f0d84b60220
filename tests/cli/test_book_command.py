from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deal_samples import SMALL_DEAL

Run = Callable[..., "subprocess.CompletedProcess[str]"]
HYPERION = "meta-hyperion-2025"
NOTES = "senior-secured-amortizing-notes-6-581-2049"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def debtwatch(home: Path) -> Run:
    def run(*arguments: str, editor: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DEBTWATCH_HOME": str(home),
            "EDITOR": editor,
            "VISUAL": "",
            "TMPDIR": str(home.parent),
        }
        return subprocess.run(
            [sys.executable, "-m", "debtwatch", "book", *arguments],
            env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


def own(home: Path, text: str, name: str = "mine.toml") -> Path:
    path = home / "config" / "deals" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_check_is_quiet_on_stdout_and_fine_when_nothing_is_wrong(debtwatch: Run) -> None:
    done = debtwatch("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert "120 deals" in done.stderr


def test_check_prints_every_problem_with_file_deal_key_found_and_expected(debtwatch: Run, home: Path) -> None:
    own(
        home,
        SMALL_DEAL.replace("coupon_pct = 5\n", "coupon_pct = 650\n").replace("coupon_pct = 6\n", "cupon_pct = 6\n"),
    )
    done = debtwatch("check")
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith(
        "deals/mine.toml:18: acme-2026 tranche[1].coupon_pct: found 650, expected a number from 0 to 40"
    )
    assert "'coupon_pct', perhaps" in second
    assert "acme-2026: yours, added" in done.stderr


def test_list_prints_a_line_a_deal_in_each_format(debtwatch: Run) -> None:
    assert len(debtwatch("list").stdout.splitlines()) == 121
    rows = json.loads(debtwatch("list", "--sponsor", "Meta", "--format", "json").stdout)["rows"]
    assert {row["sponsor"] for row in rows} == {"Meta"}
    table = list(csv.DictReader(io.StringIO(debtwatch("list", "--format", "csv").stdout)))
    assert sum(float(row["counted_usd_m"] or 0) for row in table) == 729_738


def test_show_prints_every_field_with_its_source(debtwatch: Run) -> None:
    told = debtwatch("show", HYPERION).stdout
    for words in (
        "coupon_pct             6.581",
        "source_url",
        "confidence",
        "residual-value-guarantee",
        "price                110",
    ):
        assert words in told
    rows = json.loads(debtwatch("show", HYPERION, "--format", "json").stdout)
    assert [row["record"] for row in rows] == ["tranche", *["mark"] * 5, "commitment", "guarantee", "equity"]


def test_a_deal_that_is_not_there_is_code_three_with_the_nearest_ids(debtwatch: Run) -> None:
    done = debtwatch("show", "meta-hyperion-2026")
    assert done.returncode == 3
    assert HYPERION in done.stderr


def test_edit_copies_a_shipped_deal_and_diff_says_what_changed(debtwatch: Run, home: Path) -> None:
    assert debtwatch("edit", HYPERION, "--set", f"{NOTES}.coupon_pct=6.6").returncode == 0
    assert (home / "config" / "deals" / f"{HYPERION}.toml").is_file()
    done = debtwatch("diff")
    assert done.stdout == f"{HYPERION} tranche {NOTES} coupon_pct: 6.581 -> 6.6\n"
    assert f"{HYPERION}: yours, replaces the shipped one" in debtwatch("check").stderr


def test_edit_in_the_editor_saves_what_the_user_made_of_it(debtwatch: Run, home: Path) -> None:
    path = own(home, SMALL_DEAL + "# my comment\n")
    done = debtwatch("edit", "acme-2026", editor="sed -i s/97.5/98.25/")
    assert done.returncode == 0, done.stderr
    assert path.read_text() == SMALL_DEAL.replace("97.5", "98.25") + "# my comment\n"


def test_edit_refuses_what_has_problems_keeps_the_text_and_force_saves_it(debtwatch: Run, home: Path) -> None:
    path = own(home, SMALL_DEAL)
    done = debtwatch("edit", "acme-2026", "--set", "5-notes-due-2031.coupon_pct=650")
    assert done.returncode == 1
    assert path.read_text() == SMALL_DEAL
    kept = Path(done.stderr.rsplit("kept in ", 1)[1].split(";")[0])
    assert "coupon_pct = 650" in kept.read_text()
    assert debtwatch("edit", "acme-2026", "--set", "5-notes-due-2031.coupon_pct=650", "--force").returncode == 1
    assert "coupon_pct = 650" in path.read_text()


@pytest.mark.parametrize(
    ("editor", "said"), [("", "no editor"), ("false", "ended with 1"), ("no-such-editor", "failed")]
)
def test_without_a_working_editor_nothing_is_saved(debtwatch: Run, home: Path, editor: str, said: str) -> None:
    done = debtwatch("add", "mine-2026", editor=editor)
    assert done.returncode == 3
    assert said in done.stderr
    assert not (home / "config" / "deals").exists()


def test_add_writes_a_new_deal_and_never_over_one(debtwatch: Run, home: Path) -> None:
    done = debtwatch(
        "add", "mine-2026", "--name", "Mine", "--sponsor", "Me", "--set", "senior-notes-due-2031.coupon_pct=7"
    )
    assert done.returncode == 0, done.stderr
    assert "coupon_pct             7" in debtwatch("show", "mine-2026").stdout
    assert debtwatch("add", "mine-2026").returncode == 3
    assert debtwatch("add", HYPERION).returncode == 3


@pytest.mark.parametrize("format_", ["csv", "json", "parquet"])
def test_an_export_imports_as_the_same_book(debtwatch: Run, tmp_path: Path, format_: str) -> None:
    out = tmp_path / f"book.{format_}"
    assert debtwatch("export", "--format", format_, "--out", str(out)).returncode == 0
    assert debtwatch("import", str(out)).returncode == 0
    done = debtwatch("diff")
    assert (done.returncode, done.stdout) == (0, "")
    assert "120 deals" in debtwatch("check").stderr


def test_import_takes_nothing_from_a_file_with_problems_unless_forced(
    debtwatch: Run, tmp_path: Path, home: Path
) -> None:
    source = tmp_path / "two.toml"
    source.write_text(SMALL_DEAL + '[[deal]]\nid = "bad"\n')
    assert debtwatch("import", str(source)).returncode == 1
    assert not (home / "config" / "deals" / "two.toml").exists()
    assert debtwatch("import", str(source), "--force").returncode == 1
    assert "acme-2026" in debtwatch("list").stdout
    assert debtwatch("import", str(source), "--force").returncode == 3
    assert debtwatch("import", str(source), "--force", "--replace").returncode == 1


def test_import_does_not_take_a_deal_the_user_holds_elsewhere(debtwatch: Run, tmp_path: Path, home: Path) -> None:
    own(home, SMALL_DEAL)
    source = tmp_path / "again.toml"
    source.write_text(SMALL_DEAL)
    done = debtwatch("import", str(source))
    assert done.returncode == 3
    assert "acme-2026: yours already" in done.stderr


def test_a_file_of_another_kind_or_none_at_all_is_code_three(debtwatch: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch()
    assert debtwatch("import", str(tmp_path / "a.xlsx")).returncode == 3
    assert debtwatch("import", str(tmp_path / "none.csv")).returncode == 3


def test_neither_polars_nor_textual_is_loaded_to_read_the_book(home: Path) -> None:
    code = (
        "import sys; sys.argv = ['debtwatch', 'book', 'list']\n"
        "from debtwatch.cli.main import main\n"
        "main(['book', 'list'])\n"
        "print(sorted({'polars', 'textual', 'rich', 'httpx', 'tomlkit'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DEBTWATCH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"
