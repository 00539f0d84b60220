"""The one place that touches the network."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from debtwatch import __version__
from debtwatch.domain.errors import FeedError, Refused, TooLarge, TooSlow, Unreachable, WrongShape
from debtwatch.domain.text import clean
from debtwatch.feeds.feed import Answer
from debtwatch.feeds.transport.decode import Body
from debtwatch.feeds.transport.pace import Pace
from debtwatch.feeds.transport.redact import bare_url, redact
from debtwatch.feeds.transport.redirect import HOPS, STATUSES, next_url
from debtwatch.feeds.transport.retry import delay_before_retry, retry_after

if TYPE_CHECKING:
    from types import TracebackType

    from debtwatch.domain.settings import NetworkSettings
    from debtwatch.feeds.feed import Request


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Make an optional import fail: httpx's command line would bring click and rich where they are installed."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


with _without("httpx._main"):
    import httpx

USER_AGENT = f"debtwatch/{__version__}"
_LONGEST_VALIDATOR = 200
_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")


class Client:
    """Fetches requests: paced by host, retried where that can help, every limit kept.

    An async context manager; its connections are opened at the first fetch and closed on leaving.
    """

    def __init__(self, network: NetworkSettings, *, jitter: Callable[[], float] = random.random) -> None:
        self._network = network
        self._jitter = jitter
        self._pace = Pace()
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; a later fetch opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def fetch(self, request: Request, *, deadline: float | None = None) -> Answer:
        """Return the answer to one request, or raise the FeedError that says why there is none.

        `deadline` is in seconds, over every try and redirect, from name look-up to last byte; the setting's own
        where None. Waiting for the host's turn does not count.
        """
        seconds = self._network.total_seconds if deadline is None else deadline
        self._open(request.feed)
        async with self._pace.turn(urlsplit(request.url).netloc, request.spacing_seconds):
            try:
                async with asyncio.timeout(seconds) as limit:
                    return await self._try_repeatedly(request, limit)
            except TimeoutError:
                raise TooSlow(f"no complete answer within {seconds:g} s", where=request.feed) from None

    async def _try_repeatedly(self, request: Request, limit: asyncio.Timeout) -> Answer:
        loop = asyncio.get_running_loop()
        tries = 0
        while True:
            tries += 1
            try:
                return await self._follow(request)
            except FeedError as error:
                left = (limit.when() or loop.time()) - loop.time()
                delay = delay_before_retry(error, tries, self._jitter(), left)
                if delay is None:
                    raise
            await asyncio.sleep(delay)
            await self._pace.space(urlsplit(request.url).netloc, request.spacing_seconds)

    async def _follow(self, request: Request) -> Answer:
        url = request.url
        for _ in range(HOPS + 1):
            answer = await self._ask(request, url)
            if isinstance(answer, Answer):
                return answer
            url = next_url(url, answer, request.redirect_hosts, where=request.feed)
        raise WrongShape(f"more than {HOPS} redirects", where=request.feed)

    async def _ask(self, request: Request, url: str) -> Answer | str:
        """One call: an answer, or the address it redirects to."""
        try:
            async with self._open(request.feed).stream("GET", url, headers=_headers(request, url)) as response:
                if response.status_code in STATUSES:
                    return str(response.headers.get("location", ""))
                return await _answer(request, url, response)
        except httpx.ConnectTimeout:
            seconds = self._network.connect_seconds
            raise TooSlow(f"no connection within {seconds:g} s", where=request.feed) from None
        except httpx.TimeoutException:
            raise TooSlow("the server stopped answering", where=request.feed) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise WrongShape("an address that cannot be called", where=request.feed) from None
        except httpx.RemoteProtocolError as error:
            raise Unreachable(_cause("the connection broke", error, request), where=request.feed) from None
        except httpx.TransportError as error:
            raise Unreachable(
                _cause(f"no connection to {urlsplit(url).hostname}", error, request), where=request.feed
            ) from None

    def _open(self, feed: str) -> httpx.AsyncClient:
        if self._http is None:
            for name in ("httpx", "httpcore"):  # they log whole addresses, keys included
                logging.getLogger(name).setLevel(logging.WARNING)
            try:
                self._http = _connections(self._network)
            except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
                raise Unreachable(
                    f"the proxy or certificates of the environment cannot be used: {type(error).__name__}",
                    where=feed,
                    next_step="correct HTTPS_PROXY or SSL_CERT_FILE, or set network.trust_environment = false",
                ) from None
        return self._http


def _connections(network: NetworkSettings) -> httpx.AsyncClient:
    """Open nothing yet: connections are made as they are needed. This machine is never reached through a proxy."""
    return httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
        timeout=httpx.Timeout(network.total_seconds, connect=network.connect_seconds),
        trust_env=network.trust_environment,
        mounts=dict.fromkeys(_DIRECT),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        follow_redirects=False,
    )


def _headers(request: Request, url: str) -> dict[str, str]:
    """The headers of one call; those that carry a secret go to the asked origin alone."""
    at_home = urlsplit(url)[:2] == urlsplit(request.url)[:2]
    headers = {"Accept": request.accept}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    extra = {name: value for name, value in request.headers if at_home or redact(value, request.secrets) == value}
    return headers | extra


async def _answer(request: Request, url: str, response: httpx.Response) -> Answer:
    if response.status_code not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        raise _refused(request, response)
    unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
    body = Body("", 0, where=request.feed) if unchanged else await _body(request, response)
    return Answer(
        status=response.status_code,
        body=body.finish(),
        content_type=clean(response.headers.get("content-type", "")),
        etag=_validator(response, "etag"),
        last_modified=_validator(response, "last-modified"),
        url=redact(bare_url(url), request.secrets),
        unchanged=unchanged,
        wire_bytes=body.wire_bytes,
    )


def _validator(response: httpx.Response, name: str) -> str:
    """A header that will be sent back: kept only where it can be, and is no smuggled load."""
    value: str = response.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""


async def _body(request: Request, response: httpx.Response) -> Body:
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:18]) > request.max_bytes:
        raise TooLarge(f"a body over {request.max_bytes:,} bytes announced", where=request.feed)
    body = Body(response.headers.get("content-encoding", ""), request.max_bytes, where=request.feed)
    async for chunk in response.aiter_raw():
        body.feed(chunk)
    return body


def _refused(request: Request, response: httpx.Response) -> Refused:
    status = response.status_code
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return Refused(
        f"HTTP {status}{phrase}",
        status=status,
        retry_after_seconds=retry_after(response.headers.get("retry-after", ""), datetime.now(UTC)),
        where=request.feed,
    )


def _cause(what: str, error: Exception, request: Request) -> str:
    detail = redact(clean(_ERRNO.sub("", str(error)), longest=80), request.secrets)
    return f"{what}: {detail}" if detail else what
