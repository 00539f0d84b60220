"""`show bubble` and `show gauge ID`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.declared import event_line
from debtwatch.cli.show.shown import Shown, Subject, text
from debtwatch.cli.tables import Field, decimal, ordinal
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from debtwatch.analysis.bubble.results import Bubble, Lamp
    from debtwatch.analysis.snapshot.results import Snapshot

_GAUGES = (
    text("lamp", "lamp"),
    text("family", "family"),
    text("gauge", "label"),
    Field("value", "value", decimal),
    text("unit", "unit"),
    Field("observed", "observed_on", str),
    Field("2008 then", "reading_2008", decimal),
    Field("2017 then", "reading_2017", decimal),
    Field("all", "pct_full", ordinal),
    Field("2007", "pct_2007", ordinal),
    Field("2017", "pct_2017", ordinal),
    Field("amber", "amber", decimal),
    Field("red", "red", decimal),
    text("colour", "colour"),
    Field("false / 10 y", "false_per_decade", lambda rate: f"{rate:.1f}"),
)
_FAMILIES = (text("lamp", "lamp"), text("family", "family"), text("colour", "colour"), text("lit by", "note"))
_EVENT = (
    text("gauge", "gauge"),
    text("era", "era"),
    Field("month", "month", lambda month: f"{month:+d}"),
    Field("reading", "reading", decimal),
)
_LPPLS = "lppls_"
_LPPLS_OFF = "LPPLS confidence is off; `[bubble] lppls = true` in debtwatch.toml switches it on"
_CAUTION = "baskets are chosen with hindsight and of survivors; `explosive` is a test's word, never a proof of a bubble"


def verdict_line(lamp: Lamp, shown: Bubble, as_of: date) -> str:
    """Return a lamp's verdict, how many families stand behind it, and its own record."""
    record = shown.records.get(lamp.name)
    return (
        f"{lamp.name}: {lamp.verdict}, {lamp.reds} red of {len(lamp.families)} families, {lamp.reporting} of "
        f"{len(lamp.families)} reporting"
        + (" (revised data)" if lamp.revised else "")
        + f"; on published levels alone: {lamp.published.verdict}, {lamp.published.reds} of "
        f"{lamp.published.reporting}" + (f"; at high: {record.text}; {record.whose(as_of)}" if record else "")
    )


def clock_line(shown: Bubble) -> str:
    """Return where today stands on the eras' clocks."""
    said = [
        f"{origin.era} began {origin.month:%Y-%m} ({origin.basket})" if origin.month else f"{origin.era}: no origin"
        for origin in shown.origins
    ]
    said += [f"{each.era} broke in month {each.month:+d}: {each.event}" for each in shown.era_breaks]
    ours = next((origin for origin in shown.origins if origin.era == "AI"), None)
    now = f"month {ours.months_since:+d} of ours; " if ours is not None and ours.months_since is not None else ""
    return now + "; ".join(said)


def _bubble(snapshot: Snapshot, by: str) -> Shown:
    import polars as pl

    shown = snapshot.bubble
    lamps = (*shown.lamps, shown.older)
    lines = (*(verdict_line(lamp, shown, snapshot.as_of) for lamp in lamps), clock_line(shown), _CAUTION, *_off(shown))
    totals = {lamp.name: {"verdict": lamp.verdict, "reds": lamp.reds, "reporting": lamp.reporting} for lamp in lamps}
    if by == "event":
        told = shown.gauges.select("gauge", "series")
        return Shown(_EVENT, shown.event_time.join(told, on="gauge", how="left", maintain_order="left"), lines, totals)
    if by == "family":
        rows = [
            {"lamp": lamp.name, "family": family.name, "colour": family.colour.value, "note": family.note}
            for lamp in lamps
            for family in lamp.families
        ]
        schema = {"lamp": pl.String, "family": pl.String, "colour": pl.String, "note": pl.String}
        return Shown(_FAMILIES, pl.DataFrame(rows, schema=schema), lines, totals)
    return Shown(_GAUGES, shown.gauges, lines, totals)


def _off(shown: Bubble) -> tuple[str, ...]:
    """Return what is switched off, and where it is switched on."""
    return () if shown.lppls else (_LPPLS_OFF,)


def _gauge(snapshot: Snapshot, by: str) -> Shown:
    import polars as pl

    shown = snapshot.bubble
    found = shown.gauges.filter(pl.col("gauge") == by)
    if found.is_empty() and by.startswith(_LPPLS) and not shown.lppls:
        raise UsageError(_LPPLS_OFF)
    if found.is_empty():
        raise UsageError(f"no gauge is called {clean(by)}", expected=", ".join(shown.gauges["gauge"]))
    row = found.to_dicts()[0]
    found_episodes = _episodes(shown, by)
    notes = (
        f"{row['label']}: {row['family']}, {row['lamp']}{'' if row['votes'] else '; informs, does not vote'}",
        clean(row["note"] or ""),
        f"levels: {_levels(row)}; {row['threshold_source']}; on published levels alone: {row['published_colour']}",
        f"rests on: {row['basis'] or 'nothing yet'}{_freshness(snapshot, row)}{'; revised data' if row['revised'] else ''}",
        _then_line(row),
        f"record at red: {row['record'] or 'none'}",
        *_episode_lines(found_episodes),
        *(f"{fact.text} ({fact.source})" for fact in shown.facts_of(by)),
        clock_line(shown),
    )
    readings = shown.event_time.filter(pl.col("gauge") == event_line(by))
    table = readings.pivot(on="era", index="month", values="reading").sort("month") if readings.height else readings
    eras = [era for era in ("2008", "2017", "AI") if era in table.columns]
    fields = (Field("month", "month", lambda month: f"{month:+d}"), *(Field(era, era, decimal) for era in eras))
    totals = {name: value for name, value in row.items() if name not in {"spark", "low"}}
    if found_episodes is not None:
        totals |= found_episodes
    kept = table.select("month", *eras, series=pl.lit(row["series"], dtype=pl.String))
    return Shown(fields, kept, (*_value_line(row), *notes), totals)


def _episodes(shown: Bubble, gauge: str) -> Mapping[str, Any] | None:
    """Return the dated episodes and near misses of an explosiveness gauge as words; None of another gauge."""
    from debtwatch.desk.episodes import explosive_episodes

    found = explosive_episodes(shown, gauge)
    if found is None:
        return None
    episodes = [
        {"first": f"{each.first:%Y-%m}", "last": f"{each.last:%Y-%m}", "direction": each.direction.value}
        for each in found.episodes
    ]
    return {"episodes": episodes, "near": [f"{month:%Y-%m}" for month in found.near]}


def _episode_lines(found: Mapping[str, Any] | None) -> tuple[str, ...]:
    if found is None:
        return ()
    said = ", ".join(f"{each['first']} to {each['last']} ({each['direction']})" for each in found["episodes"])
    near = ", ".join(found["near"])
    return (
        f"explosive episodes of three months or more in what was tested: {said or 'none'}",
        f"short of the critical value by less than its drawing error: {near or 'no month'}",
    )


def _value_line(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["value"] is None:
        return ("now not reporting",)
    return (f"now {row['value']:,.2f} {row['unit']} ({row['colour']}), {row['observed_on']}",)


def _levels(row: Mapping[str, Any]) -> str:
    known = [level for level in ("amber", "red") if row[level] is not None]
    return ", ".join(f"{level} {row[level]:g} ({row[f'{level}_source']})" for level in known) or "none"


def _freshness(snapshot: Snapshot, row: Mapping[str, Any]) -> str:
    age = snapshot.freshness.get(row["series"] or "")
    if row["value"] is None:
        return ""
    if row["basis"] == "monthly mean":
        return ", recorded: it shipped with the program"
    if age is None:
        return ""
    return f"; {age.state.value}{', recorded' if age.recorded else ''}"


def _then_line(row: Mapping[str, Any]) -> str:
    """Return both eras' readings at the comparable month with their ranges, and the three percentiles."""
    eras = []
    for era in ("2008", "2017"):
        reading, low = row[f"reading_{era}"], row[f"low_{era}"]
        at = f" in {row[f'reading_{era}_on']:%Y-%m}" if row[f"reading_{era}_on"] is not None else ""
        said = "—" if reading is None else f"{reading:,.2f}"
        eras.append(f"{era} {said}{at}" + ("" if low is None else f" (range {low:,.2f} to {row[f'high_{era}']:,.2f})"))
    shares = [
        f"{name} {'—' if row[column] is None else ordinal(row[column])}"
        for name, column in (
            ("all", "pct_full"),
            ("2003-07 to 2007-06", "pct_2007"),
            ("2016-01 to 2018-01", "pct_2017"),
        )
    ]
    return f"then: {'; '.join(eras)}; percentiles: {', '.join(shares)}"


BUBBLE = Subject(("gauge", "family", "event"), _bubble)
GAUGE = Subject(("ID",), _gauge, named=True)
