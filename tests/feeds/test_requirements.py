"""What a client of public sources must hold to, each point proved on an answer fetched over HTTP.

Kept elsewhere, because it happens elsewhere: merging into an append-only store, shrinking windows
and the last good value (tests/store), ages and reasons on screen (tests/polling), joins by as-of
date (tests/analysis).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from debtwatch.domain.errors import Implausible, Refused, TooLarge, WrongShape
from debtwatch.feeds import Parsed, Request
from debtwatch.feeds.asking import ask
from debtwatch.feeds.transport.client import Client
from feeds_support import Asking, days, values
from hostile.server import Behaviour, redirect, reply, zipped

PAGE = b"<!DOCTYPE html>\n<html><body>Scheduled maintenance</body></html>"
ROWS = b"observation_date,BAMLC0A0CM\n2026-11-16,0.84\n2026-11-17,0.85\n"


async def fetched(client: Client, asking: Asking, request: Request, *behaviours: Behaviour) -> Parsed:
    reading = await ask(asking.feed(request.feed), asking.answered(request, *behaviours), client.fetch)
    return reading.parsed


def ice(asking: Asking) -> Request:
    return asking.request("BAMLC0A0CM")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (PAGE, "an HTML page"),
        (b"  \n<HTML>", "an HTML page"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "markup"),
        (b"PK\x03\x04\x14\x00\x00\x00", "a ZIP archive"),
        (b'{"error_code":400,"error_message":"Bad Request."}', "JSON"),
        (b"[]", "JSON"),
        (b"", "an empty body"),
        (b"\xef\xbb\xbf  \n", "an empty body"),
        (b"\x1f\x8b\x08\x00", "a second layer of gzip"),
        (b"date,BAMLC0A0CM\n2026-11-16,0.84\n", "a first line of date"),
        (b"observation_date,OTHER\n2026-11-16,0.84\n", "a first line of observation_date,OTHER"),
        (b"observation_date,BAMLC0A0CM\n", "no values"),
        (b"observation_date,BAMLC0A0CM\n2026-11-16,\n", "no values"),
        (b"observation_date,BAMLC0A0CM\n2026-11-16\n", "row 2 has 1 cells"),
        (b"observation_date,BAMLC0A0CM\n2026-11-16,0.84,1\n", "row 2 has 3 cells"),
        (b"observation_date,BAMLC0A0CM\n16.11.2026,0.84\n", "where row 2 has its date"),
        (b"observation_date,BAMLC0A0CM\n2026-11-16,\xff\xfe\n", "invalid UTF-8 at byte 39"),
        (b'observation_date,BAMLC0A0CM\n"2026-11-16,0.84\n', "broken CSV"),
        (b"observation_date,BAMLC0A0CM\n2026-11-17,1\n2026-11-16,1\n2026-11-18,1\n", "dates that change direction"),
    ],
)
async def test_01_shape_is_judged_before_status_and_content_type(
    client: Client, asking: Asking, body: bytes, found: str
) -> None:
    with pytest.raises(WrongShape, match=found):
        await fetched(client, asking, ice(asking), reply(200, body, content_type="text/csv"))


async def test_01_a_right_body_under_a_wrong_content_type_is_read(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS, content_type="text/html"))
    assert len(parsed.observations) == 2


@pytest.mark.parametrize(
    ("id_", "body"),
    [
        ("BAMLC0A0CM", b"observation_date,BAMLC0A0CM\n2026-11-16,84\n2026-11-17,85\n"),
        ("UST_10Y", b'Date,"10 Yr"\n11/17/2026,500\n11/16/2026,498\n'),
        ("SOFR", b'{"refRates":[{"effectiveDate":"2026-11-17","type":"SOFR","percentRate":391}]}'),
        ("UST_10Y", b'Date,"10 Yr"\n11/17/2026,n.m.\n'),
    ],
)
async def test_01_a_change_of_unit_is_implausible(client: Client, asking: Asking, id_: str, body: bytes) -> None:
    with pytest.raises(Implausible, match="no value can be believed"):
        await fetched(client, asking, asking.request(id_), reply(200, body))


async def test_01_one_implausible_row_is_set_apart_and_the_rest_is_kept(client: Client, asking: Asking) -> None:
    body = ROWS + b"2026-11-18,86\n2026-11-19,soon\n"
    parsed = await fetched(client, asking, ice(asking), reply(200, body))
    assert values(parsed, "BAMLC0A0CM") == {"2026-11-16": 0.84, "2026-11-17": 0.85}
    assert [(each.found, each.reason) for each in parsed.rejected] == [
        ("86", "outside -1 to 20"),
        ("soon", "not a number"),
    ]


async def test_01_a_row_from_the_future_is_set_apart(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS + b"2027-11-18,0.9\n"))
    assert len(parsed.observations) == 2
    assert "in the future" in parsed.rejected[0].reason


async def test_01_two_values_for_one_day_are_not_both_believed(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS + b"2026-11-17,0.99\n"))
    assert values(parsed, "BAMLC0A0CM")["2026-11-17"] == 0.85
    assert "a second value" in parsed.rejected[0].reason


@pytest.mark.parametrize("mark", ["", ".", "ND", "NA", "N/A", "NaN", "--"])
async def test_02_a_missing_number_is_null_and_never_zero(client: Client, asking: Asking, mark: str) -> None:
    body = f"observation_date,BAMLC0A0CM\n2026-11-13,0.8\n2026-11-16,{mark}\n2026-11-17,0.9\n".encode()
    parsed = await fetched(client, asking, ice(asking), reply(200, body))
    assert values(parsed, "BAMLC0A0CM")["2026-11-16"] is None


async def test_02_a_json_null_is_null(client: Client, asking: Asking) -> None:
    rows = ",".join(
        f'{{"effectiveDate":"2026-11-{day}","type":"SOFR","percentRate":{rate}}}'
        for day, rate in ((18, "3.9"), (17, "null"), (16, "3.8"))
    )
    parsed = await fetched(client, asking, asking.request("SOFR"), reply(200, f'{{"refRates":[{rows}]}}'.encode()))
    assert values(parsed, "SOFR") == {"2026-11-16": 3.8, "2026-11-17": None, "2026-11-18": 3.9}


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "-Infinity"])
async def test_02_a_json_nan_is_no_number_and_no_json(client: Client, asking: Asking, rate: str) -> None:
    body = f'{{"refRates":[{{"effectiveDate":"2026-11-17","type":"SOFR","percentRate":{rate}}}]}}'
    with pytest.raises(WrongShape, match="broken JSON"):
        await fetched(client, asking, asking.request("SOFR"), reply(200, body.encode()))


async def test_03_a_new_tenor_in_the_middle_shifts_nothing(client: Client, asking: Asking) -> None:
    body = b'Date,"1 Mo","1.25 Mo","2 Yr","10 Yr"\n11/17/2026,3.7,9.9,4.2,4.6\n'
    parsed = await fetched(client, asking, asking.request("UST_1M", "UST_2Y", "UST_10Y"), reply(200, body))
    assert {each.series: each.value for each in parsed.observations} == {"UST_1M": 3.7, "UST_2Y": 4.2, "UST_10Y": 4.6}


async def test_04_what_comes_newest_first_leaves_ascending(client: Client, asking: Asking) -> None:
    body = b'Date,"10 Yr"\n11/18/2026,4.7\n11/17/2026,4.6\n11/16/2026,4.5\n'
    parsed = await fetched(client, asking, asking.request("UST_10Y"), reply(200, body))
    assert days(parsed.observations) == sorted(days(parsed.observations))


async def test_05_a_window_whose_left_edge_moved_is_simply_shorter(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS))
    assert min(values(parsed, "BAMLC0A0CM")) == "2026-11-16"


async def test_07_a_final_refusal_does_not_try_the_other_shape(client: Client, asking: Asking) -> None:
    with pytest.raises(Refused, match="HTTP 404"):
        await fetched(client, asking, asking.request("UST_10Y"), reply(404, PAGE))
    assert len(asking.server.asked) == 1


async def test_08_a_body_over_its_sources_limit_is_refused(client: Client, asking: Asking) -> None:
    with pytest.raises(TooLarge):
        await fetched(client, asking, replace(ice(asking), max_bytes=10), zipped(ROWS * 10))


async def test_10_rates_stay_percent_as_published(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS))
    assert values(parsed, "BAMLC0A0CM")["2026-11-16"] == 0.84


async def test_12_noise_beyond_four_places_is_no_change(client: Client, asking: Asking) -> None:
    noisy = await fetched(client, asking, ice(asking), reply(200, ROWS.replace(b"0.84", b"0.8400000000000001")))
    clean = await fetched(client, asking, ice(asking), reply(200, ROWS))
    assert noisy == clean


async def test_14_hostile_text_reaches_no_error_unclean(client: Client, asking: Asking) -> None:
    body = "observation_date,\x1b]0;PWNED\x07\x1b[2J\u202e[@click=app.quit]x[/]\n1,2\n".encode()
    with pytest.raises(WrongShape) as failure:
        await fetched(client, asking, ice(asking), reply(200, body))
    assert "\x1b" not in str(failure.value)
    assert "\u202e" not in str(failure.value)
    assert "\x07" not in str(failure.value)


async def test_14_a_hostile_value_is_reported_clean(client: Client, asking: Asking) -> None:
    parsed = await fetched(client, asking, ice(asking), reply(200, ROWS + b"2026-11-18,\x1b[31m9\n"))
    assert parsed.rejected[0].found == "\ufffd[31m9"


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>',
        b'<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>',
    ],
)
async def test_15_xml_with_entities_is_refused(client: Client, asking: Asking, body: bytes) -> None:
    request = asking.request("UST_10Y").fallbacks[0]
    with pytest.raises(WrongShape, match="declares entities"):
        await fetched(client, asking, request, reply(200, body))


XML = (
    b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" '
    b'xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><entry><content><m:properties>'
    b"<d:NEW_DATE>2026-11-17T00:00:00</d:NEW_DATE><d:BC_2YEAR m:null='true'/><d:BC_10YEAR>4.63</d:BC_10YEAR>"
    b"<d:BC_30YEARDISPLAY>9</d:BC_30YEARDISPLAY></m:properties></content></entry></feed>"
)


async def test_the_other_shape_is_tried_when_the_first_is_wrong(client: Client, asking: Asking) -> None:
    request = asking.request("UST_2Y", "UST_10Y", "UST_30Y")
    asking.answered(request.fallbacks[0], reply(200, XML, content_type="text/xml"))
    parsed = await fetched(client, asking, request, reply(200, PAGE))
    assert {each.series: each.value for each in parsed.observations} == {"UST_10Y": 4.63}


async def test_the_first_shapes_error_is_told_when_both_are_wrong(client: Client, asking: Asking) -> None:
    request = asking.request("UST_10Y")
    asking.answered(request.fallbacks[0], reply(200, b"nothing"))
    with pytest.raises(WrongShape, match="an HTML page"):
        await fetched(client, asking, request, reply(200, PAGE))


async def test_an_unchanged_answer_has_nothing_to_read(client: Client, asking: Asking) -> None:
    request = replace(asking.request("OFR_FSI"), etag='"1"')
    reading = await ask(asking.feed("ofr"), asking.answered(request, reply(304)), client.fetch)
    assert reading.answer.unchanged
    assert reading.parsed == Parsed(())


async def test_a_redirect_to_a_login_page_is_still_the_wrong_shape(client: Client, asking: Asking) -> None:
    asking.server.at("/login", reply(200, PAGE))
    with pytest.raises(WrongShape, match="an HTML page"):
        await fetched(client, asking, ice(asking), redirect("/login"))
