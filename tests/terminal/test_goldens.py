"""Every screen, at three sizes and in every state of the data, is the text it was; `DEBTWATCH_GOLDEN=write` rewrites."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terminal.sample import StillDesk, app_over, event, sample
from terminal.screen import press, settled, text_of

GOLDEN = Path(__file__).parents[1] / "golden" / "terminal"
SIZES = ((60, 24), (100, 30), (160, 48))
STATES = ("live", "stale", "failed", "empty", "recorded")
OTHER_SCREENS = {
    "refinancing": ("2",),
    "deals": ("2", "down", "enter"),
    "tranche": ("enter", "enter"),
    "flows": ("enter",),
    "sources": ("enter",),
    "source": ("down", "down", "down", "down", "down", "down", "down", "enter"),
    "spreads": ("3", "down"),
    "bubble": ("4",),
    "alerts": ("7",),
    "feeds": ("8",),
    "issuers": ("5",),
    "company": ("enter",),
    "figure": ("enter",),
    "hurdle": ("6",),
    "base": ("enter",),
    "grid": ("escape", "i"),
    "circles": ("i",),
    "loop": ("tab", "enter"),
    "party": ("escape", "i", "tab", "tab", "enter"),
    "graph": ("escape", "i"),
    "wall": ("2", *["escape"] * 6, "w"),
    "horizons": ("w", "w", "w"),
    "absorption": ("w",),
    "resets": ("w",),
    "floats": ("w",),
    "structure": ("2", *["escape"] * 6, "i"),
    "exposure": ("i",),
    "chain": ("enter",),
    "cliffs": ("escape", "i"),
    "cliff": ("enter",),
    "guarantees": ("escape", "i"),
    "promises": ("enter",),
    "chips": ("escape", "i"),
    "chip": ("enter",),
    "contracts": ("escape", "i"),
    "contract": ("enter",),
    "tails": ("escape", "i"),
    "shock": ("x",),
    "help": ("escape", "1", "question_mark"),
    "time": ("escape", "t"),
    "paused": ("escape", "space"),
}
"""Keys from one screen to the next."""


def compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DEBTWATCH_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), (
        f"{path.name} differs; DEBTWATCH_GOLDEN=write accepts the new screen"
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
async def test_the_overview_says_what_its_numbers_are(tmp_path: Path, size: tuple[int, int], state: str) -> None:
    app = app_over(StillDesk(sample(state), events=[event()]), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        shown = text_of(app)
    compare(f"overview-{size[0]}-{state}", shown)
    assert state in {"live", "empty"} or state in shown


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_other_screen_fits_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_over(StillDesk(sample("live"), events=[event()]), tmp_path)
    shown: dict[str, str] = {}
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for name, keys in OTHER_SCREENS.items():
            await press(pilot, *keys)
            shown[name] = text_of(app)
    for name, text in shown.items():
        compare(f"{name}-{size[0]}", text)
