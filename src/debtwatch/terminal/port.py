"""What the terminal asks of the desk: the only way textual code reaches anything that computes or fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from debtwatch.analysis.bubble.backtest.results import Backtest
    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.desk.permission import Terms
    from debtwatch.domain.alert import Acknowledgement, AlertEvent
    from debtwatch.domain.series import Series, StoredObservation
    from debtwatch.domain.settings import ShockSettings


class DeskPort(Protocol):
    """One desk: snapshots come out of it, commands go into it; every method runs on the app's loop."""

    @property
    def role(self) -> str:
        """`collecting`, or `following pid 4242`."""

    @property
    def series(self) -> Mapping[str, Series]:
        """Declared series by id: labels, rights and attribution."""

    @property
    def last_looked(self) -> datetime | None:
        """When this user last closed the monitor; None on the first visit."""

    @property
    def alert_trouble(self) -> str:
        """Why the alert rules could not be judged; empty after they were."""

    @property
    def shocks(self) -> Mapping[str, ShockSettings]:
        """The moves of the market the settings know, by name."""

    async def start(self) -> None:
        """Open the store and begin; the first snapshot follows through `subscribe`."""

    async def stop(self) -> None:
        """Let go of everything; nothing is published afterwards."""

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call `listener` on the app's loop with every new snapshot; the answer unsubscribes."""

    def subscribe_trouble(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` with why the numbers could not be made anew, and with an empty text once they can."""

    async def refresh(self, feeds: Sequence[str] = ()) -> object:
        """Fetch now what may be fetched politely; all feeds where none is named."""

    async def at(self, day: date | None) -> None:
        """Show what was known on a day; None returns to the present."""

    async def assume(self, haircut_pct: float | None) -> None:
        """Take another haircut on what a leased campus is worth to someone else; None returns to the settings' own."""

    async def shocked_by(self, text: str | None) -> None:
        """Show the market moved by name or as spelled out; None returns to what it is."""

    async def terms(self) -> Terms | None:
        """Return the terms of a feed that still wait for an answer."""

    async def answer_terms(self, feed: str, *, yes: bool) -> None:
        """Keep the reader's answer to a feed's terms."""

    async def acknowledge(self, fingerprint: str) -> None:
        """Keep that this reader has seen a firing alert; UsageError where none such is firing."""

    async def acknowledged(self) -> Sequence[Acknowledgement]:
        """Return who has seen which firing alert, and when."""

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        """Return the newest alert events, newest first."""

    async def looked(self) -> None:
        """Note that this reader has seen everything up to now."""

    async def cash_flows(self, tranche_id: str) -> CashFlows:
        """Return one tranche's payments, measures and sources; UsageError where the book has no such tranche."""

    async def backtest(self, progress: Callable[[int, int], None], as_of: date | None = None) -> Backtest:
        """Replay the warnings on what is stored, or was known at the end of a day.

        `progress` is told tests done and to do, where any must be measured; UsageError where no month had ended.
        """

    async def history(self, series: str) -> Sequence[StoredObservation]:
        """Return every vintage of one series, oldest first."""
