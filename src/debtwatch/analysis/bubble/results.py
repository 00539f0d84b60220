"""The bubble part of a snapshot and its frame's columns: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from debtwatch.analysis.columns import Column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from debtwatch.analysis.bubble.explosive.results import Explosive
    from debtwatch.analysis.bubble.explosive.subject import Subject
    from debtwatch.domain.baseline import EraFact, Measured


class Colour(StrEnum):
    """What a gauge or a family says; `none` is no data and no vote."""

    NONE = "none"
    CALM = "calm"
    AMBER = "amber"
    RED = "red"


class Verdict(StrEnum):
    """What a lamp says."""

    UNKNOWN = "cannot judge"
    """Fewer than two families report."""
    CALM = "calm"
    """At most one family is red."""
    CAUTION = "caution"
    """Two families are red."""
    HIGH = "high"
    """Three or more are."""


GAUGE_COLUMNS = (
    Column("gauge", "str", "Stable name of the gauge."),
    Column("label", "str", "What the screens call it."),
    Column("lamp", "str", "`build-up` or `break`."),
    Column("family", "str", "The family it votes in."),
    Column("votes", "bool", "Whether it votes; the others inform."),
    Column("value", "f64", "Its reading, in its unit; null is not reporting."),
    Column("unit", "str", "percent, bp, percentile, months, times, count or index."),
    Column("observed_on", "date", "The day or month of the newest print behind it."),
    Column("reading_2008", "f64", "Its reading as many months after the 2008 era's origin as today is after ours."),
    Column("reading_2008_on", "date", "That month."),
    Column("low_2008", "f64", "Lowest reading of that era, 2003-07 to 2009-12."),
    Column("high_2008", "f64", "Highest reading of that era."),
    Column("reading_2017", "f64", "The same after the 2017 era's origin."),
    Column("reading_2017_on", "date", "That month."),
    Column("low_2017", "f64", "Lowest reading of that era, 2016-01 to 2019-12."),
    Column("high_2017", "f64", "Highest reading of that era."),
    Column(
        "pct_full",
        "f64",
        "Percentile of what it reads in its whole history: levels among levels, widenings among widenings; where only "
        "monthly means are known, among those, and `note` says which.",
    ),
    Column("pct_2007", "f64", "Percentile in 2003-07 to 2007-06."),
    Column("pct_2017", "f64", "Percentile in 2016-01 to 2018-01."),
    Column("amber", "f64", "Level of amber; null where none is set."),
    Column("red", "f64", "Level of red."),
    Column("amber_source", "str", "`published`: somebody else printed it first; `judgement`: set here."),
    Column("red_source", "str", "The same of red."),
    Column("colour", "str", "calm, amber, red or none."),
    Column("published_colour", "str", "The same on its published levels alone; none where it has none."),
    Column("threshold_source", "str", "Whose levels, and whether they were ever tested."),
    Column("revised", "bool", "Rests on revised data: a final vintage, not what was known then."),
    Column("series", "str", "The series it reads, whose freshness is its own; null where it reads several."),
    Column("basis", "str", "`daily`, `weekly`, `monthly` or `monthly mean`."),
    Column("note", "str", "What it can and cannot say, or why it does not report."),
    Column(
        "false_per_decade", "f64", "False alarms in ten years at its red level, as measured by the replay that shipped."
    ),
    Column("record", "str", "Its own record at red in one sentence, and of which replay."),
    Column("spark", "list[f64]", "Its last 36 months, oldest first."),
)
"""One row a gauge, `Bubble.gauges`."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family of gauges: one vote."""

    name: str
    """run-up, complacency, financing mix, issuance and capex; widening, conditions, funding stop."""
    colour: Colour
    """Its worst voting gauge; `none` is not reporting."""
    gauges: tuple[str, ...]
    """The gauges that reported."""
    note: str
    """Why it does not report, or what lit it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a lamp would say on published levels alone, every level set here left out."""

    verdict: Verdict
    reds: int
    reporting: int
    """Families with a reading that has a published level."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp: two red families are caution, three are high, fewer than two reporting cannot judge."""

    name: str
    """`build-up` or `break`."""
    verdict: Verdict
    """What it says."""
    reds: int
    """Red families."""
    reporting: int
    """Families with at least one reading."""
    families: tuple[Family, ...]
    """All of them, reporting or not."""
    revised: bool
    """Whether a voting gauge rests on revised data."""
    published: Published
    """What it would say without the levels set here."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The first month an era's basket was up 100 % in 24 months, raw and net of the market."""

    era: str
    """`2008`, `2017` or `AI`."""
    basket: str
    """The one pre-declared basket."""
    month: date | None
    """None where it never was."""
    months_since: int | None
    """Months from the origin to the date asked about; of a past era, to the date ours compares with."""


_RUN_UP = "run_up_"
EVENT_FROM, EVENT_TO = -24, 72
"""Months from an era's origin that event time shows, for every gauge and era."""


@dataclass(frozen=True, slots=True)
class EraBreak:
    """When a past era broke, on its own clock."""

    era: str
    month: int
    """Months since the era's origin."""
    event: str


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the baskets say on a day; nothing but a print of their own moves it."""

    closes: pl.DataFrame
    """`members.own_closes`."""
    panel: pl.DataFrame
    """series, month, value of months that had ended: shipped means, and own ones after them."""
    ends: pl.DataFrame
    """The same of own month ends."""
    proxies: Mapping[str, str]
    """`members.index_proxies`."""
    paths: pl.DataFrame
    """`run_up.basket_paths`."""
    starts: tuple[Origin, ...]
    """Where each era's clock starts."""
    rows: tuple[dict[str, Any], ...]
    """The run-up gauges."""

    @property
    def by_era(self) -> Mapping[str, Origin]:
        """Return the origins by era."""
        return {start.era: start for start in self.starts}


class OnSeries(NamedTuple):
    """What the gauges on one series say; nothing but a print of theirs, or another clock of an era, moves it."""

    rows: tuple[dict[str, Any], ...]
    event_time: pl.DataFrame
    """`event_readings`, the run-up among them."""


@dataclass(frozen=True, slots=True, eq=False)
class Bubble:
    """The answer to: is this 2008 or 2017."""

    build_up: Lamp
    """run-up, complacency, financing mix, issuance and capex."""
    breaking: Lamp
    """The break lamp: widening, conditions, funding stop."""
    older: Lamp
    """The older five-family rule, a second line with its own record; not a lamp."""
    gauges: pl.DataFrame
    """`GAUGE_COLUMNS`."""
    origins: tuple[Origin, ...]
    """Where each era's clock starts."""
    event_time: pl.DataFrame
    """Event time of every gauge: gauge str, era str, month i64 (since the era's origin), reading f64."""
    era_breaks: tuple[EraBreak, ...]
    """Where the past eras broke on that clock: events, never a forecast."""
    records: Mapping[str, Measured]
    """What each lamp and line of gauges did in the replay that shipped."""
    tested: Mapping[str, tuple[Subject, Explosive]]
    """By explosiveness gauge, what was tested and what the test said: from it episodes are dated when asked for."""

    facts: tuple[EraFact, ...]
    """Single facts of the eras whose span had ended by the day, in the order of their file."""
    ground: Ground
    """What the baskets say, for the next snapshot to keep."""
    own: OnSeries
    """What the gauges on one series say, for the next snapshot to keep."""
    lppls: bool = False
    """Whether the settings switch LPPLS on; off, it has no gauge."""

    def facts_of(self, gauge: str) -> tuple[EraFact, ...]:
        """Return the facts that stand beside a gauge; those of a run-up, of every era's basket, beside each of them."""
        if gauge.startswith(_RUN_UP):
            return tuple(each for each in self.facts if each.gauge.startswith(_RUN_UP))
        return tuple(each for each in self.facts if each.gauge == gauge)

    @property
    def lamps(self) -> tuple[Lamp, Lamp]:
        """Both lamps, build-up first."""
        return (self.build_up, self.breaking)
