"""What the feed tests share: a request of a real feed, put to the hostile server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from debtwatch.domain.series import Observation, Series
from debtwatch.feeds import Answer, Feed, Parsed, Request
from debtwatch.feeds.build import feeds_at
from hostile.server import Behaviour, HostileServer


@dataclass(frozen=True)
class Asking:
    """Builds requests of the real feeds against one server."""

    series: dict[str, Series]
    server: HostileServer
    today: date

    def feed(self, name: str) -> Feed:
        return feeds_at({name: self.server.base})[name]

    def request(self, *ids: str, **changes: Any) -> Request:
        """The first request its feed makes for these series."""
        wanted = [self.series[each] for each in ids]
        request = self.feed(wanted[0].feed).requests(wanted, dict.fromkeys(ids, self.today), self.today)[0]
        return replace(request, **changes)

    def answered(self, request: Request, *behaviours: Behaviour) -> Request:
        """The same request, its path answered so."""
        self.server.at(urlsplit(request.url).path, *behaviours)
        return request

    def parse(self, request: Request, body: bytes) -> Parsed:
        return self.feed(request.feed).parse(request, Answer(200, body))


def values(parsed: Parsed, series: str) -> dict[str, float | None]:
    return {str(each.observed_on): each.value for each in parsed.observations if each.series == series}


def days(observations: tuple[Observation, ...]) -> list[date]:
    return [each.observed_on for each in observations]
