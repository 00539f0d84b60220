from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "debtwatch"
HEAVY = ("polars", "httpx", "apscheduler", "numpy", "sqlite3", "tomlkit")


def test_the_rows_last_shown_are_painted_before_anything_heavy_is_loaded() -> None:
    code = f"import sys, debtwatch.terminal.run; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_rows_and_charts_need_neither_polars_nor_textual() -> None:
    code = (
        "import sys, debtwatch.terminal.rows.board, debtwatch.terminal.rows.levels, debtwatch.terminal.rows.history; "
        "print([name for name in ('polars', 'textual', 'rich') if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_no_text_reaches_a_widget_as_markup() -> None:
    """Strings that Textual would read as markup: f-strings and names handed to update, notify or a border title."""
    offences: list[str] = []
    for path in sorted((SOURCE / "terminal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "notify":
                plain = any(word.arg == "markup" and ast.unparse(word.value) == "False" for word in node.keywords)
                offences += [] if plain else [f"{path.name}:{node.lineno} notify without markup=False"]
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(
                ("border_title", "border_subtitle")
            ):
                safe = "Content(" in ast.unparse(node.value)
                offences += [] if safe else [f"{path.name}:{node.lineno} a border title that is not Content"]
            if isinstance(node, ast.Name) and node.id in {"Static", "Label", "from_markup"}:
                offences.append(f"{path.name}:{node.lineno} {node.id}")
    assert offences == []
