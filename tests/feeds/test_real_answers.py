"""Every feed on answers its source once gave; those that may not ship are read where a reader keeps them."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtwatch.config.paths import shipped
from debtwatch.domain.errors import WrongShape
from debtwatch.feeds import Request
from feeds_support import Asking, values

_BESIDE = shipped().resolve().parent / "shared"
PAYLOADS = Path(os.environ.get("DEBTWATCH_SHARED", _BESIDE)) / "data" / "payloads"

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="the recorded answers that may not ship are not here (set DEBTWATCH_SHARED)"
)


def asked(asking: Asking, id_: str) -> Request:
    since = {id_: date(2026, 6, 1)}
    wanted = [asking.series[id_]]
    return asking.feed(wanted[0].feed).requests(wanted, since, asking.today)[0]


@pytest.mark.parametrize(
    ("id_", "file"),
    [
        ("BAMLH0A0HYM2", "BAMLH0A0HYM2_2026-05-27.csv"),
        ("BAMLC0A4CBBB", "BAMLC0A4CBBB_2026-05-27.csv"),
        ("NFCI", "NFCI_2026-05-27.csv"),
        ("DRTSCILM", "DRTSCILM_2026-05-27.csv"),
        ("BAMLH0A0HYM2", "old_header_DATE_BAMLH0A0HYM2_2024-11-16.csv"),
    ],
)
def test_every_number_of_a_fred_answer_is_read(asking: Asking, id_: str, file: str) -> None:
    body = (PAYLOADS / "fred_csv" / file).read_bytes()
    lines = (line.split(",") for line in body.decode().splitlines()[1:])
    expected = {day: float(text) for day, text in lines if text not in {"", "."}}
    parsed = asking.parse(asked(asking, id_), body)
    assert not parsed.rejected
    assert {day: each for day, each in values(parsed, id_).items() if each is not None} == expected


@pytest.mark.parametrize(
    ("id_", "file", "rows", "last"),
    [
        ("SOFR", "nyfed/sofr_search_2024-06-01_06.json", 4, "2024-06-06"),
        ("SOFR", "nyfed/nyfed_sofr_RustyQLib_2026-08.json", 2, "2026-08-05"),
        ("OFR_FSI", "other/ofr_fsi_csv_2026-09_2rows.csv", 2, "2026-09-23"),
        ("BTC-USD", "crypto/coinbase_candles_BTC-USD_86400_2026-07-31.json", 40, "2026-07-31"),
        ("UST_10Y", "treasury/ust_par_csv_2026-07-31_08-05_RustyQLib.csv", 4, "2026-08-05"),
    ],
)
def test_a_real_answer_is_read_to_its_last_day(asking: Asking, id_: str, file: str, rows: int, last: str) -> None:
    parsed = asking.parse(asked(asking, id_), (PAYLOADS / file).read_bytes())
    found = values(parsed, id_)
    assert not parsed.rejected
    assert (len(found), max(found)) == (rows, last)


@pytest.mark.parametrize(
    ("id_", "file"),
    [
        ("BTC-USD", "crypto/coingecko_401_error_10012.json"),
        ("BTC-USD", "crypto/kraken_error_HTTP200_unknown_pair.json"),
        ("SOFR", "fred_api/error_400_series_does_not_exist.json"),
        ("NFCI", "fred_api/error_400_series_does_not_exist.json"),
        ("NFCI", "equity/stooq_get_your_apikey_HTTP200.txt"),
        ("NFCI", "equity/stooq_pow_challenge_HTTP200_testcopy.html"),
        ("NFCI", "edgar/error_403_request_rate_threshold_head.html"),
        ("NFCI", "edgar/error_404_nosuchkey.xml"),
        ("NFCI", "equity/yahoo_429_body.txt"),
        ("NFCI", "fred_csv/DGS10_2026-05-27.csv"),
        ("OFR_FSI", "other/bis_ws_cbpol_csv_blank_value_2026-09.csv"),
        ("EBP", "other/h15_ddp_treasury_cmt_package_trimmed.csv"),
        ("UST_10Y", "fred_csv/DGS10_2026-05-27.csv"),
        ("UST_10Y", "treasury/par_yield_curve_xml_2026-09_trimmed2.xml"),
    ],
)
def test_another_sources_answer_is_the_wrong_shape(asking: Asking, id_: str, file: str) -> None:
    with pytest.raises(WrongShape):
        asking.parse(asked(asking, id_), (PAYLOADS / file).read_bytes())


@pytest.mark.parametrize("file", ["properties_2022-02-01_raw.xml", "yield_xml_staticfile_other_schema_snippet.xml"])
def test_another_xml_of_the_treasury_is_the_wrong_shape(asking: Asking, file: str) -> None:
    with pytest.raises(WrongShape):
        asking.parse(asking.request("UST_10Y").fallbacks[0], (PAYLOADS / "treasury" / file).read_bytes())


def test_ice_prints_on_days_others_are_closed(asking: Asking) -> None:
    body = (PAYLOADS / "fred_csv/BAMLH0A0HYM2_2026-05-27.csv").read_bytes()
    found = values(asking.parse(asked(asking, "BAMLH0A0HYM2"), body), "BAMLH0A0HYM2")
    assert found["2026-05-25"] is not None
    assert found["2026-01-31"] is not None
    assert found["2026-01-01"] is None


def test_a_late_reader_keeps_the_forming_day_out(asking: Asking) -> None:
    body = (PAYLOADS / "crypto/coinbase_candles_BTC-USD_86400_2026-07-31.json").read_bytes()
    request = replace(asked(asking, "BTC-USD"), asked_on=date(2026, 7, 31))
    assert max(values(asking.parse(request, body), "BTC-USD")) == "2026-07-30"
