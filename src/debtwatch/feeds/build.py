"""The feeds by name, each at the address the settings give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.feeds import bis, coinbase, ebp, ecb, fred, ice_cds, nyfed, ofr, tiingo, treasury
from debtwatch.feeds.bis import InternationalSettlements
from debtwatch.feeds.coinbase import Coinbase
from debtwatch.feeds.ebp import ExcessBondPremium
from debtwatch.feeds.ecb import EuropeanCentralBank
from debtwatch.feeds.fred import Fred
from debtwatch.feeds.ice_cds import IceSettlement
from debtwatch.feeds.nyfed import NewYorkFed
from debtwatch.feeds.ofr import Ofr
from debtwatch.feeds.site import Site
from debtwatch.feeds.tiingo import Tiingo
from debtwatch.feeds.treasury import Treasury

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.domain.settings import Settings
    from debtwatch.feeds.feed import Feed

NAMES = (
    treasury.NAME,
    nyfed.NAME,
    fred.NAME,
    ofr.NAME,
    ebp.NAME,
    coinbase.NAME,
    tiingo.NAME,
    ecb.NAME,
    ice_cds.NAME,
    bis.NAME,
)


def build_feeds(settings: Settings) -> dict[str, Feed]:
    """Return every feed by name, enabled or not; ConfigError where a base URL may not be called."""
    return feeds_at(
        {name: settings.feed(name).base_url for name in NAMES}, {name: settings.feed(name).key for name in NAMES}
    )


def feeds_at(base_urls: Mapping[str, str], keys: Mapping[str, str] | None = None) -> dict[str, Feed]:
    """Return every feed by name, at its base URL where one is given and at home where not, with its key."""
    key = (keys or {}).get(tiingo.NAME, "")
    feeds: tuple[Feed, ...] = (
        Treasury(_site(base_urls, treasury.NAME, treasury.HOME)),
        NewYorkFed(_site(base_urls, nyfed.NAME, nyfed.HOME)),
        Fred(_site(base_urls, fred.NAME, fred.HOME)),
        Ofr(_site(base_urls, ofr.NAME, ofr.HOME)),
        ExcessBondPremium(_site(base_urls, ebp.NAME, ebp.HOME)),
        Coinbase(_site(base_urls, coinbase.NAME, coinbase.HOME, spacing_seconds=0.25)),
        Tiingo(_site(base_urls, tiingo.NAME, tiingo.HOME), key),
        EuropeanCentralBank(_site(base_urls, ecb.NAME, ecb.HOME)),
        IceSettlement(_site(base_urls, ice_cds.NAME, ice_cds.HOME)),
        InternationalSettlements(_site(base_urls, bis.NAME, bis.HOME)),
    )
    return {feed.name: feed for feed in feeds}


def _site(base_urls: Mapping[str, str], name: str, home: str, spacing_seconds: float = 1.0) -> Site:
    site = Site(name, home, spacing_seconds, base_urls.get(name, ""))
    site.base  # noqa: B018 -- a wrong address is refused here, not at the first call
    return site
