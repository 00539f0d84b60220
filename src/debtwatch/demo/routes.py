"""Which answer a replayed source gives to which address; a pure function of the tape and the moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from debtwatch.demo.shapes import candles, reference_rates, treasury_csv, wide_csv

if TYPE_CHECKING:
    from debtwatch.demo.tape import Tape

Query = dict[str, str]
_CSV, _JSON = "text/csv", "application/json"
_INTEREST_RATES = "/resource-center/data-chart-center/interest-rates/"
_YEAR_FILE = _INTEREST_RATES + "daily-treasury-rates.csv/"


class NotServed(LookupError):
    """No replayed source has this address."""


def feed_of(path: str) -> str:
    """Return the feed an address belongs to; NotServed where to none."""
    for start, feed in _FEEDS.items():
        if path.startswith(start):
            return feed
    raise NotServed(path)


def answer(tape: Tape, target: str, moment: datetime) -> tuple[str, bytes]:
    """Return content type and body for a request target at a replayed moment; NotServed, ValueError where it is wrong."""
    parts = urlsplit(target)
    query = {name: found[-1] for name, found in parse_qs(parts.query, keep_blank_values=True).items()}
    feed = feed_of(parts.path)
    return _ROUTES[feed](tape, parts.path, query, moment)


def _treasury(tape: Tape, path: str, _: Query, moment: datetime) -> tuple[str, bytes]:
    if not path.startswith(_YEAR_FILE):
        raise NotServed(path)
    year = int(path.removeprefix(_YEAR_FILE).split("/")[0])
    columns = {
        each.code: tape.published(each.id, moment, date(year, 1, 1), date(year, 12, 31))
        for each in tape.series.values()
        if each.feed == "treasury"
    }
    return _CSV, treasury_csv(columns)


def _nyfed(tape: Tape, path: str, query: Query, moment: datetime) -> tuple[str, bytes]:
    kind = path.split("/")[-2]
    first, last = date.fromisoformat(query["startDate"]), date.fromisoformat(query["endDate"])
    fields = {}
    for each in tape.series.values():
        rate, _, field = (each.code or each.id).partition(":")
        if each.feed == "nyfed" and rate == kind:
            fields[field or "percentRate"] = tape.published(each.id, moment, first, last)
    return _JSON, reference_rates(kind.upper(), fields)


def _fred(tape: Tape, path: str, query: Query, moment: datetime) -> tuple[str, bytes]:
    id_ = query["id"]
    if id_ not in tape.series or tape.series[id_].feed != "fred":
        raise NotServed(path)
    first = date.fromisoformat(query.get("cosd", date.min.isoformat()))
    return _CSV, wide_csv("observation_date", {id_: tape.published(id_, moment, first)})


def _whole_file(feed: str, first: str) -> Route:
    def route(tape: Tape, _path: str, _query: Query, moment: datetime) -> tuple[str, bytes]:
        wanted = [each for each in tape.series.values() if each.feed == feed]
        return _CSV, wide_csv(first, {each.code: tape.published(each.id, moment) for each in wanted})

    return route


def _coinbase(tape: Tape, path: str, query: Query, moment: datetime) -> tuple[str, bytes]:
    id_ = path.split("/")[2]
    if id_ not in tape.series:
        raise NotServed(path)
    forming = moment.astimezone(UTC).date()
    first = datetime.fromisoformat(query["start"]).date()
    last = min(datetime.fromisoformat(query["end"]).date(), forming)
    return _JSON, candles(dict(tape.between(id_, first, last)))


Route = Callable[["Tape", str, Query, datetime], tuple[str, bytes]]
_FEEDS = {
    _INTEREST_RATES: "treasury",
    "/api/rates/": "nyfed",
    "/graph/fredgraph.csv": "fred",
    "/financial-stress-index/data/fsi.csv": "ofr",
    "/econres/notes/feds-notes/ebp_csv.csv": "ebp",
    "/products/": "coinbase",
}
_ROUTES: dict[str, Route] = {
    "treasury": _treasury,
    "nyfed": _nyfed,
    "fred": _fred,
    "ofr": _whole_file("ofr", "Date"),
    "ebp": _whole_file("ebp", "date"),
    "coinbase": _coinbase,
}
