"""When this store's reader last looked, as noted beside the numbers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtwatch.store.protocols import NoteStore

LAST_LOOKED = "last looked"


def last_looked(notes: NoteStore) -> datetime | None:
    """Return the moment noted; None on a first visit, and where the note cannot be read."""
    text = notes.get(LAST_LOOKED)
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
