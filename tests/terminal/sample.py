"""A small snapshot with made-up figures, built from the declared columns, and a desk that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from debtwatch.analysis.bubble.results import GAUGE_COLUMNS, Bubble, Colour, Family, Lamp, Origin, Verdict
from debtwatch.analysis.columns import Column
from debtwatch.analysis.market.results import Curve, IndexSpread, Market
from debtwatch.analysis.refinancing.results import (
    DEAL_COLUMNS,
    SPONSOR_COLUMNS,
    TRANCHE_COLUMNS,
    WALL_COLUMNS,
    Counted,
    Refinancing,
    RefinancingTotals,
)
from debtwatch.analysis.snapshot import BookSummary, Snapshot
from debtwatch.analysis.spreads.results import SPREAD_COLUMNS, Spreads
from debtwatch.domain.alert import AlertEvent, Phase, Severity, Transition
from debtwatch.domain.freshness import FeedHealth, Freshness, FreshnessState
from debtwatch.domain.series import Cadence, Rights, Series, StoredObservation, Unit
from debtwatch.domain.series import Origin as Came
from debtwatch.domain.settings import Places, Settings, TerminalSettings
from debtwatch.terminal.app import DebtwatchApp

NOW = datetime(2026, 11, 23, 21, 42, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
KINDS: Mapping[str, Any] = {
    "str": pl.String,
    "f64": pl.Float64,
    "i64": pl.Int64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "list[f64]": pl.List(pl.Float64),
}
DEALS = (
    (
        "SoftBank",
        "softbank-bridge",
        "SoftBank bridge",
        "SoftBank Group Corp.",
        40_000.0,
        97.0,
        388.0,
        "2027-03",
        "maturity",
        1,
    ),
    ("Meta", "meta-hyperion", "Hyperion", "Beignet Investor LLC", 27_300.0, 96.0, None, "2033-07", "lease ends", 2),
    (
        "CoreWeave",
        "coreweave-ddtl2",
        "DDTL 2.0",
        "CoreWeave Compute Acquisition",
        7_600.0,
        212.0,
        68.0,
        "2030-08",
        "maturity",
        3,
    ),
    ("Oracle", "oracle-2025", "2025 notes", "Oracle Corporation", 18_000.0, 164.0, 90.0, "2029-10", "maturity", 4),
)
SPREADS = (
    ("BAMLC0A0CM", "IG", "rating", "percent", 0.81, 1.0, 3.0, 12.0),
    ("BAMLC0A4CBBB", "BBB", "rating", "percent", 0.95, 1.0, 4.0, 15.0),
    ("BAMLH0A0HYM2", "HY", "rating", "percent", 3.12, 6.0, 18.0, 52.0),
    ("SOFR", "SOFR", "money", "percent", 3.90, 0.0, 2.0, 26.0),
    ("UST_10Y", "10y", "treasury", "percent", 5.29, 4.0, 11.0, 58.0),
    ("VIXCLS", "VIX", "equity", "index", 19.4, 55.0, 120.0, -210.0),
)


def frame(columns: tuple[Column, ...], rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return a frame with every declared column; what a row does not name is null."""
    schema = {column.name: KINDS[column.kind] for column in columns}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def deal_rows() -> list[dict[str, Any]]:
    return [
        {
            "sponsor": sponsor, "deal_id": deal_id, "deal": deal, "obligor": obligor, "tranches": 1,
            "committed_usd_m": amount, "outstanding_usd_m": amount, "priced_usd_m": amount,
            "rolls_12m_usd_m": amount if rank == 1 else 0.0, "rolls_24m_usd_m": amount if rank == 1 else 0.0,
            "gap_bp": gap, "roll_usd_m_y": roll, "mark_usd_m_y": amount * gap / 1e4,
            "first_event_on": date.fromisoformat(f"{on}-01"), "first_event_kind": kind, "rank": rank, "rank_parts": 3,
        }
        for sponsor, deal_id, deal, obligor, amount, gap, roll, on, kind, rank in DEALS
    ]  # fmt: skip


def tranche_rows() -> list[dict[str, Any]]:
    hyperion = {
        "tranche_id": "meta-hyperion/senior-secured-notes", "deal_id": "meta-hyperion", "deal": "Hyperion",
        "sponsor": "Meta", "obligor": "Beignet Investor LLC", "tranche": "Senior secured amortizing notes 6.581 % 2049",
        "instrument": "senior_secured", "currency": "USD", "coupon_type": "fixed", "balance_sheet": "off",
        "issued_on": date(2025, 10, 16), "matures_on": date(2049, 5, 30), "committed_usd_m": 27_300.0,
        "outstanding_usd_m": 27_300.0, "commitment_basis": False, "rating": "A+", "rating_notch": 5,
        "rating_basis": "rated", "rating_source": "S&P A+ (2025-10-16)", "remaining_years": 22.5, "wal_years": 14.9,
        "profile": "level pay assumed", "coupon_pct": 6.581, "base": "Treasury par", "par_pct": 5.31, "spread_pct": 0.99,
        "spread_basis": "index", "premium_pct": 1.24, "premium_basis": "coupon", "market_pct": 7.54,
        "rate_paid_pct": 6.58, "gap_bp": 96.0, "gap_low_bp": 88.0, "gap_high_bp": 104.0, "issue_yield_pct": 6.58,
        "issue_par_pct": 4.52, "issue_spread_pct": 0.82, "mark_usd_m_y": 262.0, "rolls_12m_usd_m": 0.0,
        "rolls_24m_usd_m": 0.0, "first_event_on": date(2033, 7, 1), "first_event_kind": "lease ends",
        "expected_on": date(2049, 5, 30), "priced": True, "ranked": True, "confidence": "high", "second_hand": False,
        "source_url": "https://www.sec.gov/Archives/edgar/data/1326801/000132680125000080/meta-20250930.htm",
        "source_date": "2025-10-31",
    }  # fmt: skip
    bridge = hyperion | {
        "tranche_id": "softbank-bridge/bridge", "deal_id": "softbank-bridge", "deal": "SoftBank bridge",
        "sponsor": "SoftBank", "obligor": "SoftBank Group Corp.", "tranche": "Bridge loan", "instrument": "bridge",
        "priced": False, "unpriced_because": "a bridge is not ranked as a bond", "gap_bp": None, "market_pct": None,
    }  # fmt: skip
    return [bridge, hyperion]


def spread_rows() -> list[dict[str, Any]]:
    return [
        {
            "series": series, "label": label, "group": group, "unit": unit, "last": last, "observed_on": FRIDAY,
            "d1_bp": d1, "w1_bp": w1, "m1_bp": m1, "m3_bp": m1, "ytd_bp": m1 * 2, "z": 1.4, "pct_full": 12.0,
            "pct_2007": 9.0, "pct_2017": 0.0, "spark": [last * (1 + 0.01 * ((step * 7) % 5)) for step in range(52)],
            "state": "live", "recorded": False, "basis": "daily",
        }
        for series, label, group, unit, last, d1, w1, m1 in SPREADS
    ]  # fmt: skip


def gauge_rows() -> list[dict[str, Any]]:
    return [
        {
            "gauge": "run-up-ai6", "label": "AI6 run-up, 24 months", "lamp": "build-up", "family": "run-up",
            "votes": True, "value": 118.0, "unit": "percent", "observed_on": date(2026, 10, 1), "reading_2008": 194.0,
            "reading_2017": -41.0, "pct_full": 91.0, "amber": 100.0, "red": 150.0, "colour": "amber",
            "threshold_source": "published: Greenwood, Shleifer, You", "revised": False, "basis": "monthly",
            "spark": [float(step * step) for step in range(36)],
        },
        {
            "gauge": "hy-percentile", "label": "HY percentile", "lamp": "build-up", "family": "complacency",
            "votes": True, "value": 9.0, "unit": "percentile", "observed_on": FRIDAY, "amber": 25.0, "red": 10.0,
            "colour": "red", "threshold_source": "judgement", "revised": False, "basis": "daily", "spark": [1.0, 2.0],
        },
        {
            "gauge": "nfci", "label": "NFCI", "lamp": "break", "family": "conditions", "votes": True, "value": -0.52,
            "unit": "index", "observed_on": FRIDAY, "amber": -0.3, "red": 0.0, "colour": "calm",
            "threshold_source": "judgement", "revised": True, "basis": "weekly", "spark": [-0.5, -0.4, -0.52],
        },
    ]  # fmt: skip


def lamps() -> tuple[Lamp, Lamp]:
    families = (
        Family("run-up", Colour.AMBER, ("run-up-ai6",), ""),
        Family("complacency", Colour.RED, ("hy-percentile",), ""),
        Family("financing mix", Colour.RED, (), ""),
        Family("issuance and capex", Colour.NONE, (), "no gauge reports"),
    )
    breaking = (
        Family("widening", Colour.CALM, (), ""),
        Family("conditions", Colour.CALM, ("nfci",), ""),
        Family("funding stop", Colour.NONE, (), "no gauge reports"),
    )
    return (
        Lamp("build-up", Verdict.CAUTION, 2, 3, families, revised=False),
        Lamp("break", Verdict.CALM, 0, 2, breaking, revised=True),
    )


def totals() -> RefinancingTotals:
    return RefinancingTotals(
        tranches=4, total_usd_m=729_700.0, outstanding_usd_m=92_900.0, without_amount=0, priced_tranches=4,
        priced_usd_m=337_000.0, rated_usd_m=221_000.0, implied_usd_m=116_000.0, unpriced_usd_m=392_700.0,
        on_usd_m=540_000.0, off_usd_m=189_700.0, priced_on_usd_m=250_000.0, priced_off_usd_m=87_000.0,
        commitment_basis_tranches=9, commitment_basis_usd_m=31_000.0, commitment_basis_mark_usd_m_y=300.0,
        rolls_12m_usd_m=71_200.0, rolls_24m_usd_m=90_000.0, roll_12m_usd_m_y=1_020.0, roll_24m_usd_m_y=1_500.0,
        roll_usd_m_y=4_000.0, mark_usd_m_y=6_300.0, gap_bp=120.0,
        by_rating_basis=(Counted("rated", 3, 221_000.0),), unpriced=(), excluded=(Counted("rumoured", 4, 12_000.0),),
    )  # fmt: skip


def fresh(series: str, state: FreshnessState, *, recorded: bool = False, cause: str = "") -> Freshness:
    data = FreshnessState.STALE if state is FreshnessState.FAILED else state
    return Freshness(series, state, data, FRIDAY, FRIDAY, FRIDAY, True, NOW - timedelta(hours=3), recorded, cause)


def feed(name: str, state: FreshnessState, cause: str = "") -> FeedHealth:
    success = None if state is FreshnessState.NEVER else NOW - timedelta(hours=3)
    return FeedHealth(
        name, NOW - timedelta(minutes=6), success, 3 if cause else 0, cause, NOW + timedelta(minutes=4), state
    )


def sample(state: FreshnessState = FreshnessState.LIVE, *, recorded: bool = False, cause: str = "") -> Snapshot:
    """Return the snapshot with every series in one state."""
    wall = [{"quarter": date(2027, 1, 1), "year": 2027, "principal_usd_m": 40_000.0, "tranches": 1}]
    return Snapshot(
        as_of=TODAY,
        moment=NOW,
        version=7,
        book=BookSummary(
            date(2026, 10, 8), 46, amber=False, deals=4, tranches=4, total_usd_m=729_700.0, off_share=0.26, problems=0
        ),
        market=Market(
            par=Curve("treasury", (2.0, 10.0), (4.9, 5.29), ("UST_10Y",), FRIDAY, recorded),
            hqm=None,
            oas=(IndexSpread("BBB", 9, "BAMLC0A4CBBB", 0.95, FRIDAY, recorded),),
            factors=(),
            sofr_pct=3.9,
            sofr_series="SOFR",
            sofr_on=FRIDAY,
        ),
        refinancing=Refinancing(
            tranches=frame(TRANCHE_COLUMNS, tranche_rows()),
            deals=frame(DEAL_COLUMNS, deal_rows()),
            sponsors=frame(SPONSOR_COLUMNS, [row | {"deals": 1} for row in deal_rows()]),
            wall=frame(WALL_COLUMNS, wall),
            totals=totals(),
        ),
        spreads=Spreads(
            frame(SPREAD_COLUMNS, [row | {"state": state.value, "recorded": recorded} for row in spread_rows()])
        ),
        bubble=Bubble(
            *lamps(),
            gauges=frame(GAUGE_COLUMNS, gauge_rows()),
            origins=(
                Origin("2008", "HOMEBUILDERS_EW", date(2003, 6, 1), 30),
                Origin("AI", "AI6", date(2024, 5, 1), 30),
            ),
            run_up_paths=pl.DataFrame(
                schema={"era": pl.String, "month": pl.Int64, "raw_pct": pl.Float64, "net_pct": pl.Float64}
            ),
        ),
        freshness={row[0]: fresh(row[0], state, recorded=recorded, cause=cause) for row in SPREADS},
        feeds=(feed("treasury", state, cause), feed("fred", FreshnessState.LIVE)),
        revised_data=True,
        revised_series=("NFCI",),
    )


def empty() -> Snapshot:
    """Return a snapshot of a book and a store that hold nothing."""
    full = sample(FreshnessState.NEVER)
    nothing = replace(
        totals(), tranches=0, total_usd_m=0.0, priced_usd_m=0.0, rated_usd_m=0.0, implied_usd_m=0.0, rolls_12m_usd_m=0.0,
        roll_12m_usd_m_y=0.0, mark_usd_m_y=0.0, excluded=(), commitment_basis_tranches=0, commitment_basis_usd_m=0.0,
        on_usd_m=0.0, off_usd_m=0.0, priced_on_usd_m=0.0, priced_off_usd_m=0.0,
    )  # fmt: skip
    dark = tuple(
        replace(
            lamp,
            verdict=Verdict.UNKNOWN,
            reds=0,
            reporting=0,
            families=tuple(replace(one, colour=Colour.NONE) for one in lamp.families),
        )
        for lamp in lamps()
    )
    return replace(
        full,
        book=replace(full.book, reviewed_to=None, age_days=None, deals=0, tranches=0, total_usd_m=0.0, off_share=None),
        market=Market(None, None, (), (), None, "", None),
        refinancing=Refinancing(
            frame(TRANCHE_COLUMNS, []),
            frame(DEAL_COLUMNS, []),
            frame(SPONSOR_COLUMNS, []),
            frame(WALL_COLUMNS, []),
            nothing,
        ),
        spreads=Spreads(frame(SPREAD_COLUMNS, [])),
        bubble=replace(full.bubble, build_up=dark[0], breaking=dark[1], gauges=frame(GAUGE_COLUMNS, []), origins=()),
        freshness={},
        feeds=(),
        revised_data=False,
        revised_series=(),
    )


def event(message: str = "HY +18 bp on the week, z 2.1", minutes: int = 60) -> AlertEvent:
    return AlertEvent(
        id=f"event-{minutes}", at=NOW - timedelta(minutes=minutes), transition=Transition.FIRING, rule="hy-widening",
        severity=Severity.WARNING, phase=Phase.FIRING, labels=(), message=message, fingerprint="hy", observed_on=FRIDAY,
        source="BAMLH0A0HYM2",
    )  # fmt: skip


def declared(series: str = "SOFR") -> Series:
    return Series(
        series,
        "nyfed",
        series,
        Unit.PERCENT,
        Cadence.DAILY,
        "sifma",
        1,
        "08:00",
        -5,
        50,
        1_000,
        Rights.ATTRIBUTION,
        "Federal Reserve Bank of New York",
    )


class StillDesk:
    """A desk whose snapshots are handed to it; it does what the port says and fetches nothing."""

    role = "collecting"

    def __init__(self, *snapshots: Snapshot, events: Sequence[AlertEvent] = ()) -> None:
        self.snapshots = list(snapshots)
        self.said = list(events)
        self.series: Mapping[str, Series] = {"SOFR": declared()}
        self.last_looked: datetime | None = NOW - timedelta(days=2)
        self.listeners: list[Callable[[Snapshot], None]] = []
        self.asked: list[object] = []
        self.troubled: Callable[[str], None] = lambda _trouble: None

    async def start(self) -> None:
        self.asked.append("start")

    async def stop(self) -> None:
        self.asked.append("stop")

    def subscribe(self, listener: Callable[[Snapshot], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        for snapshot in self.snapshots:
            listener(snapshot)
        return lambda: self.listeners.remove(listener)

    def subscribe_trouble(self, listener: Callable[[str], None]) -> Callable[[], None]:
        self.troubled = listener
        return lambda: None

    def publish(self, snapshot: Snapshot) -> None:
        for listener in self.listeners:
            listener(snapshot)

    async def refresh(self, feeds: Sequence[str] = ()) -> None:
        self.asked.append(("refresh", tuple(feeds)))

    async def at(self, day: date | None) -> None:
        self.asked.append(("at", day))

    async def events(self, limit: int) -> Sequence[AlertEvent]:
        return self.said[:limit]

    async def looked(self) -> None:
        self.asked.append("looked")

    async def history(self, series: str) -> Sequence[StoredObservation]:
        return [StoredObservation(series, FRIDAY, 3.9, FRIDAY, False, NOW, Came.FEED)]


def settings_in(folder: Path, terminal: TerminalSettings | None = None) -> Settings:
    places = Places(folder / "config", folder / "data", folder / "cache", folder / "log")
    return Settings(places, terminal=terminal or TerminalSettings())


def app_over(
    desk: StillDesk, folder: Path, terminal: TerminalSettings | None = None, *, no_color: bool = False
) -> DebtwatchApp:
    return DebtwatchApp(settings_in(folder, terminal), lambda: desk, lambda: NOW, no_color=no_color)
