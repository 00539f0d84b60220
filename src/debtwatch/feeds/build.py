"""The feeds by name, each at the address the settings give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.feeds import coinbase, ebp, fred, nyfed, ofr, treasury
from debtwatch.feeds.coinbase import Coinbase
from debtwatch.feeds.ebp import ExcessBondPremium
from debtwatch.feeds.fred import Fred
from debtwatch.feeds.nyfed import NewYorkFed
from debtwatch.feeds.ofr import Ofr
from debtwatch.feeds.site import Site
from debtwatch.feeds.treasury import Treasury

if TYPE_CHECKING:
    from debtwatch.domain.settings import Settings
    from debtwatch.feeds.feed import Feed


def build_feeds(settings: Settings) -> dict[str, Feed]:
    """Return every feed by name, enabled or not; ConfigError where a base URL may not be called."""
    feeds: tuple[Feed, ...] = (
        Treasury(_site(settings, treasury.NAME, treasury.HOME)),
        NewYorkFed(_site(settings, nyfed.NAME, nyfed.HOME)),
        Fred(_site(settings, fred.NAME, fred.HOME)),
        Ofr(_site(settings, ofr.NAME, ofr.HOME)),
        ExcessBondPremium(_site(settings, ebp.NAME, ebp.HOME)),
        Coinbase(_site(settings, coinbase.NAME, coinbase.HOME, spacing_seconds=0.25)),
    )
    return {feed.name: feed for feed in feeds}


def _site(settings: Settings, name: str, home: str, spacing_seconds: float = 1.0) -> Site:
    site = Site(name, home, spacing_seconds, settings.feed(name).base_url)
    site.base  # noqa: B018 -- a wrong address is refused here, not at the first call
    return site
