"""One module a source: requests out, answers in, observations out. Only `transport.client` touches the network."""

from __future__ import annotations

from debtwatch.feeds.build import build_feeds
from debtwatch.feeds.feed import Answer, Feed, Parsed, Rejected, Request

__all__ = ["Answer", "Feed", "Parsed", "Rejected", "Request", "build_feeds"]
