"""The client against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import os
import random
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from debtwatch.domain.errors import FeedError, Refused, TooLarge, TooSlow, Unreachable, WrongShape
from debtwatch.domain.settings import NetworkSettings
from debtwatch.feeds.transport.client import Client
from feeds_support import Asking
from hostile.server import (
    Behaviour,
    HostileServer,
    bomb,
    cut_short,
    drip,
    endless,
    raw,
    redirect,
    reply,
    reset,
    silence,
    zipped,
)

FINE = reply(
    200, b"observation_date,NFCI\n2026-11-13,-0.52\n", etag='"v1"', last_modified="Fri, 20 Nov 2026 12:00:00 GMT"
)


async def test_an_answer_says_where_it_came_from_and_what_it_weighs(client: Client, asking: Asking) -> None:
    answer = await client.fetch(asking.answered(asking.request("NFCI"), FINE))
    assert answer.body.endswith(b"-0.52\n")
    assert answer.wire_bytes == len(answer.body)
    assert (answer.etag, answer.last_modified) == ('"v1"', "Fri, 20 Nov 2026 12:00:00 GMT")
    assert answer.url == f"{asking.server.base}/graph/fredgraph.csv"
    assert len(answer.sha256) == 64


async def test_gzip_is_decoded_and_counted_as_it_came(client: Client, asking: Asking) -> None:
    body = b"observation_date,NFCI\n" + b"2026-11-13,-0.52\n" * 500
    answer = await client.fetch(asking.answered(asking.request("NFCI"), zipped(body)))
    assert answer.body == body
    assert answer.wire_bytes < len(body) / 5


async def test_a_gzip_body_in_two_members_is_read_whole(client: Client, asking: Asking) -> None:
    two = gzip.compress(b"first ") + gzip.compress(b"second")
    answer = await client.fetch(asking.answered(asking.request("NFCI"), reply(200, two, content_encoding="gzip")))
    assert answer.body == b"first second"


async def test_a_304_says_that_nothing_changed(client: Client, asking: Asking) -> None:
    request = asking.request("NFCI", etag='"v1"', last_modified="Fri, 20 Nov 2026 12:00:00 GMT")
    answer = await client.fetch(asking.answered(request, reply(304)))
    assert answer.unchanged
    assert answer.body == b""
    sent = asking.server.asked[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "Fri, 20 Nov 2026 12:00:00 GMT")


@pytest.mark.parametrize("etag", ["\xe9t\xe9", "x" * 5000])
async def test_a_validator_that_cannot_be_sent_back_is_dropped(client: Client, asking: Asking, etag: str) -> None:
    answer = await client.fetch(asking.answered(asking.request("NFCI"), reply(200, b"x", etag=etag)))
    assert answer.etag == ""


async def test_each_call_names_the_program_honestly(client: Client, asking: Asking) -> None:
    await client.fetch(asking.answered(asking.request("NFCI"), FINE))
    assert asking.server.asked[0].headers["user-agent"].startswith("debtwatch/")
    assert asking.server.asked[0].headers["accept-encoding"] == "gzip"


async def test_a_source_may_want_another_user_agent(client: Client, asking: Asking) -> None:
    request = asking.request("NFCI", headers=(("User-Agent", "Example Desk desk@example.org"),))
    await client.fetch(asking.answered(request, FINE))
    assert asking.server.asked[0].headers["user-agent"] == "Example Desk desk@example.org"


async def test_no_cookie_is_ever_sent_back(client: Client, asking: Asking) -> None:
    request = asking.answered(asking.request("NFCI"), reply(200, b"x", set_cookie="track=1; Path=/"), FINE)
    await client.fetch(request)
    await client.fetch(request)
    assert "cookie" not in asking.server.asked[1].headers


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_passing_failure_is_asked_again(client: Client, asking: Asking, status: int) -> None:
    answer = await client.fetch(asking.answered(asking.request("NFCI"), reply(status), FINE))
    assert answer.status == 200
    assert len(asking.server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
async def test_a_final_refusal_is_asked_once(client: Client, asking: Asking, status: int) -> None:
    with pytest.raises(Refused, match=f"HTTP {status}") as refused:
        await client.fetch(asking.answered(asking.request("NFCI"), reply(status, b"<html>no</html>"), FINE))
    assert refused.value.status == status
    assert len(asking.server.asked) == 1


async def test_three_tries_are_the_most(client: Client, asking: Asking) -> None:
    with pytest.raises(Refused, match="HTTP 503 Service Unavailable"):
        await client.fetch(asking.answered(asking.request("NFCI"), reply(503)))
    assert len(asking.server.asked) == 3


async def test_a_short_retry_after_is_waited_out(client: Client, asking: Asking) -> None:
    await client.fetch(asking.answered(asking.request("NFCI"), reply(429, retry_after="1"), FINE))
    first, second = asking.server.asked
    assert second.at - first.at >= 1.0


async def test_a_long_retry_after_is_left_to_a_later_poll(client: Client, asking: Asking) -> None:
    with pytest.raises(Refused, match="HTTP 429 Too Many Requests") as refused:
        await client.fetch(asking.answered(asking.request("NFCI"), reply(429, retry_after="240"), FINE))
    assert refused.value.retry_after_seconds == 240
    assert len(asking.server.asked) == 1


async def test_a_retry_after_date_is_read(client: Client, asking: Asking) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with pytest.raises(Refused) as refused:
        await client.fetch(asking.answered(asking.request("NFCI"), reply(503, retry_after=then)))
    assert refused.value.retry_after_seconds == pytest.approx(3600, abs=5)


async def test_an_unreadable_retry_after_is_ignored(client: Client, asking: Asking) -> None:
    answer = await client.fetch(asking.answered(asking.request("NFCI"), reply(503, retry_after="soon"), FINE))
    assert answer.status == 200


async def test_a_slow_drip_ends_at_the_deadline(client: Client, asking: Asking) -> None:
    with pytest.raises(TooSlow, match="no complete answer within"):
        await client.fetch(asking.answered(asking.request("NFCI"), drip(b"x" * 500, 0.02)), deadline=0.3)


async def test_a_silent_server_ends_at_the_deadline(client: Client, asking: Asking) -> None:
    with pytest.raises(TooSlow):
        await client.fetch(asking.answered(asking.request("NFCI"), silence()), deadline=0.2)


async def test_the_deadline_covers_all_tries(client: Client, asking: Asking) -> None:
    with pytest.raises(Refused):
        await client.fetch(asking.answered(asking.request("NFCI"), reply(429, retry_after="2")), deadline=1.0)
    assert len(asking.server.asked) == 1


async def test_a_gzip_bomb_is_stopped_while_it_unfolds(client: Client, asking: Asking) -> None:
    request = asking.answered(asking.request("NFCI"), bomb(60_000_000))
    tracemalloc.start()
    with pytest.raises(TooLarge, match="decoded"):
        await client.fetch(request)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


async def test_a_body_that_unfolds_beyond_belief_is_refused_below_the_limit(client: Client, asking: Asking) -> None:
    request = asking.request("NFCI", max_bytes=100_000_000)
    with pytest.raises(TooLarge, match="grows more than 200-fold"):
        await client.fetch(asking.answered(request, bomb(60_000_000)))


async def test_a_body_over_the_limit_is_refused_by_its_announced_length(client: Client, asking: Asking) -> None:
    with pytest.raises(TooLarge, match="announced"):
        await client.fetch(asking.answered(asking.request("NFCI", max_bytes=1000), reply(200, b"x" * 1001)))


async def test_an_endless_body_is_cut_at_the_limit(client: Client, asking: Asking) -> None:
    with pytest.raises(TooLarge, match="on the wire"):
        await client.fetch(asking.answered(asking.request("NFCI"), endless()))


async def test_a_decoded_body_over_the_limit_is_refused(client: Client, asking: Asking) -> None:
    body = os.urandom(900) + b"y" * 3000
    with pytest.raises(TooLarge, match="decoded"):
        await client.fetch(asking.answered(asking.request("NFCI", max_bytes=2000), zipped(body)))


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (cut_short(b"observation_date,NFCI\n", 400), Unreachable),
        (reset(b"observation_date,NFCI\n"), Unreachable),
        (raw(b""), Unreachable),
        (raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), Unreachable),
        (raw(b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * 300_000 + b"\r\n\r\n"), Unreachable),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\nabc"), Unreachable),
        (reply(200, gzip.compress(b"x" * 999)[:-9], content_encoding="gzip"), WrongShape),
        (reply(200, b"not gzip at all", content_encoding="gzip"), WrongShape),
        (reply(200, b"....", content_encoding="br"), WrongShape),
        (reply(204), Refused),
        (reply(206, b"observation_date,NFCI\n"), Refused),
        (reply(299), Refused),
    ],
)
async def test_a_broken_answer_is_a_named_failure(
    client: Client, asking: Asking, behaviour: Behaviour, error: type[FeedError]
) -> None:
    with pytest.raises(error) as failure:
        await client.fetch(asking.answered(asking.request("NFCI"), behaviour))
    assert failure.value.where == "fred"
    assert len(str(failure.value)) < 200
    assert str(failure.value).isprintable()


async def test_no_noise_on_the_wire_raises_anything_but_a_feed_error(client: Client, asking: Asking) -> None:
    chance = random.Random(2008)
    starts = [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 302 x\r\n",
    ]
    for _ in range(80):
        noise = chance.choice(starts) + chance.randbytes(chance.randrange(60)) + b"\r\n\r\n" + chance.randbytes(40)
        request = asking.answered(asking.request("NFCI"), raw(noise))
        with contextlib.suppress(FeedError):
            await client.fetch(request, deadline=2)


async def test_a_server_that_is_not_there_is_unreachable(client: Client, asking: Asking) -> None:
    request = asking.request("NFCI", url="http://127.0.0.1:9/graph/fredgraph.csv?id=NFCI")
    with pytest.raises(Unreachable, match="no connection"):
        await client.fetch(request)


async def test_a_redirect_within_the_host_is_followed(client: Client, asking: Asking) -> None:
    asking.server.at("/new", FINE)
    answer = await client.fetch(asking.answered(asking.request("NFCI"), redirect("/new", 301)))
    assert answer.url.endswith("/new")


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://evil.example/data.csv", "away from this machine"),
        ("http://10.0.0.8/data.csv", "away from this machine"),
        ("http://169.254.169.254/latest/meta-data", "away from this machine"),
        ("http://127.0.0.1:1/data.csv", "away from this machine"),
        ("file:///etc/passwd", "away from this machine"),
        ("http://user:pass@127.0.0.1/", "carries a password"),
        ("http://[broken", "no address"),
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(client: Client, asking: Asking, location: str, why: str) -> None:
    with pytest.raises(WrongShape, match=why):
        await client.fetch(asking.answered(asking.request("NFCI"), redirect(location)))
    assert len(asking.server.asked) == 1


async def test_a_redirect_loop_ends_after_three_hops(client: Client, asking: Asking) -> None:
    request = asking.request("NFCI")
    with pytest.raises(WrongShape, match="more than 3 redirects"):
        await client.fetch(asking.answered(request, redirect(request.url)))
    assert len(asking.server.asked) == 4


async def test_a_host_is_called_no_faster_than_it_likes(client: Client, asking: Asking) -> None:
    request = asking.answered(asking.request("NFCI", spacing_seconds=0.15), FINE)
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(client.fetch(request) for _ in range(4)))
    assert all(each.at - begun >= 0.15 * place - 0.001 for place, each in enumerate(asking.server.asked))


async def test_a_host_is_never_called_more_than_twice_at_once(client: Client, asking: Asking) -> None:
    request = asking.answered(asking.request("NFCI"), drip(b"x" * 5, 0.02))
    await asyncio.gather(*(client.fetch(request) for _ in range(6)))
    assert asking.server.most_at_once <= 2


async def test_waiting_for_a_turn_does_not_use_up_the_deadline(client: Client, asking: Asking) -> None:
    request = asking.answered(asking.request("NFCI", spacing_seconds=0.4), FINE)
    answers = await asyncio.gather(*(client.fetch(request, deadline=1.0) for _ in range(4)))
    assert len(answers) == 4


async def test_a_secret_appears_in_no_log_and_no_error(
    client: Client, asking: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3t/key+value"
    request = asking.request(
        "NFCI",
        url=f"{asking.server.base}/v?api_key=s3cr3t%2Fkey%2Bvalue",
        secrets=(secret,),
        headers=(("X-Api-Key", secret),),
    )
    shown = []
    for behaviour in (reply(403, secret.encode()), raw(b""), reply(200, b"x", content_encoding=secret)):
        asking.server.at("/v", behaviour)
        with pytest.raises(FeedError) as failure:
            await client.fetch(request)
        shown.append(repr(failure.value) + str(failure.value))
    asking.server.at("/v", FINE)
    shown.append((await client.fetch(request)).url)
    everything = "".join(shown) + caplog.text
    assert asking.server.asked[0].headers["x-api-key"] == secret
    assert secret not in everything
    assert "s3cr3t" not in everything


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: HostileServer, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with Client(NetworkSettings(total_seconds=2)) as client:
        answer = await client.fetch(asking.answered(asking.request("NFCI"), FINE))
    assert answer.status == 200


@pytest.mark.parametrize(
    ("name", "value"), [("ALL_PROXY", "gopher://127.0.0.1:9"), ("SSL_CERT_FILE", "/nonexistent/roots.pem")]
)
async def test_an_unusable_environment_is_said_and_not_a_crash(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    async with Client(NetworkSettings(total_seconds=2)) as client:
        with pytest.raises(Unreachable, match="environment cannot be used"):
            await client.fetch(asking.answered(asking.request("NFCI"), FINE))


async def test_a_password_of_netrc_is_never_sent(
    server: HostileServer, asking: Asking, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:  # noqa: ASYNC230, PTH123
        file.write("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", netrc)
    async with Client(NetworkSettings(total_seconds=2)) as client:
        await client.fetch(asking.answered(asking.request("NFCI"), FINE))
    assert "authorization" not in server.asked[0].headers


async def test_leaving_the_client_leaves_no_task_behind(asking: Asking) -> None:
    before = len(asyncio.all_tasks())
    async with Client(NetworkSettings(total_seconds=2)) as client:
        await client.fetch(asking.answered(asking.request("NFCI"), FINE))
    server_side = len(asking.server._tasks)
    assert len(asyncio.all_tasks()) <= before + server_side


def test_the_client_brings_neither_click_nor_rich() -> None:
    script = (
        "import sys; import debtwatch.feeds.transport.client; "
        "print(sorted({'click', 'rich', 'pygments', 'textual'} & set(sys.modules)), 'httpx._main' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[] False"


def test_reading_a_feed_needs_no_network_library() -> None:
    script = "import sys; import debtwatch.feeds, debtwatch.feeds.recorded; print('httpx' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
