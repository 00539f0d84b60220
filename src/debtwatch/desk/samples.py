"""From the findings of a day to the numbers that alert rules are held against (`alerts.metrics` names them)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debtwatch.alerts.metrics import METRICS
from debtwatch.analysis.bubble.declared import GAUGES
from debtwatch.analysis.bubble.results import Colour, Verdict
from debtwatch.analysis.snapshot.findings import SUMS
from debtwatch.analysis.spreads.series import COMBINED
from debtwatch.desk.watched import ALL, MATURITY, MOVED, PRICED, WARNED
from debtwatch.domain.alert import Sample, labels_of
from debtwatch.domain.freshness import FreshnessState
from debtwatch.domain.series import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

    import polars as pl

    from debtwatch.analysis.snapshot.findings import Findings
    from debtwatch.desk.watched import Watched
    from debtwatch.domain.freshness import Freshness
    from debtwatch.domain.series import Series

ALL_OF_IT = "all"
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
_FIGURES = ("headroom_bp", *SUMS)


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


def samples_of(findings: Findings, series: Mapping[str, Series], watched: Watched = ALL) -> tuple[Sample, ...]:
    """Return the samples that are watched, all of them unless told; a deal or sponsor without a figure gives none for it.

    Of the findings only what a watched metric needs is looked at.
    """
    return tuple(
        sample
        for metrics, samples in _PARTS
        if watched.any_of(metrics)
        for sample in samples(findings, series, watched)
        if watched.watches(sample)
    )


def known_labels(findings: Findings, series: Mapping[str, Series], watched: Watched = ALL) -> dict[str, frozenset[str]]:
    """Return every label value that still exists, by label, of the metrics that are watched.

    While the book has problems its deals are not listed: one that cannot be read was not removed.
    """
    known = {
        "series": frozenset(series) | frozenset(one.id for one in COMBINED),
        "feed": frozenset(feed.feed for feed in findings.feeds) | frozenset(each.feed for each in series.values()),
    }
    if watched.any_of(WARNED):
        from debtwatch.analysis.bubble.funding import FUNDING_IDS

        warned = findings.warned()
        known["gauge"] = frozenset(warned.gauges["gauge"].to_list()) | FUNDING_IDS
        known["lamp"] = frozenset(lamp.name for lamp in warned.lamps)
    if watched.any_of({*PRICED, MATURITY}) and not findings.book_problems:
        known["deal"] = frozenset(findings.deals()["deal_id"].to_list())
        known["sponsor"] = frozenset(findings.sponsors()["sponsor"].to_list())
    return known


def _spreads(findings: Findings, series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    for row in _rows(findings.moves()):
        id_ = row["series"]
        age = findings.freshness.get(id_)
        source = f"{id_} via {series[id_].feed}" if id_ in series else id_
        ground = _Ground(
            observed_on=row["observed_on"],
            seen_at=_seen(age, findings.moment),
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


def _gauges(findings: Findings, _series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    series_of = {gauge.id: gauge.series for gauge in GAUGES}
    for row in _rows(findings.warned().gauges):
        name = row["gauge"]
        id_ = series_of.get(name)
        ground = _Ground(
            observed_on=row["observed_on"],
            seen_at=_seen(findings.freshness.get(id_ or ""), findings.moment),
            state=FreshnessState.LIVE,
            source=f"gauge {name}, {row['basis']} of {id_}" if id_ else f"gauge {name}, {row['basis']}",
        )
        level = _COLOURS.get(Colour(row["colour"]))
        # A gauge that has levels and no colour does not report: what ships of its basket then is no reading of today.
        silent = level is None and (row["amber"] is not None or row["red"] is not None)
        yield ground.sample("gauge.value", None if silent else row["value"], unit=row["unit"], gauge=name)
        yield ground.sample("gauge.level", level, gauge=name)


def _lamps(findings: Findings, _series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    """Yield what each lamp says, as old as the newest reading behind it."""
    warned = findings.warned()
    gauges = warned.gauges.select("lamp", "observed_on", "value").drop_nulls().rows()
    for lamp in warned.lamps:
        newest = max((day for name, day, _ in gauges if name == lamp.name), default=None)
        source = f"lamp {lamp.name}, {lamp.reporting} of {len(lamp.families)} families"
        ground = _of_the_moment(findings, source, observed_on=newest)
        yield ground.sample("lamp.level", _VERDICTS.get(lamp.verdict), lamp=lamp.name)
        yield ground.sample("lamp.reds", lamp.reds, lamp=lamp.name)
        yield ground.sample("lamp.reporting", lamp.reporting, lamp=lamp.name)


def _refinancing(findings: Findings, _series: Mapping[str, Series], watched: Watched) -> Iterator[Sample]:
    market = _market(findings)
    if watched.any_of(PRICED, "book"):
        for name, value in findings.totals().items():
            yield market.sample(f"refinancing.{name}", value, book=ALL_OF_IT)
    for label, column, frame in (("deal", "deal_id", findings.deals), ("sponsor", "sponsor", findings.sponsors)):
        if watched.any_of(PRICED, label):
            for row in _rows(frame().select(column, *_FIGURES)):
                for name in _FIGURES:
                    if row[name] is not None:
                        yield market.sample(f"refinancing.{name}", row[name], **{label: row[column]})


def _maturities(findings: Findings, _series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    """Yield the days to each deal's next maturity that must be refinanced; amortised paper has none."""
    ground = _of_the_moment(findings, f"book reviewed to {findings.reviewed_to}")
    next_on: dict[str, date] = {}
    columns = ("deal_id", "matures_on", "roll_principal_usd_m")
    for deal, matures_on, principal in findings.tranches().select(columns).iter_rows():
        ahead = matures_on is not None and matures_on >= findings.as_of
        if ahead and principal != 0:
            next_on[deal] = min(matures_on, next_on.get(deal, matures_on))
    for deal, day in next_on.items():
        yield ground.sample("refinancing.maturity_days", (day - findings.as_of).days, deal=deal)


def _book(findings: Findings, _series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    ground = _of_the_moment(findings, f"book reviewed to {findings.reviewed_to}")
    yield ground.sample("book.age_days", findings.book_age_days, book=ALL_OF_IT)
    yield ground.sample("book.problems", findings.book_problems, book=ALL_OF_IT)


def _ages(findings: Findings, series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    for id_, age in findings.freshness.items():
        source = f"{id_} via {series[id_].feed}" if id_ in series else id_
        ground = _Ground(None, findings.moment, FreshnessState.LIVE, source)
        yield ground.sample("freshness.level", _LEVELS.get(age.data_state), series=id_)


def _feeds(findings: Findings, series: Mapping[str, Series], _watched: Watched) -> Iterator[Sample]:
    """Yield the state of every feed that is on and may be asked; one the user holds back has not failed."""
    stale: dict[str, int] = {}
    for id_, age in findings.freshness.items():
        if id_ in series and age.data_state is FreshnessState.STALE:
            stale[series[id_].feed] = stale.get(series[id_].feed, 0) + 1
    for feed in findings.feeds:
        if feed.enabled and not feed.note:
            ground = _of_the_moment(findings, f"feed {feed.feed}")
            yield ground.sample("feed.stale", stale.get(feed.feed, 0), feed=feed.feed)
            yield ground.sample("feed.failures", feed.failures, feed=feed.feed)


def _market(findings: Findings) -> _Ground:
    """Return what every gap rests on: the par curve, as fresh as its oldest point."""
    par = findings.par()
    if par is None:
        return _Ground(None, findings.moment, FreshnessState.NEVER, "no par curve")
    ages = [findings.freshness[id_] for id_ in par.series if id_ in findings.freshness]
    return _Ground(
        observed_on=par.observed_on,
        seen_at=max((age.seen_at for age in ages if age.seen_at), default=findings.moment),
        state=_worst(age.data_state for age in ages),
        source=f"{par.name} par curve and the book reviewed to {findings.reviewed_to}",
    )


def _of_the_moment(findings: Findings, source: str, observed_on: date | None = None) -> _Ground:
    return _Ground(observed_on, findings.moment, FreshnessState.LIVE, source)


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


_PARTS: tuple[tuple[frozenset[str], Callable[[Findings, Mapping[str, Series], Watched], Iterator[Sample]]], ...] = (
    (MOVED, _spreads),
    (frozenset({"gauge.value", "gauge.level"}), _gauges),
    (frozenset({"lamp.level", "lamp.reds", "lamp.reporting"}), _lamps),
    (PRICED, _refinancing),
    (frozenset({MATURITY}), _maturities),
    (frozenset({"book.age_days", "book.problems"}), _book),
    (frozenset({"freshness.level"}), _ages),
    (frozenset({"feed.stale", "feed.failures"}), _feeds),
)
"""Metrics, and where their samples come from."""
