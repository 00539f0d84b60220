"""The feeds by name, each at the address the settings give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.feeds import treasury
from debtwatch.feeds.site import Site
from debtwatch.feeds.treasury import Treasury

if TYPE_CHECKING:
    from debtwatch.domain.settings import Settings
    from debtwatch.feeds.feed import Feed


def build_feeds(settings: Settings) -> dict[str, Feed]:
    """Return every feed by name, enabled or not; ConfigError where a base URL may not be called."""
    feeds: tuple[Feed, ...] = (Treasury(_site(settings, treasury.NAME, treasury.HOME)),)
    return {feed.name: feed for feed in feeds}


def _site(settings: Settings, name: str, home: str, spacing_seconds: float = 1.0) -> Site:
    site = Site(name, home, spacing_seconds, settings.feed(name).base_url)
    site.base  # noqa: B018 -- a wrong address is refused here, not at the first call
    return site
