"""Companies' figures as known on a day: one value a period, and twelve months from quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.columns import names
from debtwatch.analysis.issuers.results import CONFLICT_COLUMNS, Window

if TYPE_CHECKING:
    from datetime import date

_RANK = {"reported": 0, "derived": 1, "proxy": 2, "alternative": 3, "run_rate": 4}
_PERIOD = ["company", "metric", "period_type", "period_end"]
_SERIES = ["company", "metric"]
_QUARTERS = 4
_THREE_QUARTERS_DAYS = (255, 295)
"""From the first quarter's end to the fourth's: 52- and 53-week years included."""
_YEAR_DAYS = 360
_PREFERENCE = {window.value: place for place, window in enumerate(Window)}
_CONFIDENCE = {"low": 0, "medium": 1, "high": 2}
_ANOTHER_READING = r"(?:another reading|a second source) gives ([\d,]+(?:\.\d+)?)"
_FROM_YEAR = "the year less its three other quarters"


def known_figures(facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return what was published by a day about periods that had ended: guidance left out."""
    told = pl.coalesce("source_date", "period_end")
    return facts.filter((pl.col("period_end") <= as_of) & (told <= as_of) & (pl.col("period_type") != "guide"))


def _ranked(figures: pl.DataFrame) -> pl.DataFrame:
    """Order the values of one period: reported before derived before others, then the newest source."""
    return figures.with_columns(
        _rank=pl.col("basis").replace_strict(_RANK, default=len(_RANK), return_dtype=pl.Int64)
    ).sort([*_PERIOD, "_rank", "source_date"], descending=[False] * 5 + [True], nulls_last=True, maintain_order=True)


def chosen(figures: pl.DataFrame) -> pl.DataFrame:
    """Return one value a company, metric and period."""
    return _ranked(figures).unique(_PERIOD, keep="first", maintain_order=True).drop("_rank")


def conflicts(figures: pl.DataFrame) -> pl.DataFrame:
    """Return every period with two values, and those whose quarters do not add up to their year."""
    ranked = _ranked(figures.filter(pl.col("unit") == "usd_m"))
    first = ranked.unique(_PERIOD, keep="first", maintain_order=True).select(
        *_PERIOD, chosen_usd_m="value_usd_m", chosen_note="definition_note", _chosen="basis"
    )
    others = ranked.filter(pl.col("value_usd_m").is_first_distinct().over(_PERIOD)).join(first, on=_PERIOD)
    doubled = others.filter(pl.col("value_usd_m") != pl.col("chosen_usd_m")).with_columns(
        other_usd_m=pl.col("value_usd_m"),
        other_note=pl.col("definition_note"),
        chosen_because=pl.format("{} stands before {}", "_chosen", "basis"),
    )
    told = _told_in_notes(ranked)
    shown = ("company", "metric", "chosen_usd_m", "chosen_note", "other_usd_m", "other_note", "chosen_because")
    period = pl.format("{} {}", "period_type", pl.col("period_end").dt.to_string())
    return (
        pl.concat([each.select(*shown, period=period) for each in (doubled, told, _unequal_years(chosen(figures)))])
        .with_columns(
            difference_pct=pl.when(pl.col("chosen_usd_m") != 0).then(
                (pl.col("other_usd_m") / pl.col("chosen_usd_m") - 1) * 100
            )
        )
        .select(names(CONFLICT_COLUMNS))
        .sort("company", "metric", "period")
    )


def _told_in_notes(ranked: pl.DataFrame) -> pl.DataFrame:
    """Return the values a figure's own note sets against it, where no row of their own says them."""
    other = pl.col("definition_note").str.extract(_ANOTHER_READING, 1).str.replace_all(",", "").cast(pl.Float64)
    said = ranked.select(*_PERIOD, other_usd_m="value_usd_m")
    return (
        ranked.unique(_PERIOD, keep="first", maintain_order=True)
        .with_columns(other_usd_m=other)
        .drop_nulls("other_usd_m")
        .join(said, on=[*_PERIOD, "other_usd_m"], how="anti")
        .with_columns(
            chosen_usd_m=pl.col("value_usd_m"),
            chosen_note=pl.col("definition_note"),
            other_note=pl.lit("told in the note alone"),
            chosen_because=pl.lit("the other reading has no source of its own: unresolved"),
        )
    )


def _unequal_years(one: pl.DataFrame) -> pl.DataFrame:
    """Return fiscal years whose four quarters differ from them by more than one percent."""
    flows = one.filter(pl.col("metric").is_in(FLOWS))
    summed = _four_quarters(flows.filter(pl.col("period_type") == "Q"))
    years = flows.filter(pl.col("period_type") == "FY")
    both = years.join(summed.select(*_SERIES, "period_end", _sum="value_usd_m"), on=[*_SERIES, "period_end"])
    apart = (pl.col("_sum") - pl.col("value_usd_m")).abs() > pl.col("value_usd_m").abs() / 100
    return both.filter(apart).with_columns(
        chosen_usd_m=pl.col("_sum"),
        chosen_note=pl.lit("sum of four quarters"),
        other_usd_m=pl.col("value_usd_m"),
        other_note=pl.col("definition_note"),
        chosen_because=pl.lit("four quarters stand before the year; a definition may have changed between them"),
    )


FLOWS = ("revenue", "operating_income", "depreciation", "operating_cash_flow", "capex", "interest_expense", "ebitda")
"""Metrics that add up over quarters; balances do not."""


def _with_fourth_quarters(one: pl.DataFrame) -> pl.DataFrame:
    """Return the quarters, a missing one derived where its year and the three others are known."""
    quarters = one.filter(pl.col("period_type") == "Q")
    years = one.filter(pl.col("period_type") == "FY")
    inside = years.join(quarters.select(*_SERIES, _q_end="period_end", _q="value_usd_m"), on=_SERIES).filter(
        (pl.col("_q_end") <= pl.col("period_end"))
        & (pl.col("_q_end") > pl.col("period_end") - pl.duration(days=_YEAR_DAYS))
    )
    three = inside.group_by(*_SERIES, "period_end").agg(
        _count=pl.len(), _rest=pl.col("_q").sum(), _last=pl.col("_q_end").max()
    )
    derived = (
        years.join(three, on=[*_SERIES, "period_end"])
        .filter((pl.col("_count") == _QUARTERS - 1) & (pl.col("_last") < pl.col("period_end")))
        .with_columns(
            value_usd_m=pl.col("value_usd_m") - pl.col("_rest"),
            period_type=pl.lit("Q"),
            basis=pl.lit("derived"),
            definition_note=pl.lit(_FROM_YEAR),
        )
        .select(quarters.columns)
    )
    return pl.concat([quarters, derived])


def _four_quarters(quarters: pl.DataFrame) -> pl.DataFrame:
    """Sum every four consecutive quarters; a gap between them makes no window."""
    value, day = pl.col("value_usd_m"), pl.col("period_end")
    low, high = _THREE_QUARTERS_DAYS
    worst = pl.col("_sure").rolling_min(_QUARTERS).over(_SERIES)
    places = {place: word for word, place in _CONFIDENCE.items()}
    return (
        quarters.sort([*_SERIES, "period_end"])
        .with_columns(
            _span=(day - day.shift(_QUARTERS - 1).over(_SERIES)).dt.total_days(),
            _sum=value.rolling_sum(_QUARTERS).over(_SERIES),
            _sure=pl.col("confidence").replace_strict(_CONFIDENCE, default=0, return_dtype=pl.Int64),
            second_hand=pl.col("second_hand").fill_null(value=False).cast(pl.Int64).rolling_max(_QUARTERS).over(_SERIES)
            > 0,
        )
        .with_columns(confidence=worst.replace_strict(places, default=None, return_dtype=pl.String))
        .filter(pl.col("_span").is_between(low, high))
        .with_columns(value_usd_m=pl.col("_sum"))
        .drop("_span", "_sum", "_sure")
    )


def windows(figures: pl.DataFrame) -> pl.DataFrame:
    """Return every reading of twelve months by company and metric, with its `window`.

    A run-rate is no window. Values are $m over twelve months; a quarter is multiplied by four.
    """
    one = chosen(figures.filter(pl.col("basis") != "run_rate"))
    quarters = _with_fourth_quarters(one)
    parts = {
        Window.FOUR_QUARTERS: _four_quarters(quarters),
        Window.TWELVE_MONTHS: one.filter(pl.col("period_type") == "TTM"),
        Window.YEAR: one.filter(pl.col("period_type") == "FY"),
        Window.QUARTER: quarters.with_columns(pl.col("value_usd_m") * _QUARTERS),
    }
    return pl.concat([part.select(one.columns).with_columns(window=pl.lit(kind.value)) for kind, part in parts.items()])


def trailing(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the newest twelve months by company and metric; a single quarter only where nothing else is known."""
    order = pl.col("window").replace_strict(_PREFERENCE, return_dtype=pl.Int64)
    alone = pl.col("window") == Window.QUARTER.value
    return (
        windows(figures)
        .sort([*_SERIES, alone, pl.col("period_end"), order], descending=[False, False, False, True, False])
        .unique(_SERIES, keep="first", maintain_order=True)
    )


def balances(figures: pl.DataFrame, metric: str) -> pl.DataFrame:
    """Return the newest balance of a metric by company."""
    return (
        chosen(figures.filter((pl.col("metric") == metric) & pl.col("period_type").is_in(["Q", "FY"])))
        .sort("company", "period_end")
        .unique("company", keep="last", maintain_order=True)
    )
