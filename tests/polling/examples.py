"""Series as the shipped file declares their kinds, for tests of calendars, freshness and polling."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from debtwatch.config.calendars import FILE_NAME, PublicationCalendars, read_calendars
from debtwatch.config.paths import shipped
from debtwatch.domain.series import Cadence, Rights, Series, Unit

NEW_YORK = ZoneInfo("America/New_York")
CALENDARS: PublicationCalendars = read_calendars(shipped("config", FILE_NAME))

_PLAIN = Series(
    id="PLAIN",
    feed="fred",
    label="plain",
    unit=Unit.PERCENT,
    cadence=Cadence.DAILY,
    calendar="sifma",
    lag_days=0,
    published_at="18:00",
    low=-5.0,
    high=50.0,
    max_bytes=1_000_000,
    rights=Rights.PUBLIC,
    attribution="",
)
TREASURY = replace(_PLAIN, id="UST10Y", feed="treasury")
SOFR = replace(_PLAIN, id="SOFR", feed="nyfed", calendar="sofr", lag_days=1, published_at="08:00")
ICE = replace(_PLAIN, id="BAMLH0A0HYM2", calendar="ice", lag_days=1, published_at="11:20")
NASDAQ = replace(_PLAIN, id="NASDAQCOM", calendar="nyse", lag_days=0, published_at="23:45", high=1e9)
NFCI = replace(_PLAIN, id="NFCI", calendar="fed", cadence=Cadence.WEEKLY, lag_days=3, published_at="08:30")
STLFSI = replace(_PLAIN, id="STLFSI4", calendar="fed", cadence=Cadence.WEEKLY, lag_days=4, published_at="11:00")
HQM = replace(_PLAIN, id="HQMCB10YR", calendar="fed", cadence=Cadence.MONTHLY, lag_days=8, published_at="17:00")
SLOOS = replace(_PLAIN, id="DRTSCILM", calendar="fed", cadence=Cadence.QUARTERLY, lag_days=30, published_at="16:00")
BITCOIN = replace(_PLAIN, id="BTC-USD", feed="coinbase", calendar="always", lag_days=1, published_at="00:10", high=1e9)
EVERY_KIND = (TREASURY, SOFR, ICE, NASDAQ, NFCI, STLFSI, HQM, SLOOS, BITCOIN)


def new_york(text: str) -> datetime:
    """Return a moment by the clock in New York: `2026-11-27 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)
