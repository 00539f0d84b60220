"""Each source's requests and shapes, on recorded answers where they may ship and made-up ones in shape where not."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from debtwatch.domain.errors import Implausible, WrongShape
from debtwatch.domain.series import IMPORTED, Series
from debtwatch.feeds import Request
from debtwatch.feeds.build import feeds_at
from feeds_support import Asking, days, values

TREASURY = shipped("fixtures", "recorded", "treasury")
TENORS = ("UST_1M", "UST_1_5M", "UST_2M", "UST_3M", "UST_4M", "UST_10Y", "UST_20Y", "UST_30Y")


def recorded(name: str) -> bytes:
    return Path(TREASURY, name).read_bytes()


# Treasury


def test_the_curve_is_asked_for_a_year_at_a_time(asking: Asking) -> None:
    wanted = [asking.series[each] for each in TENORS]
    since = dict.fromkeys(TENORS, date(2024, 12, 20))
    asked = asking.feed("treasury").requests(wanted, since, date(2026, 11, 20))
    assert [request.url.split("/")[-2] for request in asked] == ["2026", "2025", "2024"]


def test_in_january_the_year_before_is_asked_for_too(asking: Asking) -> None:
    wanted = [asking.series["UST_10Y"]]
    asked = asking.feed("treasury").requests(wanted, {"UST_10Y": date(2027, 1, 2)}, date(2027, 1, 4))
    assert [request.url.split("/")[-2] for request in asked] == ["2027", "2026"]
    assert [request.may_be_empty for request in asked] == [True, False]


def test_a_new_store_asks_for_the_whole_curve(asking: Asking) -> None:
    wanted = [asking.series["UST_10Y"]]
    asked = asking.feed("treasury").requests(wanted, {}, date(2026, 11, 20))
    assert len(asked) == 2026 - 1990 + 1


def test_a_tenor_is_not_asked_for_before_it_was_published(asking: Asking) -> None:
    asked = asking.feed("treasury").requests([asking.series["UST_1_5M"]], {}, date(2026, 11, 20))
    assert [request.url.split("/")[-2] for request in asked] == ["2026", "2025"]


def test_the_treasury_addresses_are_the_published_ones(series: dict[str, Series]) -> None:
    request = feeds_at({})["treasury"].requests([series["UST_10Y"]], {"UST_10Y": date(2026, 9, 1)}, date(2026, 9, 9))[0]
    root = "https://home.treasury.gov/resource-center/data-chart-center/interest-rates"
    assert request.url == (
        f"{root}/daily-treasury-rates.csv/2026/all?type=daily_treasury_yield_curve"
        "&field_tdr_date_value=2026&page&_format=csv"
    )
    assert request.fallbacks[0].url == f"{root}/pages/xml?data=daily_treasury_yield_curve&field_tdr_date_value=2026"


def test_tenors_are_found_by_name_whatever_the_year_lacks(asking: Asking) -> None:
    request = asking.request(*TENORS)
    old = asking.parse(request, recorded("par_yield_1990-2022-03.csv"))
    assert values(old, "UST_10Y")["2022-03-31"] == 2.32
    assert values(old, "UST_4M") == {}
    new = asking.parse(request, recorded("par_yield_2025.csv"))
    assert values(new, "UST_4M")["2025-12-19"] == 3.64
    assert values(new, "UST_1_5M")["2025-12-19"] == 3.71
    assert values(new, "UST_10Y")["2025-10-16"] == 3.99


def test_a_tenor_has_no_days_before_its_first(asking: Asking) -> None:
    parsed = asking.parse(asking.request(*TENORS), recorded("par_yield_2025.csv"))
    assert min(values(parsed, "UST_1_5M")) == "2025-02-18"


def test_a_blank_inside_a_life_is_null(asking: Asking) -> None:
    parsed = asking.parse(asking.request(*TENORS), recorded("par_yield_1990-2022-03.csv"))
    assert values(parsed, "UST_10Y")["2010-10-11"] is None
    assert values(parsed, "UST_30Y")["2004-06-01"] is None


def test_the_newest_first_file_comes_out_ascending(asking: Asking) -> None:
    parsed = asking.parse(asking.request("UST_10Y"), recorded("par_yield_2023.csv"))
    assert days(parsed.observations) == sorted(days(parsed.observations))
    assert len(parsed.observations) == 244


def test_the_xml_shape_gives_the_same_kind_of_rows(asking: Asking) -> None:
    request = asking.request(*TENORS).fallbacks[0]
    parsed = asking.parse(request, recorded("par_yield_2026-09.xml"))
    assert values(parsed, "UST_10Y") == {"2026-09-01": 4.79, "2026-09-02": values(parsed, "UST_10Y")["2026-09-02"]}
    assert values(parsed, "UST_30Y")["2026-09-01"] == 5.27


def test_a_year_that_has_just_begun_may_be_empty(asking: Asking) -> None:
    request = asking.feed("treasury").requests([asking.series["UST_10Y"]], {}, date(2027, 1, 4))[0]
    assert asking.parse(request, b"").observations == ()
    assert asking.parse(request, b'Date,"1 Mo","10 Yr"\n').observations == ()


def test_the_recorded_curves_follow_one_another_without_a_gap(asking: Asking) -> None:
    """A holiday and a weekend together are at most five days."""
    request = asking.request("UST_10Y")
    files = sorted(TREASURY.glob("*.csv"))
    known = sorted(day for file in files for day in values(asking.parse(request, file.read_bytes()), "UST_10Y"))
    recent = [date.fromisoformat(day) for day in known if "2001-10" < day < "2026-08-20"]
    assert len(recent) == len(set(recent))
    assert max(later - earlier for earlier, later in pairwise(recent)) <= timedelta(days=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_no_order_of_columns_shifts_a_tenor(asking: Asking, shuffle: random.Random) -> None:
    table = list(csv.reader(io.StringIO(recorded("par_yield_2026-07-31_2026-08-05.csv").decode())))
    table = [row for row in table if row]
    order = list(range(1, len(table[0])))
    shuffle.shuffle(order)
    out = io.StringIO()
    csv.writer(out).writerows([[row[0], *(row[place] for place in order)] for row in table])
    request = asking.request(*TENORS)
    assert asking.parse(request, out.getvalue().encode()) == asking.parse(
        request, recorded("par_yield_2026-07-31_2026-08-05.csv")
    )


# New York Fed


def test_sofr_is_asked_for_by_range_and_its_averages_apart(asking: Asking) -> None:
    wanted = [asking.series[each] for each in ("SOFR", "SOFR30DAYAVG", "SOFRINDEX", "EFFR")]
    since = {"SOFR": date(2026, 10, 1), "SOFR30DAYAVG": date(2026, 9, 1), "SOFRINDEX": date(2026, 10, 1)}
    urls = [request.url for request in asking.feed("nyfed").requests(wanted, since, date(2026, 11, 20))]
    base = asking.server.base
    assert urls == [
        f"{base}/api/rates/secured/sofr/search.json?startDate=2026-10-01&endDate=2026-11-20",
        f"{base}/api/rates/secured/sofrai/search.json?startDate=2026-09-01&endDate=2026-11-20",
        f"{base}/api/rates/unsecured/effr/search.json?startDate=2000-07-03&endDate=2026-11-20",
    ]


def test_sofr_is_read_from_the_recorded_answer(asking: Asking) -> None:
    body = shipped("fixtures", "recorded", "nyfed", "sofr_2024-06.json").read_bytes()
    parsed = asking.parse(asking.request("SOFR"), body)
    assert values(parsed, "SOFR") == {"2024-06-03": 5.35, "2024-06-04": 5.33, "2024-06-05": 5.33, "2024-06-06": 5.33}


def test_averages_and_index_are_read_by_field_on_their_own_dates(asking: Asking) -> None:
    row = {
        "effectiveDate": "2026-11-19",
        "type": "SOFRAI",
        "average30day": 3.91,
        "average90day": 3.95,
        "average180day": 3.99,
        "index": 1.234567,
        "revisionIndicator": "",
    }
    request = asking.request("SOFR30DAYAVG", "SOFR90DAYAVG", "SOFR180DAYAVG", "SOFRINDEX")
    parsed = asking.parse(request, json.dumps({"refRates": [row]}).encode())
    assert values(parsed, "SOFR90DAYAVG") == {"2026-11-19": 3.95}
    assert values(parsed, "SOFRINDEX") == {"2026-11-19": 1.2346}


def test_effr_ignores_what_it_does_not_ask_for(asking: Asking) -> None:
    row = {"effectiveDate": "2026-11-19", "type": "EFFR", "percentRate": 3.88, "targetRateFrom": 3.75, "footnoteId": 2}
    obfr = {"effectiveDate": "2026-11-19", "type": "OBFR", "percentRate": 3.87}
    parsed = asking.parse(asking.request("EFFR"), json.dumps({"refRates": [row, obfr]}).encode())
    assert values(parsed, "EFFR") == {"2026-11-19": 3.88}


@pytest.mark.parametrize("body", [b'{"refRates": []}', b'{"refRates": null}', b"{}", b"[]", b'{"refRates": [1]}'])
def test_an_empty_list_of_rates_is_no_zero_rate(asking: Asking, body: bytes) -> None:
    with pytest.raises(WrongShape):
        asking.parse(asking.request("SOFR"), body)


# FRED


def test_fred_is_asked_one_series_at_a_time_from_its_first_day_wanted(asking: Asking) -> None:
    ids = ("BAMLH0A0HYM2", "SP500")
    since = {"BAMLH0A0HYM2": date(2026, 10, 20)}
    asked = asking.feed("fred").requests([asking.series[each] for each in ids], since, date(2026, 11, 20))
    assert [request.url.removeprefix(asking.server.base) for request in asked] == [
        "/graph/fredgraph.csv?id=BAMLH0A0HYM2&cosd=2026-10-20",
        "/graph/fredgraph.csv?id=SP500",
    ]


def test_a_revised_series_is_asked_for_whole(asking: Asking) -> None:
    asked = asking.feed("fred").requests([asking.series["NFCI"]], {"NFCI": date(2026, 10, 20)}, date(2026, 11, 20))
    assert asked[0].url.endswith("?id=NFCI")


@pytest.mark.parametrize("header", ["observation_date", "DATE"])
@pytest.mark.parametrize("missing", ["", ".", "ND"])
def test_both_fred_headers_and_every_blank_are_read(asking: Asking, header: str, missing: str) -> None:
    body = f"{header},BAMLC0A0CM\n2026-11-16,0.84\n2026-11-17,{missing}\n2026-11-18,0.86\n".encode()
    parsed = asking.parse(asking.request("BAMLC0A0CM"), body)
    assert values(parsed, "BAMLC0A0CM") == {"2026-11-16": 0.84, "2026-11-17": None, "2026-11-18": 0.86}


def test_a_second_column_is_ignored(asking: Asking) -> None:
    body = b"DATE,BAMLC0A0CMEY,BAMLC0A0CM\n2026-11-16,5.1,0.84\n"
    assert values(asking.parse(asking.request("BAMLC0A0CM"), body), "BAMLC0A0CM") == {"2026-11-16": 0.84}


def test_a_blank_at_the_end_is_not_yet_a_value(asking: Asking) -> None:
    body = b"observation_date,BAMLC0A0CM\n2026-11-16,\n2026-11-17,0.84\n2026-11-18,\n"
    assert values(asking.parse(asking.request("BAMLC0A0CM"), body), "BAMLC0A0CM") == {"2026-11-17": 0.84}


def test_a_weekend_row_keeps_its_own_day(asking: Asking) -> None:
    body = b"observation_date,BAMLC0A0CM\n2026-01-30,0.84\n2026-01-31,0.85\n"
    assert "2026-01-31" in values(asking.parse(asking.request("BAMLC0A0CM"), body), "BAMLC0A0CM")


# OFR, excess bond premium, Coinbase


def test_the_stress_index_is_read_beside_its_components(asking: Asking) -> None:
    body = shipped("fixtures", "recorded", "ofr", "fsi_2026-09.csv").read_bytes()
    assert values(asking.parse(asking.request("OFR_FSI"), body), "OFR_FSI") == {
        "2026-09-22": -2.773,
        "2026-09-23": -2.663,
    }


@pytest.mark.parametrize(("first", "second"), [("2026-09-01", "2026-10-01"), ("9/1/2026", "10/1/2026")])
def test_the_premium_is_read_in_both_ways_it_writes_a_month(asking: Asking, first: str, second: str) -> None:
    body = f"date,gz_spread,ebp,est_prob\n{first},1.31,-0.42,0.1\n{second},1.35,-0.38,0.11\n".encode()
    parsed = asking.parse(asking.request("EBP", "GZ_SPREAD"), body)
    assert values(parsed, "EBP") == {"2026-09-01": -0.42, "2026-10-01": -0.38}
    assert values(parsed, "GZ_SPREAD")["2026-10-01"] == 1.35


def candles(last: date, count: int) -> Iterator[list[float]]:
    for back in range(count):
        day = last - timedelta(back)
        yield [(day - date(1970, 1, 1)).days * 86_400, 90.0, 110.0, 100.0, 100.0 + back, 5.0]


def test_candles_come_newest_first_and_the_forming_day_is_left_out(asking: Asking) -> None:
    body = json.dumps(list(candles(asking.today, 3))).encode()
    parsed = asking.parse(_bitcoin(asking), body)
    assert values(parsed, "BTC-USD") == {"2026-11-18": 102.0, "2026-11-19": 101.0}


def test_candles_are_asked_for_in_pages_of_three_hundred(asking: Asking) -> None:
    wanted = [asking.series["BTC-USD"]]
    asked = asking.feed("coinbase").requests(wanted, {"BTC-USD": date(2025, 1, 1)}, date(2026, 11, 20))
    assert [request.url.partition("start=")[2] for request in asked] == [
        "2025-01-01T00:00:00Z&end=2025-10-27T00:00:00Z",
        "2025-10-28T00:00:00Z&end=2026-08-23T00:00:00Z",
        "2026-08-24T00:00:00Z&end=2026-11-19T00:00:00Z",
    ]


def test_no_page_is_asked_for_when_no_day_has_ended(asking: Asking) -> None:
    wanted = [asking.series["BTC-USD"]]
    assert asking.feed("coinbase").requests(wanted, {"BTC-USD": asking.today}, asking.today) == ()


@pytest.mark.parametrize(
    "body", [b'{"message":"NotFound"}', b"[[1,2,3]]", b'[["x",1,2,3,4,5]]', b"[1]", b"[[1e400,1,2,3,4,5]]"]
)
def test_anything_but_candles_is_the_wrong_shape(asking: Asking, body: bytes) -> None:
    with pytest.raises(WrongShape):
        asking.parse(_bitcoin(asking), body)


def _bitcoin(asking: Asking) -> Request:
    wanted = [asking.series["BTC-USD"]]
    return asking.feed("coinbase").requests(wanted, {"BTC-USD": date(2026, 11, 1)}, asking.today)[0]


# All of them


def test_every_declared_series_has_a_feed_that_asks_for_it(series: dict[str, Series]) -> None:
    for name, feed in feeds_at({}).items():
        wanted = [each for each in series.values() if each.feed == name]
        asked = feed.requests(wanted, {}, date(2026, 11, 20))
        assert {id_ for request in asked for id_ in request.ids} == {each.id for each in wanted}
        assert all(request.url.startswith(f"https://{feed.hosts[0]}/") for request in asked)
        assert all(request.max_bytes >= 100_000 for request in asked)
    opted = {each.feed for name in OPT_IN.values() for each in read_series(shipped("config", name)).values()}
    assert ({each.feed for each in series.values()} - {IMPORTED}) | opted == set(feeds_at({}))


def test_nothing_wanted_is_nothing_asked(series: dict[str, Series]) -> None:
    for feed in feeds_at({}).values():
        assert feed.requests([], {}, date(2026, 11, 20)) == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), pick=st.integers(0, 5))
def test_no_body_at_all_raises_anything_but_a_feed_error(asking: Asking, body: bytes, pick: int) -> None:
    id_ = ("UST_10Y", "SOFR", "NFCI", "OFR_FSI", "EBP", "BTC-USD")[pick]
    request = _bitcoin(asking) if id_ == "BTC-USD" else asking.request(id_)
    for each in (request, *request.fallbacks):
        with pytest.raises((WrongShape, Implausible)):
            asking.parse(each, body)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
_ROW = st.fixed_dictionaries({"effectiveDate": st.just("2026-11-17") | _ANYTHING, "percentRate": _ANYTHING})


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_ANYTHING | st.lists(_ROW, max_size=3).map(lambda rows: {"refRates": rows}))
def test_no_document_at_all_breaks_a_reader_of_rates(asking: Asking, document: object) -> None:
    with contextlib.suppress(WrongShape, Implausible):
        asking.parse(asking.request("SOFR"), json.dumps(document).encode())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.lists(st.lists(_ANYTHING, min_size=6, max_size=6), max_size=3))
def test_no_document_at_all_breaks_a_reader_of_candles(asking: Asking, document: object) -> None:
    with contextlib.suppress(WrongShape, Implausible):
        asking.parse(_bitcoin(asking), json.dumps(document).encode())
