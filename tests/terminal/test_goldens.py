"""Every screen, at three sizes and in every state of the data, is the text it was; `DEBTWATCH_GOLDEN=write` rewrites."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from debtwatch.analysis.snapshot import Snapshot
from debtwatch.domain.freshness import FreshnessState
from terminal.sample import StillDesk, app_over, empty, event, sample
from terminal.screen import press, settled, text_of

GOLDEN = Path(__file__).parents[1] / "golden" / "terminal"
SIZES = ((60, 24), (100, 30), (160, 48))
STATES = ("live", "stale", "failed", "empty", "recorded")
OTHER_SCREENS = {
    "refinancing": ("2",),
    "deals": ("2", "down", "enter"),
    "tranche": ("2", "down", "enter", "enter", "enter"),
    "spreads": ("3", "down"),
    "bubble": ("4",),
    "alerts": ("7",),
    "feeds": ("8",),
    "help": ("question_mark",),
    "paused": ("space",),
    "time": ("t",),
}


def snapshot_in(state: str) -> Snapshot:
    match state:
        case "empty":
            return empty()
        case "recorded":
            return sample(FreshnessState.LIVE, recorded=True)
        case "failed":
            return sample(FreshnessState.FAILED, cause="429 too many requests")
        case _:
            return sample(FreshnessState(state))


async def painted(folder: Path, size: tuple[int, int], state: str, keys: tuple[str, ...] = ()) -> str:
    app = app_over(StillDesk(snapshot_in(state), events=[event()]), folder)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        return text_of(app)


def compare(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DEBTWATCH_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; DEBTWATCH_GOLDEN=write accepts the new screen"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
async def test_the_overview_says_what_its_numbers_are(tmp_path: Path, size: tuple[int, int], state: str) -> None:
    compare(f"overview-{size[0]}-{state}", await painted(tmp_path, size, state))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", OTHER_SCREENS)
async def test_every_other_screen_fits_every_size(tmp_path: Path, size: tuple[int, int], name: str) -> None:
    compare(f"{name}-{size[0]}-live", await painted(tmp_path, size, "live", OTHER_SCREENS[name]))


@pytest.mark.parametrize("state", ["stale", "failed", "recorded"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_number_that_is_not_todays_is_never_shown_without_saying_so(
    tmp_path: Path, size: tuple[int, int], state: str
) -> None:
    assert state in await painted(tmp_path, size, state)
