from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtwatch.store.sqlite.store import SqliteStore


def test_a_note_is_written_replaced_and_forgotten(store: SqliteStore) -> None:
    assert store.notes.get("terms.fred") is None
    store.notes.put("terms.fred", "2026-11-16")
    store.notes.put("terms.fred", "2026-11-17")
    assert store.notes.get("terms.fred") == "2026-11-17"
    store.notes.delete("terms.fred")
    assert store.notes.get("terms.fred") is None


def test_a_note_may_hold_any_text(store: SqliteStore) -> None:
    text = "'; DROP TABLE note; -- \x00 \u202e é 🏦"
    store.notes.put(text, text)
    assert store.notes.get(text) == text
