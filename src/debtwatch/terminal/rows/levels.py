"""The drill: each level is made from a snapshot, and knows what `enter` on a row opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.terminal.rows.behind import BEHIND
from debtwatch.terminal.rows.circularity import loop_panels, party_panels
from debtwatch.terminal.rows.flows import measure_panel, source_panel, sources_panel
from debtwatch.terminal.rows.hurdle import hurdle_detail
from debtwatch.terminal.rows.issuers import company_panels, figure_panel
from debtwatch.terminal.rows.refinancing import deal_of, deals_panel, due_panel, tranches_panel
from debtwatch.terminal.rows.structure_detail import (
    chain_panel,
    cliff_panel,
    collateral_panel,
    contract_panel,
    promise_panel,
    promises_panel,
    tail_panel,
)
from debtwatch.terminal.rows.tranche import tranche_panels
from debtwatch.terminal.rows.values import Panel

if TYPE_CHECKING:
    from debtwatch.analysis.cashflows.results import CashFlows
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
    opens: str = ""
    """The tranche whose cash flows `enter` opens from a level without rows."""


def sponsor_level(above: str, sponsor: str) -> Level:
    """Return the deals of one sponsor."""
    return Level(
        crumbs=lambda _: (above, sponsor),
        panels=lambda snapshot: (deals_panel(snapshot, sponsor),),
        panes=("deals",),
        into=lambda deal_id: deal_level(above, deal_id),
    )


def due_level(above: str, start: date, months: int) -> Level:
    """Return the tranches that fall due in so many months from a day."""
    end = date(start.year + (start.month + months - 1) // 12, (start.month + months - 1) % 12 + 1, 1)
    return Level(
        crumbs=lambda _: (above, "wall", f"{start:%Y-%m}"),
        panels=lambda snapshot: (due_panel(snapshot, start, end),),
        panes=("due",),
        into=lambda tranche_id: tranche_level(above, tranche_id.partition("/")[0], tranche_id),
    )


def behind_level(above: str, table: str, key: str) -> Level:
    """Return what one row of a table around the wall stands on."""
    return Level(
        crumbs=lambda snapshot: (above, "wall", BEHIND[table](snapshot, key).title),
        panels=lambda snapshot: (BEHIND[table](snapshot, key),),
        panes=("behind",),
        into=lambda row: tranche_level(above, row.partition("/")[0], row.partition("|")[0]),
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
        panes=("sum", "events", "marks", "source"),
        opens=tranche_id,
    )


def sources_level(above: tuple[str, ...], drilled: CashFlows) -> Level:
    """Return where each figure of a drilled tranche comes from."""
    return Level(
        crumbs=lambda _: (*above, "sources"),
        panels=lambda _: (sources_panel(drilled),),
        panes=("sources",),
        into=lambda key: source_level((*above, "sources"), drilled, key),
    )


def measure_level(above: tuple[str, ...], drilled: CashFlows, key: str) -> Level:
    """Return one measure in full."""
    return Level(crumbs=lambda _: (*above, key), panels=lambda _: (measure_panel(drilled, key),), panes=("figure",))


def source_level(above: tuple[str, ...], drilled: CashFlows, key: str) -> Level:
    """Return the source of one figure in full."""
    return Level(
        crumbs=lambda _: (*above, drilled.sources["field"][int(key)]),
        panels=lambda _: (source_panel(drilled, key),),
        panes=("figure",),
    )


def chain_level(above: str, party: str) -> Level:
    """Return the tranches in whose chain a party stands."""
    return Level(
        crumbs=lambda _: (above, "structure", party),
        panels=lambda snapshot: (chain_panel(snapshot, party),),
        panes=("chain",),
        into=lambda key: tranche_level(above, key.partition("/")[0], key.rpartition("|")[0]),
    )


def promises_level(above: str, guarantor: str) -> Level:
    """Return the promises of one guarantor."""
    return Level(
        crumbs=lambda _: (above, "structure", guarantor),
        panels=lambda snapshot: (promises_panel(snapshot, guarantor),),
        panes=("promises",),
        into=lambda key: Level(
            crumbs=lambda _: (above, "structure", guarantor, key.partition("|")[0]),
            panels=lambda snapshot: (promise_panel(snapshot, guarantor, key),),
            panes=("promise",),
        ),
    )


def cliff_level(above: str, tranche_id: str) -> Level:
    """Return the arithmetic of a note's lease cliffs, and its sources."""
    return Level(
        crumbs=lambda snapshot: (above, "structure", *deal_of(snapshot, tranche_id.partition("/")[0])),
        panels=lambda snapshot: (cliff_panel(snapshot, tranche_id),),
        panes=("cliff",),
    )


def collateral_level(above: str, tranche_id: str) -> Level:
    """Return a loan beside the chips that secure it, month by month, and its source."""
    return Level(
        crumbs=lambda snapshot: (above, "structure", *deal_of(snapshot, tranche_id.partition("/")[0])),
        panels=lambda snapshot: (collateral_panel(snapshot, tranche_id),),
        panes=("path",),
    )


def tail_level(above: str, tranche_id: str) -> Level:
    """Return debt beside the contract that services it, and both sources."""
    return Level(
        crumbs=lambda snapshot: (above, "structure", *deal_of(snapshot, tranche_id.partition("/")[0])),
        panels=lambda snapshot: (tail_panel(snapshot, tranche_id),),
        panes=("tail",),
    )


def contract_level(above: str, commitment_id: str) -> Level:
    """Return one lease or offtake, and its source."""
    return Level(
        crumbs=lambda _: (above, "structure", commitment_id),
        panels=lambda snapshot: (contract_panel(snapshot, commitment_id),),
        panes=("contract",),
    )


def company_level(above: str, company: str) -> Level:
    """Return a company's figures, conflicts and floating debt."""
    return Level(
        crumbs=lambda _: (above, company),
        panels=lambda snapshot: company_panels(snapshot, company),
        panes=("figures", "conflicts", "floating"),
        into=lambda key: figure_level(above, company, key),
    )


def figure_level(above: str, company: str, key: str) -> Level:
    """Return one published figure and its source."""
    return Level(
        crumbs=lambda _: (above, company, key.split("|")[1].replace("_", " ") if "|" in key else key),
        panels=lambda snapshot: (figure_panel(snapshot, company, key),),
        panes=("figure",),
    )


def hurdle_level(above: str, key: str) -> Level:
    """Return what one base of the hurdle is made of, and the sales set against it."""
    return Level(
        crumbs=lambda _: (above, key.partition("|")[0]),
        panels=lambda snapshot: hurdle_detail(snapshot, key),
        panes=("invested", "prices", "published", "users", "sales"),
    )


def loop_level(above: str, loop: str, width: int) -> Level:
    """Return one loop drawn for a width, its legs and their sources."""
    return Level(
        crumbs=lambda _: (above, loop),
        panels=lambda snapshot: loop_panels(snapshot, loop, width),
        panes=("loop", "legs", "arrows"),
    )


def party_level(above: str, party: str) -> Level:
    """Return whom one party pays, holds or backs, who does so to it, and every source."""
    return Level(
        crumbs=lambda _: (above, party),
        panels=lambda snapshot: party_panels(snapshot, party),
        panes=("pays", "receives"),
    )
