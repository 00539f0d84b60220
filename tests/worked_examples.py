"""Published worked examples of bond arithmetic, and what the kernel makes of each: `make validate` prints the report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import polars as pl

from debtwatch.analysis.bonds.conventions import Convention, QuotedAs
from debtwatch.analysis.bonds.odd import odd_accrued, odd_price, with_first_coupon
from debtwatch.analysis.bonds.price import accrued, with_yield
from debtwatch.analysis.bonds.schedule import with_coupon_position
from debtwatch.analysis.bonds.sofr import SofrTerms, period_rate
from debtwatch.analysis.bonds.spreads import g_spread, i_spread
from debtwatch.analysis.bonds.worth import worth_of_extra_interest
from debtwatch.analysis.cashflows.calls import call_of, make_whole_price
from debtwatch.analysis.cashflows.curves import Yields
from debtwatch.analysis.cashflows.payments import Base, bond_of, payments_of
from debtwatch.analysis.cashflows.terms import terms_of
from debtwatch.analysis.cashflows.worth import Discounting
from debtwatch.analysis.issuers.cover import balloon_proceeds, break_even_pct, cover_after, mortgage_constant
from debtwatch.analysis.market.interpolation import interpolate
from debtwatch.analysis.structure.collateral import declining, monthly_balance, straight_line
from debtwatch.domain.kinds import RateSetting
from flow_samples import tranche

AUCTION, TREASURY, CORPORATE = (
    each.value for each in (QuotedAs.TREASURY_AUCTION, QuotedAs.TREASURY, QuotedAs.US_CORPORATE)
)


@dataclass(frozen=True, slots=True)
class Example:
    """One published figure, and ours."""

    case: str
    source: str
    expected: float
    tolerance: float
    ours: Callable[[], float]


class Note(NamedTuple):
    """A bond as its term sheet gives it."""

    settle: date
    maturity: date
    coupon_pct: float
    dated: date | None = None
    first_coupon: date | None = None


def value(expression: pl.Expr) -> float:
    return float(pl.select(expression).item())


def placed(note: Note, as_: Convention) -> pl.DataFrame:
    frame = pl.DataFrame([note._replace(dated=note.dated or note.settle)], schema={
        "settle": pl.Date, "maturity": pl.Date, "coupon_pct": pl.Float64, "dated": pl.Date, "first_coupon": pl.Date,
    }, orient="row")  # fmt: skip
    at = with_coupon_position(
        frame, settle="settle", maturity="maturity", frequency=as_.frequency, count=as_.count, month_ends=as_.month_ends
    )
    return with_first_coupon(at, as_)


def price_of(note: Note, yield_pct: float, as_: Convention) -> float:
    return float(placed(note, as_).select(odd_price(pl.lit(yield_pct), pl.col("coupon_pct"), as_)).item())


def accrued_of(note: Note, as_: Convention) -> float:
    return float(placed(note, as_).select(odd_accrued(pl.col("coupon_pct"), as_)).item())


def yield_of(note: Note, clean: float, as_: Convention) -> float:
    ready = placed(note, as_).with_columns(
        dirty=clean + accrued(pl.col("coupon_pct"), pl.col("to_next")),
        payment=pl.col("coupon_pct") / 2,
        redemption=pl.lit(100.0),
    )
    return float(with_yield(ready, dirty="dirty", payment="payment", redemption="redemption", into="y")["y"][0])


def regulation() -> Iterator[Example]:
    source = "31 CFR 356, appendix B"
    notes = {
        "A": (Note(date(1990, 5, 15), date(2020, 5, 15), 8.75), 8.84, 99.057893),
        "B short first": (Note(date(1990, 4, 2), date(1992, 3, 31), 8.5, first_coupon=date(1990, 9, 30)), 8.59, 99.838183),
        "C long first": (Note(date(1990, 3, 1), date(1995, 5, 15), 8.5, first_coupon=date(1990, 11, 15)), 8.53, 99.805118),
        "D reopened": (Note(date(1985, 11, 29), date(1995, 11, 15), 9.5), 9.54, 99.730918),
        "E in a long first": (Note(date(1985, 11, 4), date(2005, 8, 15), 10.75, date(1985, 7, 2), date(1986, 2, 15)), 10.47, 102.214586),
        "F in a short first": (Note(date(1983, 8, 15), date(1991, 5, 15), 10.5, date(1983, 5, 16), date(1983, 11, 15)), 10.53, 99.777074),
        "G in its stub": (Note(date(1988, 11, 15), date(1994, 12, 15), 9.75, date(1988, 10, 15), date(1989, 6, 15)), 9.79, 99.738045),
    }  # fmt: skip
    for name, (note, yield_pct, expected) in notes.items():
        yield Example(f"II.{name}", source, expected, 1e-6, lambda n=note, y=yield_pct: price_of(n, y, AUCTION))  # type: ignore[misc]
    note = notes["E in a long first"][0]
    yield Example("II.E accrued", source, 3.672798, 1e-6, lambda: accrued_of(note, AUCTION))
    note_d = notes["D reopened"][0]
    yield Example("II.D accrued", source, 0.367403, 1e-6, lambda: accrued_of(note_d, AUCTION))
    yield Example(
        "II.D, stub compounded", "the street's convention", 99.738573, 1e-6, lambda: price_of(note_d, 9.54, TREASURY)
    )


def spreadsheets() -> Iterator[Example]:
    first, second = Note(date(1999, 2, 15), date(2007, 11, 15), 5.75), Note(date(2008, 2, 15), date(2017, 11, 15), 5.75)
    yield Example("PRICE 2007", "LibreOffice help", 95.04287, 1e-5, lambda: price_of(first, 6.5, CORPORATE))
    yield Example("PRICE 2017", "Excel help", 94.63436, 1e-5, lambda: price_of(second, 6.5, CORPORATE))


def term_sheets() -> Iterator[Example]:
    early, late = date(2023, 5, 3), date(2024, 8, 9)
    meta = [
        (early, date(2028, 5, 15), 4.600, 4.605, 99.976), (early, date(2030, 5, 15), 4.800, 4.838, 99.774),
        (early, date(2033, 5, 15), 4.950, 4.956, 99.951), (early, date(2053, 5, 15), 5.600, 5.619, 99.723),
        (early, date(2063, 5, 15), 5.750, 5.769, 99.702),
        (late, date(2029, 8, 15), 4.300, 4.343, 99.807), (late, date(2031, 8, 15), 4.550, 4.558, 99.952),
        (late, date(2034, 8, 15), 4.750, 4.774, 99.810), (late, date(2054, 8, 15), 5.400, 5.427, 99.601),
        (late, date(2064, 8, 15), 5.550, 5.577, 99.568),
    ]  # fmt: skip
    for settle, maturity, coupon_pct, yield_pct, expected in meta:
        first = date(2023, 11, 15) if settle == early else date(2025, 2, 15)
        note = Note(settle, maturity, coupon_pct, settle, first)
        yield Example(
            f"Meta {coupon_pct:.3f} {maturity.year}", "Meta term sheets 2023, 2024", expected, 5e-4,
            lambda n=note, y=yield_pct: price_of(n, y, CORPORATE),  # type: ignore[misc]
        )  # fmt: skip
    for coupon_pct, years, yield_pct, expected in ((5.0, 30, 5.037, 99.431), (5.1, 40, 5.107, 99.881)):
        note = Note(date(2024, 2, 9), date(2024 + years, 2, 9), coupon_pct)
        yield Example(
            f"Lilly {coupon_pct:.3f} {2024 + years}", "Lilly term sheet 2024", expected, 5e-4,
            lambda n=note, y=yield_pct: price_of(n, y, CORPORATE),  # type: ignore[misc]
        )  # fmt: skip
    yield from treasuries()
    yield Example(
        "4.343 on a Treasury at 3.793", "Meta term sheet 2024", 55.0, 1e-6,
        lambda: value(g_spread(pl.lit(4.343), pl.lit(3.793))),
    )  # fmt: skip


def treasuries() -> Iterator[Example]:
    """Yield the benchmarks quoted in 32nds in note term sheets, settled the day after they were priced."""
    winter, summer = date(2024, 2, 9), date(2024, 8, 8)
    quoted = [
        (winter, date(2053, 8, 15), 4.125, 96 + 15.5 / 32, 4.337), (summer, date(2054, 2, 15), 4.25, 98 + 29 / 32, 4.316),
        (summer, date(2034, 5, 15), 4.375, 102 + 30 / 32, 4.008), (summer, date(2029, 7, 31), 4.0, 100 + 22.5 / 32, 3.843),
        (summer, date(2029, 7, 31), 4.0, 100 + 29.75 / 32, 3.793),
    ]  # fmt: skip
    for settle, maturity, coupon_pct, clean, expected in quoted:
        note = Note(settle, maturity, coupon_pct)
        yield Example(
            f"Treasury {coupon_pct:g} {maturity:%b-%y} at {clean:.4f}", "note term sheets, 2024", expected, 5e-4,
            lambda n=note, c=clean: yield_of(n, c, TREASURY),  # type: ignore[misc]
        )  # fmt: skip


def identities() -> Iterator[Example]:
    """Yield the Meta note of 2065: sold at 110 over the 30-year Treasury of its day, to the rounding of both."""
    yield Example(
        "Meta 5.75 2065 over the 30-year at 4.65", "award report and FRED DGS30", 110.0, 0.5,
        lambda: value(g_spread(pl.lit(5.75), pl.lit(4.65))),
    )  # fmt: skip


def other_libraries() -> Iterator[Example]:
    source = "QuantLib test suite"
    cached = {2.9257: (date(2006, 10, 31), 2.5, 99.203125), 3.5689: (date(2009, 11, 15), 3.5, 99.6875)}
    for expected, (maturity, coupon_pct, clean) in cached.items():
        note = Note(date(2004, 11, 23), maturity, coupon_pct)
        yield Example(
            f"{coupon_pct} % at {clean}", source, expected, 5e-5,
            lambda n=note, c=clean: yield_of(n, c, TREASURY),  # type: ignore[misc]
        )  # fmt: skip
    note = Note(date(2024, 1, 30), date(2033, 8, 15), 4.5)
    yield Example("4.5 % Aug 2033 at 102.890625", source, 4.1301, 1e-4, lambda: yield_of(note, 102.890625, CORPORATE))
    yield Example("its value of a basis point, $1m", source, -795.459834, 0.1, lambda: _basis_point(note, 102.890625))
    yield Example("SOFR 18 Oct to 18 Nov 2021", source, 0.0987136104, 1e-10, lambda: sofr(0.0))
    yield Example("with 1 bp added after", source, 0.108713610401942, 1e-10, lambda: sofr(0.0) + 0.01)
    yield Example("with 1 bp compounded", source, 0.108714450577807, 1e-10, lambda: sofr(0.01))


def _basis_point(note: Note, clean: float) -> float:
    """Return the price change of $1m for one basis point, both ways halved."""
    at = yield_of(note, clean, CORPORATE)
    up, down = (price_of(note, at + move, CORPORATE) for move in (0.01, -0.01))
    return (up - down) / 2 * 10_000


FIXINGS = pl.DataFrame(
    {
        "on": [date(2021, 10, day) for day in (18, 19, 20, 21, 22, 25, 26, 27, 28, 29)]
        + [date(2021, 11, day) for day in (1, 2, 3, 4, 5, 8, 9, 10, 12, 15, 16, 17, 18, 19, 22)],
        "rate_pct": [
            0.08, 0.09, 0.08, 0.10, 0.12, 0.11, 0.13, 0.12, 0.12, 0.08, 0.09, 0.10, 0.11, 0.14, 0.13,
            0.11, 0.09, 0.08, 0.07, 0.08, 0.08, 0.07, 0.09, 0.10, 0.09,
        ],
    }
)  # fmt: skip


def sofr(spread_pct: float) -> float:
    found = period_rate(
        FIXINGS, date(2021, 10, 18), date(2021, 11, 18), SofrTerms(RateSetting.COMPOUNDED), spread_pct=spread_pct
    )  # fmt: skip
    assert found is not None
    return found


def curves() -> Iterator[Example]:
    def interpolated() -> float:
        points = pl.DataFrame({"on": [0, 0], "years": [7.00, 9.88], "pct": [1.53, 1.77]})
        return float(interpolate(pl.DataFrame({"on": [0], "years": [7.96]}), points, at="years", value="pct")[0])

    yield Example(
        "G-spread of 3.24 at 7.96 years",
        "CFA curriculum",
        163.0,
        0.05,
        lambda: value(g_spread(pl.lit(3.24), pl.lit(round(interpolated(), 2)))),
    )
    yield Example(
        "I-spread of 4.67 on 1.94", "CFA exercise", 273.0, 1e-9, lambda: value(i_spread(pl.lit(4.67), pl.lit(1.94)))
    )


DUE = (986.052, 4218.457, 2833.142, 1010.054, 123.780, 2000.0)
FACILITIES = ((1782.5, 15.0), (4953.967, 11.0), (2000.0, 10.0), (450.0, 7.0), (1728.388, 9.5), (256.63, 12.0))


def filings() -> Iterator[Example]:
    source = "CoreWeave 10-Q, June 2025, note 10"
    yield Example("maturities in all, $m", source, 11171.485, 1e-6, lambda: sum(DUE))
    yield Example("facilities in all, $m", source, 11171.485, 1e-6, lambda: sum(amount for amount, _ in FACILITIES))
    for place, share in enumerate((8.8, 37.8, 25.4, 9.0, 1.1, 17.9)):
        yield Example(f"share due in bucket {place + 1}", source, share, 0.05, lambda p=place: 100 * DUE[p] / sum(DUE))  # type: ignore[misc]
    weighted = lambda: sum(a * r for a, r in FACILITIES) / sum(a for a, _ in FACILITIES)  # noqa: E731
    yield Example("weighted effective rate", source, 11.09, 0.005, weighted)


def balloons() -> Iterator[Example]:
    for rate, expected in ((4.0, 0.05729), (6.25, 0.07389), (7.0, 0.07984), (9.25, 0.09872)):
        yield Example(
            f"mortgage constant {rate} %, 30 years", "mortgage tables", expected, 6e-6,
            lambda r=rate: value(mortgage_constant(pl.lit(r), pl.lit(30.0))),  # type: ignore[misc]
        )  # fmt: skip
    yield Example("balloon: the least of three proceeds", "worked by hand", 100.0, 0.005, _proceeds)
    yield Example("balloon: refinancing gap on 130", "worked by hand", 30.0, 0.005, lambda: 130 - _proceeds())


def _proceeds() -> float:
    constant = mortgage_constant(pl.lit(6.75), pl.lit(30.0))
    return value(
        balloon_proceeds(
            pl.lit(10.0), constant=constant, least_dscr=pl.lit(1.25), most_ltv_pct=pl.lit(65.0),
            cap_rate_pct=pl.lit(6.0), least_debt_yield_pct=pl.lit(10.0),
        )
    )  # fmt: skip


def refinanced() -> Iterator[Example]:
    source = "worked by hand"
    extra = 1000 * (6.58 - 3.25) / 100
    yield Example("interest added a year", source, 33.3, 1e-9, lambda: extra)
    yield Example(
        "cover before", source, 2.069, 5e-4, lambda: value(cover_after(pl.lit(150.0), pl.lit(72.5), pl.lit(0.0)))
    )
    yield Example(
        "cover after", source, 1.418, 5e-4, lambda: value(cover_after(pl.lit(150.0), pl.lit(72.5), pl.lit(extra)))
    )
    yield Example(
        "break-even rate at 1.5x",
        source,
        6.0,
        1e-9,
        lambda: value(break_even_pct(pl.lit(150.0), pl.lit(40.0), pl.lit(1000.0), cover=1.5)),
    )
    yield Example(
        "worth of it over 7 years",
        source,
        184.42,
        0.005,
        lambda: value(worth_of_extra_interest(pl.lit(extra), pl.lit(6.58), pl.lit(7.0))),
    )


def chips() -> Iterator[Example]:
    lines = {
        "straight line, 6 years": (lambda m: straight_line(pl.lit(1000.0), m, 6.0), (0.851, 0.832, 0.772, 0.605)),
        "declining 35 %": (lambda m: declining(pl.lit(1000.0), m, 35.0), (1.091, 1.313, 1.406, 1.130)),
    }
    for name, (worth, expected) in lines.items():
        for month, ratio in zip((12, 24, 36, 48), expected, strict=True):
            balance = monthly_balance(pl.lit(850.0), pl.lit(9.0), pl.lit(60.0), pl.lit(float(month)))
            yield Example(
                f"loan to value, month {month}, {name}", "worked by hand", ratio, 6e-4,
                lambda b=balance, w=worth, m=month: value(b / w(pl.lit(float(m)))),  # type: ignore[misc]
            )  # fmt: skip


def early_calls() -> Iterator[Example]:
    yield Example("make-whole at Treasury plus 15 = coupon", "identity: par", 100.0, 1e-9, lambda: _called(4.6))
    yield Example("make-whole above the coupon", "identity: par", 100.0, 1e-9, lambda: _called(9.0))


def _called(treasury_pct: float) -> float:
    """Return what repaying a 4.75 % note of 2034 at Treasury plus 15 costs on its coupon date."""
    day = date(2024, 8, 15)
    row = tranche(coupon_pct=4.75, issued_on=day, matures_on=date(2034, 8, 15))
    terms = terms_of(row)
    nothing = pl.DataFrame(schema={"due_on": pl.Date, "principal_pct": pl.Float64})
    due = payments_of(bond_of(terms, row, "bullet", day), terms, nothing, Base(None, nothing))
    cost = make_whole_price(
        due, call_of({"make_whole_bp": 15.0}), 15.0, accrued=0.0,
        treasury=Yields((1.0, 30.0), (treasury_pct, treasury_pct), day), market=Discounting(0.0, terms, day),
    )  # fmt: skip
    assert cost is not None
    return cost


PARTS: tuple[tuple[str, Callable[[], Iterator[Example]]], ...] = (
    ("1-3", regulation), ("4", spreadsheets), ("5-8", term_sheets), ("9", identities), ("10", filings), ("11", curves),
    ("12-13", other_libraries), ("14", balloons), ("15", refinanced), ("16", chips), ("call", early_calls),
)  # fmt: skip
"""The validation cases by number, and what yields them."""
NOT_CLAIMED = (
    ("9b", "Hyperion's benchmark: the 20-year Treasury of its day is not published with it"),
    ("12", "the ex-dividend gilt: no bond in the book goes ex-dividend"),
)


def examples() -> tuple[Example, ...]:
    return tuple(replace(each, case=f"{number}: {each.case}") for number, part in PARTS for each in part())


def report(found: Iterable[Example]) -> int:
    """Print a table of examples; 1 where one is out of its tolerance."""
    wrong = right = 0

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")

    say(f"     {'case':52} {'expected':>14} {'ours':>16} {'difference':>11} {'allowed':>8}  source")
    for each in found:
        ours = each.ours()
        within = abs(ours - each.expected) <= each.tolerance
        right, wrong = right + within, wrong + (not within)
        say(
            f"{'pass' if within else 'FAIL'} {each.case:52} {each.expected:14.6f} {ours:16.8f} "
            f"{ours - each.expected:+11.1e} {each.tolerance:8.0e}  {each.source}"
        )
    say(f"{right} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    outcome = report(examples())
    for number, why in NOT_CLAIMED:
        sys.stdout.write(f"not claimed: {number}, {why}\n")
    raise SystemExit(outcome)
