"""Everything a user may set, with its default; `config/debtwatch.toml` says the same in comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Where debtwatch keeps what is the user's."""

    config: Path
    """The user's `debtwatch.toml`, `series.toml`, `rules.toml`, tables and `deals/`."""
    data: Path
    """The store, its locks and its backups: everything that cannot be fetched again."""
    cache: Path
    """What can be rebuilt: the columnar cache, the parsed book, the rows last shown."""
    log: Path
    """Rotating log files."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """One feed: `[feeds.<name>]`."""

    enabled: bool = True
    """Whether it is polled at all."""
    base_url: str = ""
    """Where it lives, if not at its source: https only, loopback excepted."""
    every_minutes: int = 0
    """Try at least this often while a print is awaited; 0 is the feed's own pace."""
    key: str = ""
    """API key; better in the environment as DEBTWATCH_<FEED>_KEY."""


@dataclass(frozen=True, slots=True)
class ShockSettings:
    """One move of the market: `[shocks.<name>]`; what is not set does not move."""

    par_bp: float = 0.0
    """Added to every Treasury yield, bp; may be below nothing."""
    short_bp: float = 0.0
    """Added to the 2-year and shorter, bp; linear from there to the 30-year."""
    long_bp: float = 0.0
    """Added to the 30-year, bp."""
    spreads_of: str = ""
    """An era whose highest monthly spreads by rating stand in for today's: 2008 or 2017."""
    spread_factor: float = 1.0
    """Every spread is multiplied by this, where no era is named."""
    spread_bp: float = 0.0
    """Added to every spread, bp; may be below nothing."""
    notches: int = 0
    """Every rating falls by so many notches."""
    hold_premium: bool = True
    """Whether a tranche's own premium over its index stays."""


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """`[network]`."""

    total_seconds: float = 30.0
    """Deadline of one fetch, from name look-up to last byte."""
    connect_seconds: float = 10.0
    """Deadline of the connection alone."""
    trust_environment: bool = True
    """Whether HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are honoured; .netrc never is."""
    contact: str = ""
    """An e-mail address for servers that ask who calls (SEC EDGAR); empty keeps them off."""


@dataclass(frozen=True, slots=True)
class PollingSettings:
    """`[polling]`."""

    enabled: bool = True
    """Whether anything is fetched without being asked for."""
    jitter_seconds: float = 90.0
    """Each run is delayed by up to this much, so that not everyone calls at once."""
    overlap_days: int = 30
    """How far behind the newest print each request reaches, so that late revisions are seen."""
    tick_seconds: float = 15.0
    """How often what is due is looked up, the collector's seat is tried and a suspend is noticed."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`[store]`."""

    url: str = ""
    """Empty: SQLite in the data directory. A path, or `postgresql://…` with the extra `postgres`."""
    lock_seconds: float = 5.0
    """How long a commit waits for another process's lock."""


@dataclass(frozen=True, slots=True)
class BookSettings:
    """`[book]`."""

    amber_days: int = 60
    """Age of the newest source at which every total turns amber."""
    largest_bytes: int = 16_000_000
    """A deal file above this is refused unread."""


@dataclass(frozen=True, slots=True)
class StructureSettings:
    """`[structure]`: what a leased campus is worth to someone else, where nobody publishes it."""

    haircut_pct: float = 40.0
    """Part of the alternative value lost when the campus must be sold or let again, percent."""
    asset_life_years: float = 25.0
    """Years over which the alternative value runs straight from cost to nothing."""


@dataclass(frozen=True, slots=True)
class BubbleSettings:
    """`[bubble]`."""

    lppls: bool = False
    """Whether the log-periodic power law is fitted to a basket's own daily prices: a gauge that informs, never votes."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """`[terminal]`."""

    theme: str = "debtwatch"
    """A Textual theme name; `ansi` keeps your terminal's own colours."""
    symbols: str = "auto"
    """What charts are drawn with: braille, block, ascii, or auto."""
    bell: bool = False
    """Whether a new critical alert rings the terminal's bell."""
    mouse: bool = True
    """Whether the mouse is captured; without, your terminal's own selection works."""
    keys: dict[str, str] = field(default_factory=dict)
    """Binding id to key, e.g. `"app.refresh" = "f5"`; `?` lists the ids."""


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """`[alerts]`."""

    repeat_hours: float = 24.0
    """A firing alert is said again after this long; 0 is never."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of `debtwatch.toml`, after defaults, the user's file and the environment."""

    places: Places
    network: NetworkSettings = field(default_factory=NetworkSettings)
    polling: PollingSettings = field(default_factory=PollingSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    book: BookSettings = field(default_factory=BookSettings)
    structure: StructureSettings = field(default_factory=StructureSettings)
    bubble: BubbleSettings = field(default_factory=BubbleSettings)
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    feeds: dict[str, FeedSettings] = field(default_factory=dict)
    shocks: dict[str, ShockSettings] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    """Dotted key to what set it: `default`, a file path, or `environment DEBTWATCH_…`."""

    def feed(self, name: str) -> FeedSettings:
        """Return one feed's settings, the defaults where it has none."""
        return self.feeds.get(name, FeedSettings())
