from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtwatch.analysis.bubble.declared import BASKETS, MARKET_MEMBER
from debtwatch.config.paths import shipped
from debtwatch.config.series import MEMBERS_FILE, read_series
from debtwatch.desk.ground import read_declared
from debtwatch.desk.permission import withheld_because
from debtwatch.domain.errors import Implausible, WrongShape
from debtwatch.domain.settings import FeedSettings, Places, Settings
from debtwatch.feeds import Answer, Parsed, Request
from debtwatch.feeds.build import build_feeds, feeds_at

MEMBERS = read_series(shipped("config", MEMBERS_FILE))
KEY = "made-up-key-0123456789"
ASKED = date(2026, 11, 20)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(Places(tmp_path, tmp_path, tmp_path, tmp_path))


def request(key: str = KEY, series: str = "NVDA") -> Request:
    return feeds_at({}, {"tiingo": key})["tiingo"].requests([MEMBERS[series]], {}, ASKED)[0]


def row(day: str, adjusted: object, close: float = 200.0) -> dict[str, object]:
    return {"date": f"{day}T00:00:00.000Z", "close": close, "adjClose": adjusted, "splitFactor": 1.0}


def parse(document: object) -> Parsed:
    return feeds_at({})["tiingo"].parse(request(), Answer(200, json.dumps(document).encode()))


def test_the_key_travels_in_a_header_and_is_named_as_a_secret() -> None:
    asked = request()

    assert asked.url == "https://api.tiingo.com/tiingo/daily/NVDA/prices?startDate=1993-01-29"
    assert dict(asked.headers) == {"Authorization": f"Token {KEY}"}
    assert asked.secrets == (KEY,)
    assert KEY not in asked.url


def test_the_adjusted_close_is_read_and_the_day_still_trading_left_out() -> None:
    found = parse([row("2026-11-18", 10.5), row("2026-11-19", 11.25), row("2026-11-20", 12.0)])

    assert [(str(each.observed_on), each.value) for each in found.observations] == [
        ("2026-11-18", 10.5),
        ("2026-11-19", 11.25),
    ]


@pytest.mark.parametrize("document", [{"detail": "Invalid token."}, [{"date": "2026-11-18"}], ["2026-11-18"], []])
def test_what_is_no_list_of_days_is_no_answer(document: object) -> None:
    with pytest.raises(WrongShape):
        parse(document)


def test_a_price_of_nothing_is_not_believed() -> None:
    with pytest.raises(Implausible):
        parse([row("2026-11-18", 0.0), row("2026-11-19", -1.0)])


def test_it_is_withheld_until_there_is_a_key(settings: Settings) -> None:
    class NoNotes:
        def get(self, _key: str) -> None:
            return None

    without, granted = with_tiingo(settings, ""), with_tiingo(settings, KEY)

    assert "DEBTWATCH_TIINGO_KEY" in (withheld_because("tiingo", without, NoNotes()) or "")  # type: ignore[arg-type]
    assert withheld_because("tiingo", granted, NoNotes()) is None  # type: ignore[arg-type]
    assert build_feeds(granted)["tiingo"].requests([MEMBERS["SPY"]], {}, ASKED)[0].secrets == (KEY,)


def test_members_are_declared_only_where_the_feed_is_named(settings: Settings) -> None:
    wanted = {MARKET_MEMBER, "BTC-USD", *(id_ for basket in BASKETS for id_ in basket.members)}

    assert wanted <= set(read_declared(with_tiingo(settings, "")))
    assert set(read_declared(settings)) & wanted == {"BTC-USD"}


def with_tiingo(settings: Settings, key: str) -> Settings:
    return replace(settings, feeds={**settings.feeds, "tiingo": FeedSettings(key=key)})
