"""How each table was last ordered, kept beside the rows last shown."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from debtwatch.terminal.last_rows import replace_text
from debtwatch.terminal.widgets.table_model import Sorting

if TYPE_CHECKING:
    from pathlib import Path

FILE = "order.json"
LARGEST_BYTES = 100_000
_log = logging.getLogger(__name__)


def read_sortings(folder: Path) -> dict[str, Sorting]:
    """Return the order of every table that was given one, by the table's id; none where they cannot be read."""
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(table): Sorting(str(column), bool(down)) for table, (column, down) in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        _log.warning("how the tables were ordered cannot be used: %s", problem)
        return {}


def write_sortings(folder: Path, sortings: dict[str, Sorting]) -> None:
    """Keep the orders for the next start; a folder that cannot be written costs only that."""
    document = {table: (sorting.column, sorting.descending) for table, sorting in sortings.items()}
    if document or (folder / FILE).exists():
        replace_text(folder / FILE, json.dumps(document))
