"""Where a redirect may lead."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

from debtwatch.domain.errors import FeedError, WrongShape
from debtwatch.feeds.site import is_loopback

HOPS = 3
STATUSES = frozenset({301, 302, 303, 307, 308})


def next_url(url: str, location: str, allowed: tuple[str, ...], *, where: str) -> str:
    """Return the address a redirect from `url` leads to; FeedError where it may not be followed.

    Followed are https addresses whose host is the asked one or in `allowed`. A request to this
    machine may be redirected within the same host and port. No other literal address is followed.
    """
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
        host = (there.hostname or "").lower()
        same = (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())
    except ValueError:
        raise WrongShape("a redirect to something that is no address", where=where) from None
    if there.username or there.password:
        raise _refusal("a redirect that carries a password", where)
    if is_loopback((here.hostname or "").lower()):
        if same:
            return target
        raise _refusal("a redirect away from this machine", where)
    if _literal(host):
        raise _refusal("a redirect to a bare address", where)
    if there.scheme != "https":
        raise _refusal("a redirect to an address that is not https", where)
    if host != (here.hostname or "").lower() and host not in allowed:
        raise _refusal("a redirect to another host", where)
    return target


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return True


def _refusal(what: str, where: str) -> FeedError:
    return WrongShape(what, where=where, expected="an answer, or a redirect within the source's own hosts")
