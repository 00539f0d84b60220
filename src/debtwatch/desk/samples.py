"""From a snapshot to the numbers that alert rules are held against (`alerts.metrics` names them)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.alerts.metrics import METRICS
from debtwatch.analysis.bubble.declared import GAUGES
from debtwatch.analysis.bubble.results import Colour, Verdict
from debtwatch.domain.alert import Sample, labels_of
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.series import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    import polars as pl

    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.freshness import Freshness
    from debtwatch.domain.series import Series

ALL = "all"
_LEVELS = {
    FreshnessState.LIVE: 0,
    FreshnessState.CLOSED: 0,
    FreshnessState.DELAYED: 1,
    FreshnessState.STALE: 2,
    FreshnessState.NEVER: 3,
}
_COLOURS = {Colour.CALM: 0, Colour.AMBER: 1, Colour.RED: 2}
_VERDICTS = {Verdict.CALM: 0, Verdict.CAUTION: 1, Verdict.HIGH: 2}
_RATE_CHANGES = ("d1_bp", "w1_bp", "m1_bp", "m3_bp", "ytd_bp")
_SUMS = ("gap_bp", "headroom_bp", "rolls_12m_usd_m", "rolls_24m_usd_m", "roll_12m_usd_m_y", "mark_usd_m_y")
_TOTALS = ("gap_bp", "rolls_12m_usd_m", "rolls_24m_usd_m", "roll_12m_usd_m_y", "mark_usd_m_y")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What several samples rest on: the newest print, when we had it, and how fresh it is."""

    observed_on: date | None
    seen_at: datetime
    state: FreshnessState
    source: str

    def sample(self, metric: str, value: float | None, unit: str = "", **labels: str) -> Sample:
        """Return one sample resting on it."""
        return Sample(
            metric=metric,
            labels=labels_of(**labels),
            value=None if value is None else float(value),
            unit=unit or METRICS[metric].unit,
            observed_on=self.observed_on,
            seen_at=self.seen_at,
            source=self.source,
            state=self.state,
        )


def samples_of(snapshot: Snapshot, series: Mapping[str, Series]) -> tuple[Sample, ...]:
    """Return every sample of a snapshot; a deal or sponsor without a figure gives none for it."""
    return (
        *_spreads(snapshot, series),
        *_gauges(snapshot),
        *_lamps(snapshot),
        *_refinancing(snapshot),
        *_maturities(snapshot),
        *_book(snapshot),
        *_ages(snapshot, series),
        *_feeds(snapshot, series),
    )


def known_labels(snapshot: Snapshot, series: Mapping[str, Series]) -> dict[str, frozenset[str]]:
    """Return every label value that still exists, by label.

    While the book has problems its deals are not listed: one that cannot be read was not removed.
    """
    known = {
        "series": frozenset(series) | frozenset(snapshot.spreads.table["series"].to_list()),
        "gauge": frozenset(snapshot.bubble.gauges["gauge"].to_list()),
        "lamp": frozenset(lamp.name for lamp in snapshot.bubble.lamps),
        "feed": frozenset(feed.feed for feed in snapshot.feeds) | frozenset(each.feed for each in series.values()),
    }
    if not snapshot.book.problems:
        known["deal"] = frozenset(snapshot.refinancing.deals["deal_id"].to_list())
        known["sponsor"] = frozenset(snapshot.refinancing.sponsors["sponsor"].to_list())
    return known


def _spreads(snapshot: Snapshot, series: Mapping[str, Series]) -> Iterator[Sample]:
    for row in _rows(snapshot.spreads.table):
        id_ = row["series"]
        age = snapshot.freshness.get(id_)
        source = f"{id_} via {series[id_].feed}" if id_ in series else id_
        ground = _Ground(
            observed_on=row["observed_on"],
            seen_at=_seen(age, snapshot.moment),
            state=age.data_state if age else _state_of(row["state"]),
            source=source,
        )
        if row["unit"] == Unit.PERCENT:
            yield ground.sample("spread.last_pct", row["last"], series=id_)
            for change in _RATE_CHANGES:
                yield ground.sample(f"spread.{change}", row[change], series=id_)
            yield ground.sample("spread.z", row["z"], series=id_)
            yield ground.sample("spread.percentile", row["pct_full"], series=id_)
        else:
            yield ground.sample("index.last", row["last"], unit=row["unit"], series=id_)
            yield ground.sample("index.z", row["z"], series=id_)


def _gauges(snapshot: Snapshot) -> Iterator[Sample]:
    series_of = {gauge.id: gauge.series for gauge in GAUGES}
    for row in _rows(snapshot.bubble.gauges):
        name = row["gauge"]
        id_ = series_of.get(name)
        ground = _Ground(
            observed_on=row["observed_on"],
            seen_at=_seen(snapshot.freshness.get(id_ or ""), snapshot.moment),
            state=FreshnessState.LIVE,
            source=f"gauge {name}, {row['basis']} of {id_}" if id_ else f"gauge {name}, {row['basis']}",
        )
        level = _COLOURS.get(Colour(row["colour"]))
        # A gauge that has levels and no colour does not report: what ships of its basket then is no reading of today.
        silent = level is None and (row["amber"] is not None or row["red"] is not None)
        yield ground.sample("gauge.value", None if silent else row["value"], unit=row["unit"], gauge=name)
        yield ground.sample("gauge.level", level, gauge=name)


def _lamps(snapshot: Snapshot) -> Iterator[Sample]:
    """Yield what each lamp says, as old as the newest reading behind it."""
    gauges = snapshot.bubble.gauges.select("lamp", "observed_on", "value").drop_nulls().rows()
    for lamp in snapshot.bubble.lamps:
        newest = max((day for name, day, _ in gauges if name == lamp.name), default=None)
        source = f"lamp {lamp.name}, {lamp.reporting} of {len(lamp.families)} families"
        ground = _of_the_moment(snapshot, source, observed_on=newest)
        yield ground.sample("lamp.level", _VERDICTS.get(lamp.verdict), lamp=lamp.name)
        yield ground.sample("lamp.reds", lamp.reds, lamp=lamp.name)
        yield ground.sample("lamp.reporting", lamp.reporting, lamp=lamp.name)


def _refinancing(snapshot: Snapshot) -> Iterator[Sample]:
    market = _market(snapshot)
    refinancing = snapshot.refinancing
    for metric in _TOTALS:
        value = getattr(refinancing.totals, metric)
        yield market.sample(f"refinancing.{metric}", value, book=ALL)
    for label, column, frame in (
        ("deal", "deal_id", refinancing.deals),
        ("sponsor", "sponsor", refinancing.sponsors),
    ):
        for row in _rows(frame.select(column, *_SUMS)):
            for metric in _SUMS:
                if row[metric] is not None:
                    yield market.sample(f"refinancing.{metric}", row[metric], **{label: row[column]})


def _maturities(snapshot: Snapshot) -> Iterator[Sample]:
    """Yield the days to each deal's next maturity that must be refinanced; amortised paper has none."""
    ground = _of_the_moment(snapshot, f"book reviewed to {snapshot.book.reviewed_to}")
    next_on: dict[str, date] = {}
    columns = ("deal_id", "matures_on", "roll_principal_usd_m")
    for deal, matures_on, principal in snapshot.refinancing.tranches.select(columns).iter_rows():
        ahead = matures_on is not None and matures_on >= snapshot.as_of
        if ahead and principal != 0:
            next_on[deal] = min(matures_on, next_on.get(deal, matures_on))
    for deal, day in next_on.items():
        yield ground.sample("refinancing.maturity_days", (day - snapshot.as_of).days, deal=deal)


def _book(snapshot: Snapshot) -> Iterator[Sample]:
    ground = _of_the_moment(snapshot, f"book reviewed to {snapshot.book.reviewed_to}")
    yield ground.sample("book.age_days", snapshot.book.age_days, book=ALL)
    yield ground.sample("book.problems", snapshot.book.problems, book=ALL)


def _ages(snapshot: Snapshot, series: Mapping[str, Series]) -> Iterator[Sample]:
    for id_, age in snapshot.freshness.items():
        source = f"{id_} via {series[id_].feed}" if id_ in series else id_
        ground = _Ground(None, snapshot.moment, FreshnessState.LIVE, source)
        yield ground.sample("freshness.level", _LEVELS.get(age.data_state), series=id_)


def _feeds(snapshot: Snapshot, series: Mapping[str, Series]) -> Iterator[Sample]:
    """Yield the state of every feed that is on and may be asked; one the user holds back has not failed."""
    stale: dict[str, int] = {}
    for id_, age in snapshot.freshness.items():
        if id_ in series and age.data_state is FreshnessState.STALE:
            stale[series[id_].feed] = stale.get(series[id_].feed, 0) + 1
    for feed in snapshot.feeds:
        if feed.enabled and not feed.note:
            ground = _of_the_moment(snapshot, f"feed {feed.feed}")
            yield ground.sample("feed.stale", stale.get(feed.feed, 0), feed=feed.feed)
            yield ground.sample("feed.failures", feed.failures, feed=feed.feed)


def _market(snapshot: Snapshot) -> _Ground:
    """Return what every gap rests on: the par curve, as fresh as its oldest point."""
    par = snapshot.market.par
    if par is None:
        return _Ground(None, snapshot.moment, FreshnessState.NEVER, "no par curve")
    ages = [snapshot.freshness[id_] for id_ in par.series if id_ in snapshot.freshness]
    return _Ground(
        observed_on=par.observed_on,
        seen_at=max((age.seen_at for age in ages if age.seen_at), default=snapshot.moment),
        state=_worst(age.data_state for age in ages),
        source=f"{par.name} par curve and the book reviewed to {snapshot.book.reviewed_to}",
    )


def _of_the_moment(snapshot: Snapshot, source: str, observed_on: date | None = None) -> _Ground:
    return _Ground(observed_on, snapshot.moment, FreshnessState.LIVE, source)


def _worst(states: Iterable[FreshnessState]) -> FreshnessState:
    return max(states, key=lambda state: _LEVELS.get(state, 0), default=FreshnessState.LIVE)


def _state_of(text: str | None) -> FreshnessState:
    """Return the state a row shows; of a failed try, that the data itself may still stand."""
    state = FreshnessState(text) if text else FreshnessState.LIVE
    return FreshnessState.LIVE if state is FreshnessState.FAILED else state


def _seen(age: Freshness | None, moment: datetime) -> datetime:
    return age.seen_at if age and age.seen_at else moment


def _rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return frame.iter_rows(named=True)
