"""The rows last shown, kept so that the next start paints them before anything is computed."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from debtwatch.terminal.rows.kept import dump_board, load_board

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.terminal.rows.values import Board

FILE = "board.json"
LARGEST_BYTES = 8_000_000
_log = logging.getLogger(__name__)


def read_rows(folder: Path) -> Board | None:
    """Return the board last shown, None where there is none that can be read."""
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None
        return load_board(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        _log.warning("the rows last shown cannot be used: %s", problem)
        return None


def write_rows(folder: Path, board: Board) -> None:
    """Keep the board for the next start; a folder that cannot be written costs only that."""
    replace_text(folder / FILE, dump_board(board))


def replace_text(path: Path, text: str) -> None:
    """Put a text in a file's place in one step; what keeps it from being written is logged."""
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as problem:
        _log.warning("%s could not be kept: %s", path.name, problem)
