"""The gauges and baskets, declared before looking: levels, families, eras."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from debtwatch.analysis.bubble.levels import Levels

BUILD_UP, BREAK = "build-up", "break"
RUN_UP, COMPLACENCY = "run-up", "complacency"
FINANCING_MIX, ISSUANCE = "financing mix", "issuance and capex"
WIDENING, CONDITIONS, FUNDING_STOP = "widening", "conditions", "funding stop"
CONTEXT = "context"
"""Not a family: it has no vote."""
FAMILIES = {
    BUILD_UP: (RUN_UP, COMPLACENCY, FINANCING_MIX, ISSUANCE),
    BREAK: (WIDENING, CONDITIONS, FUNDING_STOP),
}
"""Each family has one vote on its lamp, whether or not it can report."""
OLDER_RULE = "older rule"
OLDER_FAMILIES = {
    RUN_UP: (RUN_UP,),
    "spreads": (WIDENING,),
    CONDITIONS: (CONDITIONS,),
    FINANCING_MIX: (FINANCING_MIX,),
    ISSUANCE: (ISSUANCE,),
}
"""Its families and those of ours whose gauges they hold; calm spreads were not among them."""
MARKET = "SP500_TR_PROXY"
"""What a basket's run-up is net of."""
MARKET_MEMBER = "SPY"
"""What stands for it where the store has it."""


class Reading(StrEnum):
    """How a gauge's value is made from its series."""

    PERCENTILE = "percentile"
    """Percentile in its whole history: low is complacent."""
    LEVEL = "level"
    """The series itself."""
    WIDENING = "widening"
    """bp above the lowest of 252 observations (of monthly means, twelve)."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One gauge on one series."""

    id: str
    label: str
    lamp: str
    family: str
    series: str
    reading: Reading
    unit: str
    levels: Levels
    threshold_source: str
    note: str

    @property
    def amber(self) -> float | None:
        """Level of amber."""
        return self.levels.amber

    @property
    def red(self) -> float | None:
        """Level of red."""
        return self.levels.red

    @property
    def low_warns(self) -> bool:
        """Whether a low reading is the warning."""
        return self.levels.low_warns


def _complacency(id_: str, label: str, series: str) -> Gauge:
    return Gauge(
        id=f"complacency_{id_}",
        label=f"{label} percentile",
        lamp=BUILD_UP,
        family=COMPLACENCY,
        series=series,
        reading=Reading.PERCENTILE,
        unit="percentile",
        levels=Levels(25, 10, low_warns=True),
        threshold_source="debtwatch, never tested elsewhere",
        note="tight spreads are the calm before, not safety; the index's quality and life changed between eras; readings "
        "of then are ranked among all months known now, in the record among those up to them",
    )


def _condition(id_: str, label: str, series: str, levels: Levels, source: str, *, note: str) -> Gauge:
    return Gauge(
        id=f"conditions_{id_}",
        label=label,
        lamp=BREAK,
        family=CONDITIONS,
        series=series,
        reading=Reading.LEVEL,
        unit="percent" if series == "EBP" else "index",
        levels=levels,
        threshold_source=source,
        note=note,
    )


_NO_LEVEL = Levels()
_COINCIDENT = "coincident: in 2007 it crossed two months before the S&P peak"
GAUGES = (
    _complacency("hy", "HY OAS", "BAMLH0A0HYM2"),
    _complacency("ig", "IG OAS", "BAMLC0A0CM"),
    _complacency("bbb", "BBB OAS", "BAMLC0A4CBBB"),
    _complacency("baa", "Baa less 10-year", "BAA10Y"),
    Gauge(
        id="widening_hy",
        label="HY off its 252-day low",
        lamp=BREAK,
        family=WIDENING,
        series="BAMLH0A0HYM2",
        reading=Reading.WIDENING,
        unit="bp",
        levels=Levels(100, 200),
        threshold_source="debtwatch, from its own back-test",
        note="of 15 signals at +100 bp since 1998, 7 were followed by a fall of 12 % or more within a year",
    ),
    _condition(
        "nfci",
        "Chicago Fed NFCI",
        "NFCI",
        Levels(-0.3, 0.0, "red"),
        "red is the index's own average; amber debtwatch",
        note=_COINCIDENT,
    ),
    _condition(
        "stlfsi",
        "St. Louis Fed stress",
        "STLFSI4",
        Levels(0.0, 1.0, "amber"),
        "amber is the index's own normal; red debtwatch",
        note=_COINCIDENT,
    ),
    _condition(
        "ofr",
        "OFR stress index",
        "OFR_FSI",
        Levels(0.0, 1.0, "amber"),
        "amber is the index's own average; red debtwatch",
        note=_COINCIDENT,
    ),
    _condition(
        "ebp",
        "Excess bond premium",
        "EBP",
        Levels(0.5, 1.0),
        "debtwatch: above 0.5 in 15.6 % of months since 1973, above 1.0 in 5.1 %",
        note="in 2007 it first passed 0.5 in January 2008; the whole history is rewritten every month",
    ),
)
"""Gauges read from one series each, and voting; the run-up gauges come from the baskets."""


def _context(id_: str, label: str, series: str, *, levels: Levels = _NO_LEVEL, source: str, note: str) -> Gauge:
    return Gauge(
        id=id_,
        label=label,
        lamp=BUILD_UP,
        family=CONTEXT,
        series=series,
        reading=Reading.LEVEL,
        unit="percent",
        levels=levels,
        threshold_source=source,
        note=note,
    )


INFORMING = (
    _condition(
        "anfci",
        "Chicago Fed ANFCI",
        "ANFCI",
        Levels(0.0, None, "amber"),
        "amber is the index's own average; no red is set",
        note="what is left of the NFCI once the business cycle is taken out: above 0 in many calm years; informs only",
    ),
    _context(
        "credit_gap",
        "Credit-to-GDP gap",
        "BIS_CREDIT_GAP",
        levels=Levels(2.0, 10.0, "both"),
        source="BIS: where a capital buffer begins and where it is full; tested there on banking crises",
        note="quarterly, five months late, of the whole economy: it cannot see one sector's boom; its trend makes "
        "cycles of its own; informs only",
    ),
    _context(
        "dsr",
        "Debt service, private sector",
        "BIS_DSR",
        source="none set: the published thresholds are of its gap from a country's mean",
        note="share of income, firms outside finance and households; quarterly, five months late; informs only",
    ),
    _context(
        "tdsp",
        "Debt service, households",
        "TDSP",
        source="none set",
        note="share of disposable income: it led in 2008 and was low in 2017; the AI boom borrows elsewhere; informs only",
    ),
    Gauge(
        id="cape",
        label="CAPE percentile",
        lamp=BUILD_UP,
        family=CONTEXT,
        series="SHILLER_CAPE",
        reading=Reading.PERCENTILE,
        unit="percentile",
        levels=_NO_LEVEL,
        threshold_source="none: a percentile only",
        note="dear for years on end before every fall: no timing; from history of your own (`series import`); informs only",
    ),
)
"""Gauges on one series that stand beside the families and never vote."""
QUARTERLY = ("BIS_CREDIT_GAP", "BIS_DSR", "TDSP")
"""Dated by a quarter's first day: its print stands for three months."""


@dataclass(frozen=True, slots=True)
class Basket:
    """The one basket of an era; it votes in the years it is declared for."""

    id: str
    era: str
    series: str
    label: str
    first: date
    last: date
    origin_from: date
    """First month its era may start in: the window its extremes are published for."""
    members: tuple[str, ...]
    """The series it is made of where the store has them all."""


BASKETS = (
    Basket(
        "homebuilders",
        "2008",
        "HOMEBUILDERS_EW",
        "Homebuilders",
        # One of the six came out of bankruptcy in October 1993 at twenty-seven times its price before.
        date(1994, 1, 1),
        date(2010, 12, 31),
        date(2003, 1, 1),
        ("DHI", "KBH", "LEN", "NVR", "PHM", "TOL"),
    ),
    Basket("btc", "2017", "BTC", "Bitcoin", date(2014, 1, 1), date(2019, 12, 31), date(2015, 12, 1), ("BTC-USD",)),
    Basket(
        "ai",
        "AI",
        "AI6_EW",
        "AI six",
        date(2012, 1, 1),
        date(9999, 12, 31),
        date(2022, 1, 1),
        ("AMZN", "GOOGL", "META", "MSFT", "NVDA", "ORCL"),
    ),
)
"""Chosen with hindsight and of survivors: said wherever they are shown."""
RUN_UP_AMBER, RUN_UP_RED = 100.0, 150.0
RUN_UP_LEVELS = Levels(RUN_UP_AMBER, RUN_UP_RED, "both")
RUN_UP_MONTHS = 24
RUN_UP_SOURCE = "Greenwood, Shleifer and You: of 40 US industries 53 % crashed after +100 %, 80 % after +150 %"
EXPLOSIVE_AMBER, EXPLOSIVE_RED = 3.0, 6.0
EXPLOSIVE_LEVELS = Levels(EXPLOSIVE_AMBER, EXPLOSIVE_RED)
EXPLOSIVE_SOURCE = "debtwatch, simulated: six months in a row bring false flags in fourteen years back to 5.5 %"
RUN_UP_LINE, EXPLOSIVE_LINE = "run_up", "explosive"
"""In the record the gauges of all baskets are one line: the era's basket, whichever it was."""
LEGS = {"": "both_pct", "_raw": "raw_pct", "_net": "net_pct"}
"""Legs of a run-up by the end of their gauge's name, and the column of a basket's path each is read from."""
MEAN_LAG = 1
"""Averaging a random walk within the month makes its monthly changes follow one another, correlation 0.25 (Working,
Econometrica 1960): one lag takes that out. Month ends have none."""
MONTH_END, OWN_MEAN = "month end", "own monthly mean"
"""What a gauge rests on where the store has its prices."""
INDEX_PROXY = ("run_up_nasdaq", "NASDAQCOM", "Index proxy: Nasdaq composite, 24 months")


def event_line(gauge: str) -> str:
    """Return the line of event time a gauge is drawn from: the same gauge of all baskets is one, each era's its own."""
    for line in (RUN_UP_LINE, EXPLOSIVE_LINE):
        for basket in BASKETS:
            own = f"{line}_{basket.id}"
            if gauge == own or gauge.startswith(f"{own}_"):
                return line + gauge.removeprefix(own)
    return gauge


@dataclass(frozen=True, slots=True)
class Era:
    """A past era: where its extremes are read."""

    name: str
    column: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Break:
    """A break the record is scored on, declared before looking."""

    name: str
    month: date
    event: str


BREAKS = (
    Break("2007-08", date(2007, 8, 1), "the run on asset-backed commercial paper, 8 August 2007"),
    Break("2017-18", date(2017, 12, 1), "bitcoin's peak, 16 December 2017"),
)
"""Declared before looking; whatever else a line said is a false alarm, the bear markets of 2000 and 2020 among it."""
ERAS = (
    Era("2008", "2008", date(2003, 7, 1), date(2009, 12, 31)),
    Era("2017", "2017", date(2016, 1, 1), date(2019, 12, 31)),
)
