"""The drill: each level is made from a snapshot, and knows what `enter` on a row opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.terminal.rows.refinancing import deal_of, deals_panel, tranches_panel
from debtwatch.terminal.rows.tranche import tranche_panels
from debtwatch.terminal.rows.values import Panel

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the drill."""

    crumbs: Callable[[Snapshot], tuple[str, ...]]
    """Where the reader is."""
    panels: Callable[[Snapshot], tuple[Panel, ...]]
    """What stands there; the first panel has the rows that can be drilled."""
    panes: tuple[str, ...] = ("rows",)
    """A name for each panel."""
    into: Callable[[str], Level] | None = None
    """The level below a row, by its key; None at the source."""


def sponsor_level(above: str, sponsor: str) -> Level:
    """Return the deals of one sponsor."""
    return Level(
        crumbs=lambda _: (above, sponsor),
        panels=lambda snapshot: (deals_panel(snapshot, sponsor),),
        panes=("deals",),
        into=lambda deal_id: deal_level(above, deal_id),
    )


def deal_level(above: str, deal_id: str) -> Level:
    """Return the tranches of one deal."""
    return Level(
        crumbs=lambda snapshot: (above, *deal_of(snapshot, deal_id)),
        panels=lambda snapshot: (tranches_panel(snapshot, deal_id),),
        panes=("tranches",),
        into=lambda tranche_id: tranche_level(above, deal_id, tranche_id),
    )


def tranche_level(above: str, deal_id: str, tranche_id: str) -> Level:
    """Return the sum, the events and the source of one tranche."""
    return Level(
        crumbs=lambda snapshot: (above, *deal_of(snapshot, deal_id), tranche_id.rpartition("/")[2]),
        panels=lambda snapshot: tranche_panels(snapshot, tranche_id),
        panes=("sum", "events", "source"),
    )
