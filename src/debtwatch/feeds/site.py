"""Where a source lives, and how it wants to be called."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from debtwatch.domain.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Site:
    """The origin a feed's addresses start with, and the pace at which it may be called."""

    feed: str
    home: str
    """`https://host`, where the source really lives."""
    spacing_seconds: float = 1.0
    override: str = ""
    """The user's base URL in its place: a mirror or a replay."""

    @property
    def base(self) -> str:
        """The origin in use, without a trailing slash; ConfigError unless it is https or loopback."""
        if not self.override:
            return self.home
        parts = urlsplit(self.override)
        if parts.scheme == "https" and parts.hostname:
            return self.override.rstrip("/")
        if parts.scheme == "http" and is_loopback(parts.hostname or ""):
            return self.override.rstrip("/")
        raise ConfigError(
            f"{self.override!r} is not a base URL this program calls",
            where=f"feeds.{self.feed}.base_url",
            expected="https://…, or http:// on this machine",
        )

    @property
    def host(self) -> str:
        """The host in use, with its port where it has one."""
        return urlsplit(self.base).netloc

    @property
    def pace(self) -> float:
        """Seconds between two calls; none on this machine."""
        return 0.0 if is_loopback(urlsplit(self.base).hostname or "") else self.spacing_seconds


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
