from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from debtwatch.config.settings import read_settings
from debtwatch.desk.ground import read_declared
from debtwatch.domain.errors import WrongShape
from debtwatch.domain.series import Rights, Series
from debtwatch.domain.settings import FeedSettings
from debtwatch.feeds.build import NAMES, feeds_at
from debtwatch.feeds.feed import Answer, Request

TODAY = date(2026, 9, 29)
EURO = read_series(shipped("config", OPT_IN["ecb"]))
CDS = read_series(shipped("config", OPT_IN["ice-cds"]))
HEADER = "KEY,FREQ,REF_AREA,CURRENCY,PROVIDER_FM,INSTRUMENT_FM,PROVIDER_FM_ID,DATA_TYPE_FM,TIME_PERIOD,OBS_VALUE"


def asked(feed: str, series: dict[str, Series], since: dict[str, date | None] | None = None) -> Request:
    (request,) = feeds_at({})[feed].requests(tuple(series.values()), since or {}, TODAY)
    return request


def euro_row(tenor: str, day: str, value: str) -> str:
    return f"YC.B.U2.EUR.4F.G_N_A.SV_C_YM.PY_{tenor},B,U2,EUR,4F,G_N_A,SV_C_YM,PY_{tenor},{day},{value}"


def euro(*rows: str, header: str = HEADER) -> dict[tuple[str, date], float | None]:
    body = "\n".join([header, *rows]).encode()
    parsed = feeds_at({})["ecb"].parse(asked("ecb", EURO), Answer(200, body))
    return {(each.series, each.observed_on): each.value for each in parsed.observations}


def test_the_euro_curve_is_one_call_for_every_tenor_from_the_first_day_wanted() -> None:
    request = asked("ecb", EURO, {id_: date(2026, 8, 30) for id_ in EURO})
    assert request.url.startswith(
        "https://data-api.ecb.europa.eu/service/data/YC/B.U2.EUR.4F.G_N_A.SV_C_YM.PY_3M+PY_6M"
    )
    assert request.url.endswith("&startPeriod=2026-08-30")
    assert "startPeriod" not in asked("ecb", EURO).url


def test_the_euro_curve_is_read_by_column_name_key_after_key() -> None:
    found = euro(
        euro_row("2Y", "2026-09-25", "2.11"), euro_row("2Y", "2026-09-28", ""), euro_row("2Y", "2026-09-29", "2.13"),
        euro_row("10Y", "2026-09-25", "2.84"), euro_row("10Y", "2026-09-29", "2.87"),
        euro_row("99Y", "2026-09-25", "1.00"),
    )  # fmt: skip
    assert found[("EUR_AAA_2Y", date(2026, 9, 29))] == 2.13
    assert found[("EUR_AAA_2Y", date(2026, 9, 28))] is None
    assert found[("EUR_AAA_10Y", date(2026, 9, 25))] == 2.84
    assert {series for series, _ in found} == {"EUR_AAA_2Y", "EUR_AAA_10Y"}


@pytest.mark.parametrize(("header", "row"), [("DATE,VALUE", "2026-09-25,2.1"), (HEADER, "YC.B,too,short")])
def test_another_table_than_the_euro_curve_s_is_refused(header: str, row: str) -> None:
    with pytest.raises(WrongShape):
        euro(row, header=header)


def contract(code: str, maturity: str, price: str, day: str = "2026-09-28") -> dict[str, str]:
    return {"clearingDate": day, "name": "Made up", "instrumentName": f"{code}.{maturity}", "eodPrice": price}


def settled(*rows: object) -> dict[str, float | None]:
    parsed = feeds_at({})["ice-cds"].parse(asked("ice-cds", CDS), Answer(200, json.dumps(rows).encode()))
    return {each.series: each.value for each in parsed.observations}


def test_a_swap_s_series_is_the_contract_nearest_to_five_years() -> None:
    oracle = CDS["CDS_ORCL_5Y"].code
    found = settled(
        contract(oracle, "2027-12-20", "99.0"),
        contract(oracle, "2031-12-20", "94.5"),
        contract(oracle, "2036-12-20", "80.0"),
        contract("SOMEONE.SNRFOR.USD.XR14.100", "2031-12-20", "50.0"),
    )
    assert found == {"CDS_ORCL_5Y": 94.5}


def test_a_list_of_something_else_is_refused() -> None:
    with pytest.raises(WrongShape):
        settled({"price": 3})


def test_nothing_is_asked_of_a_feed_nobody_switched_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DEBTWATCH_HOME", str(tmp_path))
    settings = read_settings({})
    plain = read_declared(settings)
    assert not set(EURO) & set(plain)
    assert not set(CDS) & set(plain)
    named = replace(settings, feeds={**settings.feeds, "ecb": FeedSettings(), "ice-cds": FeedSettings()})
    assert set(EURO) | set(CDS) <= set(read_declared(named))


def test_every_opt_in_feed_is_one_there_is() -> None:
    assert set(OPT_IN) <= set(NAMES)


def test_what_a_swap_settles_at_never_leaves_the_machine() -> None:
    assert {each.rights for each in CDS.values()} == {Rights.PERSONAL}
