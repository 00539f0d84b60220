"""`show hurdle`: the revenue this must earn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, plain, present, text, yes
from debtwatch.cli.tables import Field, decimal, dollars, percent, words
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.hurdle.results import Hurdle
    from debtwatch.analysis.snapshot.results import Snapshot

_PRICES = (
    Field("/iPhone", "per_iphone_usd_month", decimal),
    Field("/Netflix", "per_netflix_usd_month", decimal),
    Field("/iPhone counted", "per_iphone_counted_usd_month", decimal),
    Field("/Netflix counted", "per_netflix_counted_usd_month", decimal),
)
_LIFE = Field("life", "life_years", decimal, null="for ever")
_REQUIRED = (
    text("invested", "base"),
    Field("capital", "invested_usd_m", dollars),
    _LIFE,
    Field("return %", "return_pct", percent),
    Field("margin %", "margin_pct", percent),
    Field("charge a year", "charge_usd_m_y", dollars),
    Field("revenue a year", "revenue_usd_m_y", dollars),
    *_PRICES,
    Field("covered %", "covered_pct", percent),
)
_ROWS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "required": ("required", _REQUIRED),
    "grid": ("grid", _REQUIRED),
    "published": (
        "published_truths",
        (
            _LIFE,
            Field("margin that makes it true %", "margin_pct", percent),
            Field("our margin %", "assumed_margin_pct", percent),
            Field("revenue a year at ours", "revenue_usd_m_y", dollars),
            *_PRICES,
        ),
    ),
    "invested": (
        "invested",
        (
            text("base", "base"),
            text("company", "company"),
            Field("invested", "invested_usd_m", dollars),
            text("period", "period"),
            text("measured", "definition"),
            text("lacks", "missing"),
            text("confidence", "confidence"),
            Field("dated", "source_date", str),
            text("source", "sources"),
        ),
    ),
    "revenue": (
        "revenue",
        (
            text("company", "company"),
            Field("a year", "revenue_usd_m_y", dollars),
            text("basis", "basis"),
            text("measures", "what"),
            Field("to", "period_end", str),
            Field("counted", "counted", yes),
            text("not counted because", "not_counted_because"),
            text("confidence", "confidence"),
            Field("dated", "source_date", str),
            text("source", "source_url"),
        ),
    ),
    "users": (
        "users",
        (
            text("company", "company"),
            text("who", "name"),
            Field("millions", "users_m", decimal),
            Field("back-solved", "back_solved", yes),
            Field("counted on", "observed_on", str),
            text("confidence", "confidence"),
            text("source", "source_url"),
        ),
    ),
}


def _hurdle(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.hurdle)
    name, fields = _ROWS[by]
    totals = {
        "assumptions": plain(part.assumptions),
        "published": plain(part.published) if part.published else None,
        "revenue_counted_usd_m_y": part.revenue_counted_usd_m_y,
    }
    return Shown(fields, getattr(part, name), _heading(part), totals)


def _heading(part: Hurdle) -> tuple[str, ...]:
    line, told, earned = part.published, part.assumptions, part.revenue_counted_usd_m_y
    published = "nothing was published by this day"
    if line is not None:
        published = (
            f"JPMorgan, {line.said_on}: {dollars(line.revenue_usd_m_y)} a year for {line.return_pct:g} % on "
            f"{dollars(line.invested_usd_m)} = ${line.per_iphone_usd_month:.2f} a month from every iPhone user or "
            f"${line.per_netflix_usd_month:.0f} from every Netflix subscriber ({line.source})"
        )
    return (
        (
            "revenue = (I r / (1 - (1 + r)^-L) + opex) / margin; "
            f"margin {told.margin_pct:g} % is assumed, nobody publishes one"
        ),
        published,
        "dollars a month from every user: /iPhone and /Netflix on its back-solved bases, then on counted ones: "
        + ", ".join(
            f"{users_m:,.0f}m {words(who)}{' (back-solved: it proves nothing alone)' if solved else ''}"
            for who, users_m, solved in part.users.select("name", "users_m", "back_solved").rows()
        ),
        (
            "covered: what the model makers' own run-rates are of it, "
            f"{dollars(earned) + ' a year' if earned is not None else 'not known'}; the clouds' figures hold what "
            "these pay them and are not added"
        ),
        "; ".join(
            f"{base}: {counted(companies, 'company', 'companies')} whose figures were published by this day, the rest is missing"
            for base, companies in part.invested.filter(part.invested["company"].is_not_null())
            .group_by("base", maintain_order=True)
            .len()
            .rows()
            if companies > 1
        ),
    )


HURDLE = Subject(tuple(_ROWS), _hurdle)
