"""Polling real feeds from a real server into a real store."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from debtwatch.domain.errors import StoreError, UsageError
from debtwatch.domain.freshness import memory_name
from debtwatch.domain.series import Observation, Origin
from debtwatch.polling.backfill import ATTEMPTS
from debtwatch.store.values import FetchOutcome
from hostile.server import Behaviour, bomb, cut_short, drip, raw, reply, reset, silence
from polling.town import CURVE, FRED, MONDAY_NOON, OFR, Town, curve, fred, ofr

if TYPE_CHECKING:
    from pathlib import Path

OK, FAILED, WITHHELD, UNCHANGED = FetchOutcome.OK, FetchOutcome.FAILED, FetchOutcome.WITHHELD, FetchOutcome.UNCHANGED


async def test_a_first_poll_fills_the_store_and_says_what_it_did(town: Town) -> None:
    report = await town.poller.poll("treasury")
    assert (report.outcome, report.cause, report.failures) == (OK, "", ())
    assert report.asked == ("UST_2Y", "UST_10Y")
    assert report.rows_new == report.rows_in == 2 * (2 + 36)
    assert report.version == town.store.observations.version() > 0
    assert town.newest("UST_10Y") == date(2026, 11, 20)


async def test_an_observation_was_seen_when_its_answer_came(town: Town) -> None:
    await town.poller.poll("nyfed")
    assert town.store.observations.latest()["SOFR"].seen_at == MONDAY_NOON


async def test_every_feed_is_polled_at_once(town: Town) -> None:
    reports = await town.poller.poll_all()
    assert [report.feed for report in reports] == ["treasury", "nyfed", "fred", "ofr"]
    assert {report.outcome for report in reports} == {OK}
    assert set(town.store.observations.newest_on()) == set(town.watched)


async def test_what_is_here_is_not_asked_for_again(town: Town) -> None:
    await town.poller.poll_all()
    before = town.calls
    town.hands.pass_(timedelta(minutes=10))
    reports = await town.poller.poll_all()
    assert town.calls == before
    assert {report.outcome for report in reports} == {WITHHELD}
    assert {report.cause for report in reports} == {"nothing is due"}


async def test_a_restart_asks_for_nothing_that_is_not_due(town: Town) -> None:
    await town.poller.poll_all()
    before = town.calls
    town.hands.pass_(timedelta(minutes=10))
    await town.new_poller().poll_all()
    assert town.calls == before


async def test_a_request_reaches_back_over_the_overlap(town: Town) -> None:
    await town.poller.poll("fred")
    town.hands.pass_(timedelta(days=1))
    await town.poller.poll("fred")
    starts = [each.query.get("cosd") for each in town.server.asked if each.query.get("id") == ["BAMLC0A0CM"]]
    assert starts == [None, ["2026-10-21"]]


async def test_prints_that_shipped_with_the_program_do_not_pass_for_history(town: Town) -> None:
    shipped = [Observation("UST_10Y", date(2026, 11, 19), 4.63), Observation("BAMLC0A0CM", date(2026, 11, 19), 0.81)]
    town.store.observations.commit(shipped, seen_at=MONDAY_NOON, origin=Origin.RECORDED)
    await town.poller.poll_all()
    assert "cosd" not in next(each.query for each in town.server.asked if each.query.get("id") == ["BAMLC0A0CM"])
    assert town.store.observations.history("UST_10Y")[0].observed_on.year == 1990
    assert town.store.observations.latest()["BAMLC0A0CM"].origin is Origin.FEED


async def test_a_revision_within_the_overlap_is_kept_beside_the_first_print(town: Town) -> None:
    await town.poller.poll("fred")
    town.fred["BAMLC0A0CM"] = reply(200, fred("BAMLC0A0CM", "2026-11-20", "2026-11-23", value="0.9"))
    town.hands.pass_(timedelta(days=1))
    await town.poller.poll("fred")
    history = town.store.observations.history("BAMLC0A0CM")
    assert [(each.observed_on.day, each.value) for each in history] == [(19, 0.81), (20, 0.81), (20, 0.9), (23, 0.9)]


async def test_one_series_that_fails_does_not_lose_the_others(town: Town) -> None:
    del town.fred["BAMLC0A0CM"]
    report = await town.poller.poll("fred")
    assert report.outcome is OK
    assert [failure.series for failure in report.failures] == ["BAMLC0A0CM"]
    assert "404" in report.failures[0].cause
    assert town.newest("BAMLH0A0HYM2") == date(2026, 11, 20)
    assert town.newest("NFCI") == date(2026, 11, 13)
    memories = town.store.fetches.all()
    assert memories["fred"].failures == 0
    assert memories[memory_name("fred", "BAMLC0A0CM")].failures == 1


async def test_a_series_that_failed_alone_is_asked_for_alone_and_recovers(town: Town) -> None:
    del town.fred["BAMLC0A0CM"]
    await town.poller.poll("fred")
    town.fred["BAMLC0A0CM"] = reply(200, fred("BAMLC0A0CM", "2026-11-20"))
    before = town.calls
    town.hands.pass_(timedelta(minutes=1))
    await town.poller.poll("fred")
    assert town.asked(FRED)[before:] == ["BAMLC0A0CM"]
    assert town.store.fetches.all()[memory_name("fred", "BAMLC0A0CM")].failures == 0
    assert town.newest("BAMLC0A0CM") == date(2026, 11, 20)


@pytest.mark.parametrize(
    "garbage",
    [
        reply(200, b"<html>maintenance</html>"),
        reply(200, b"PK\x03\x04 zipped"),
        reply(200, b""),
        reply(200, b"\xff\xfe\x00garbage"),
        reply(200, fred("BAMLC0A0CM", "2026-11-20", value="9999")),
        reply(500, b""),
        reply(403, b"<html>Undeclared Automated Tool</html>"),
        cut_short(fred("BAMLC0A0CM", "2026-11-20"), 1_000),
        reset(fred("BAMLC0A0CM", "2026-11-20")),
        raw(b"not http at all\r\n\r\n"),
        bomb(8_000_000),
    ],
)
async def test_one_feeds_garbage_leaves_the_others_alive(town: Town, garbage: Behaviour) -> None:
    for name in town.fred:
        town.fred[name] = garbage
    reports = {report.feed: report for report in await town.poller.poll_all()}
    assert reports["fred"].outcome is FAILED
    assert reports["fred"].cause
    assert {reports[name].outcome for name in ("treasury", "nyfed", "ofr")} == {OK}
    assert town.newest("BAMLC0A0CM") is None
    assert town.newest("UST_10Y") == date(2026, 11, 20)
    assert town.store.fetches.last("fred").failures == 1


@pytest.mark.parametrize("slow", [silence(), drip(b"x" * 1_000, 0.5)])
async def test_a_source_that_never_finishes_is_given_up(town: Town, slow: Behaviour) -> None:
    town.server.at(OFR, slow)
    report = await town.poller.poll("ofr")
    assert report.outcome is FAILED
    assert "within 2 s" in report.cause


async def test_a_source_that_turns_us_away_is_not_asked_for_the_rest(town: Town) -> None:
    for name in town.fred:
        town.fred[name] = reply(429, b"", retry_after="3600")
    report = await town.poller.poll("fred")
    assert town.calls == 1
    assert report.outcome is FAILED
    assert report.next_try == MONDAY_NOON + timedelta(hours=1)


async def test_retry_after_binds_even_a_forced_poll(town: Town) -> None:
    town.server.at(OFR, reply(429, b"", retry_after="3600"), reply(200, ofr("2026-11-19")))
    await town.poller.poll("ofr")
    town.hands.pass_(timedelta(minutes=59))
    report = await town.poller.poll("ofr", force=True)
    assert (report.outcome, town.calls) == (WITHHELD, 1)
    assert "left alone until 18:00 UTC" in report.cause
    town.hands.pass_(timedelta(minutes=1))
    assert (await town.poller.poll("ofr")).outcome is OK


async def test_failures_back_off_and_open_the_breaker(town: Town) -> None:
    town.server.at(OFR, reply(404, b""))
    waits = []
    for _ in range(7):
        report = await town.poller.poll("ofr")
        assert report.outcome is FAILED
        assert report.next_try is not None
        waits.append((report.next_try - town.hands.now) // timedelta(minutes=1))
        town.hands.pass_(report.next_try - town.hands.now)
    assert waits == [1, 2, 4, 8, 15, 30, 60]
    assert town.store.fetches.last("ofr").failures == 7
    town.server.at(OFR, reply(200, ofr("2026-11-19")))
    await town.poller.poll("ofr")
    memory = town.store.fetches.last("ofr")
    assert (memory.failures, memory.trips, memory.cause, memory.open_until) == (0, 0, "", None)


async def test_the_last_good_value_survives_a_failure(town: Town) -> None:
    await town.poller.poll("ofr")
    town.server.at(OFR, reply(404, b""))
    town.hands.pass_(timedelta(days=1))
    await town.poller.poll("ofr")
    assert town.newest("OFR_FSI") == date(2026, 11, 19)
    assert town.store.fetches.last("ofr").last_success == MONDAY_NOON


async def test_a_forced_poll_asks_for_everything_but_not_twice_in_fifteen_seconds(town: Town) -> None:
    await town.poller.poll("fred")
    town.hands.pass_(timedelta(seconds=14))
    assert (await town.poller.poll("fred", force=True)).cause == "asked a moment ago"
    town.hands.pass_(timedelta(seconds=1))
    report = await town.poller.poll("fred", force=True)
    assert report.outcome is OK
    assert report.asked == ("BAMLH0A0HYM2", "BAMLC0A0CM", "NFCI")
    assert report.rows_new == 0


async def test_two_callers_at_once_make_one_poll(town: Town) -> None:
    reports = await asyncio.gather(*(town.poller.poll("ofr", force=True) for _ in range(5)))
    assert sorted(report.outcome for report in reports) == [OK, *[WITHHELD] * 4]
    assert town.asked(OFR) == [OFR]


async def test_what_is_withheld_is_never_asked_not_even_by_force(tmp_path: Path) -> None:
    def withheld(feed: str) -> str | None:
        return "its terms need your yes" if feed == "fred" else None

    async with Town(tmp_path / "s.sqlite", withheld=withheld) as town:
        report = await town.poller.poll("fred", force=True)
        assert (report.outcome, report.cause) == (WITHHELD, "its terms need your yes")
        assert town.calls == 0
        assert "fred" not in town.poller.due_at(town.poller.known(), town.hands())


async def test_a_file_at_one_address_is_asked_for_only_where_it_changed(town: Town) -> None:
    first, newer = (
        reply(200, ofr("2026-11-19", *more), etag=tag) for more, tag in (((), '"one"'), (("2026-11-20",), '"two"'))
    )
    town.server.at(OFR, first, reply(304, b"", etag='"one"'), newer)
    await town.poller.poll("ofr")
    town.hands.pass_(timedelta(days=1, hours=6))
    report = await town.poller.poll("ofr")
    assert town.server.asked[-1].headers["if-none-match"] == '"one"'
    assert (report.outcome, report.rows_in) == (UNCHANGED, 0)
    town.hands.pass_(timedelta(hours=8))
    assert (await town.poller.poll("ofr", force=True)).rows_new == 1
    assert town.store.fetches.last("ofr").etag == '"two"'


async def test_a_query_is_never_asked_with_another_querys_validators(town: Town) -> None:
    for name in town.fred:
        town.fred[name] = reply(200, fred(name, "2026-11-20"), etag='"x"')
    await town.poller.poll("fred")
    town.hands.pass_(timedelta(days=1))
    await town.poller.poll("fred")
    assert all("if-none-match" not in each.headers for each in town.server.asked)


async def test_an_incredible_value_is_reported_and_not_stored(town: Town) -> None:
    town.server.at(OFR, reply(200, ofr("2026-11-18") + b"2026-11-19,77777\n"))
    report = await town.poller.poll("ofr")
    assert report.outcome is OK
    assert [(each.series, each.found) for each in report.rejected] == [("OFR_FSI", "77777")]
    assert town.newest("OFR_FSI") == date(2026, 11, 18)
    assert "not believed: 1" in town.store.fetches.recent("ofr")[0].cause


async def test_a_shape_that_changed_is_read_in_its_second_form(town: Town) -> None:
    xml = (
        '<feed xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
        'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><entry><content><m:properties>'
        "<d:NEW_DATE>2026-11-20T00:00:00</d:NEW_DATE><d:BC_2YEAR>4.2</d:BC_2YEAR><d:BC_10YEAR>4.7</d:BC_10YEAR>"
        "</m:properties></content></entry></feed>"
    )
    await town.poller.poll("treasury")
    town.server.at(CURVE.format(year=2026), reply(200, b"<html>moved</html>"))
    town.server.at("/resource-center/data-chart-center/interest-rates/pages/xml", reply(200, xml.encode()))
    town.hands.pass_(timedelta(hours=6))
    report = await town.poller.poll("treasury")
    assert (report.outcome, report.rows_new) == (OK, 2)


async def test_a_page_of_history_that_failed_is_asked_for_again(town: Town) -> None:
    town.server.at(CURVE.format(year=2007), reply(404, b""), reply(200, curve("06/01/2007")))
    report = await town.poller.poll("treasury")
    assert {failure.series for failure in report.failures} == {"UST_2Y", "UST_10Y"}
    assert town.newest("UST_10Y") == date(2026, 11, 20)
    town.hands.now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert (await town.new_poller().poll("treasury")).rows_new == 2
    assert date(2007, 6, 1) in {each.observed_on for each in town.store.observations.history("UST_10Y")}
    town.hands.pass_(timedelta(hours=1))
    before = town.calls
    await town.poller.poll("treasury")
    assert town.calls - before == 1


async def test_a_page_of_history_that_failed_does_not_make_todays_number_look_missing(town: Town) -> None:
    town.server.at(CURVE.format(year=2007), reply(404, b""))
    assert (await town.poller.poll("treasury")).outcome is OK
    assert all(memory.failures == 0 for memory in town.store.fetches.all().values())


async def test_a_page_of_history_that_never_comes_is_left_alone_until_the_reader_insists(town: Town) -> None:
    page = CURVE.format(year=2007)
    town.server.at(page, reply(404, b""))
    for _ in range(8):
        await town.poller.poll("treasury")
        due = town.poller.due_at(town.poller.known(), town.hands())["treasury"]
        town.hands.pass_(due - town.hands.now)
    assert len(town.asked(page)) == ATTEMPTS
    await town.poller.poll("treasury", force=True)
    assert len(town.asked(page)) == ATTEMPTS + 1


async def test_a_network_that_is_down_uses_up_no_attempt_at_history(town: Town) -> None:
    page = CURVE.format(year=2007)
    town.server.at(page, *[reply(429, b"")] * 3 * (ATTEMPTS + 1), reply(200, curve("06/01/2007")))
    while date(2007, 6, 1) not in {each.observed_on for each in town.store.observations.history("UST_10Y")}:
        report = await town.poller.poll("treasury")
        assert report.outcome is FAILED or report.rows_new == 2 * (2007 - 1990 + 1)
        assert report.next_try is not None
        assert town.hands.now < MONDAY_NOON + timedelta(days=5)
        town.hands.pass_(report.next_try - town.hands.now)


async def test_a_newest_page_that_failed_is_a_failure(town: Town) -> None:
    town.server.at(CURVE.format(year=2026), reply(404, b""))
    await town.poller.poll("treasury")
    memories = town.store.fetches.all()
    assert memories[memory_name("treasury", "UST_10Y")].failures == 1


async def test_a_january_without_rows_yet_is_no_failure(town: Town) -> None:
    await town.poller.poll("treasury")
    town.hands.now = datetime(2027, 1, 4, 22, 0, tzinfo=UTC)
    assert (await town.poller.poll("treasury")).outcome is OK


async def test_hostile_text_never_reaches_the_log_as_it_came(town: Town) -> None:
    town.server.at(OFR, reply(200, b"Date,\x1b]0;pwned\x07\n2026-11-20,1\n"))
    report = await town.poller.poll("ofr")
    assert report.outcome is FAILED
    for text in (report.cause, town.store.fetches.last("ofr").cause, town.store.fetches.recent("ofr")[0].cause):
        assert text.isprintable()


async def test_an_unknown_feed_is_refused_with_those_there_are(town: Town) -> None:
    with pytest.raises(UsageError, match="treasury"):
        await town.poller.poll("bloomberg")


async def test_a_store_that_cannot_be_written_is_found_out_before_anything_is_asked(town: Town) -> None:
    town.store.close()
    with pytest.raises(StoreError):
        await town.poller.poll_all()
    assert town.calls == 0


async def test_the_log_keeps_every_request_with_its_digest(town: Town) -> None:
    await town.poller.poll("ofr")
    record = town.store.fetches.recent("ofr")[0]
    assert (record.outcome, record.http_status, record.rows_in, record.rows_new) == (OK, 200, 2, 2)
    assert len(record.sha256) == 64
    assert record.bytes == len(ofr("2026-11-18", "2026-11-19"))


async def test_a_late_print_is_looked_for_again_until_it_comes(town: Town) -> None:
    await town.poller.poll("treasury")
    town.hands.now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert (await town.poller.poll("treasury")).rows_new == 0
    due = town.poller.due_at(town.poller.known(), town.hands())["treasury"]
    assert due == datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    town.server.at(CURVE.format(year=2026), reply(200, curve("11/23/2026", "11/20/2026", "11/19/2026")))
    town.hands.now = due
    assert (await town.poller.poll("treasury")).rows_new == 2
    due = town.poller.due_at(town.poller.known(), town.hands())["treasury"]
    assert due == datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
