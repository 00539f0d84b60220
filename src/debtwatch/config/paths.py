"""Where the shipped files are, and where the user's own go."""

from __future__ import annotations

import os
from pathlib import Path

import debtwatch
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.settings import Places

_PACKAGE = Path(debtwatch.__file__).resolve().parent
_PRIVATE = 0o700


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder below `config/` or `fixtures/`.

    In an installed wheel they lie beside the code, in a checkout at its root. ConfigError if neither
    is there.
    """
    for root in (_PACKAGE / "_shipped", _PACKAGE.parents[1]):
        if (root / "config" / "debtwatch.toml").is_file():
            return root.joinpath(*parts)
    raise ConfigError(
        "the shipped config/ folder is missing",
        where=str(_PACKAGE),
        expected="config/ and fixtures/ beside the package or at the root of the checkout",
        next_step="reinstall debtwatch",
    )


def user_places() -> Places:
    """Return the user's four folders: DEBTWATCH_HOME's if set, else the platform's own."""
    home = os.environ.get("DEBTWATCH_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(config=root / "config", data=root / "data", cache=root / "cache", log=root / "log")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("debtwatch", appauthor=False)
    return Places(
        config=dirs.user_config_path, data=dirs.user_data_path, cache=dirs.user_cache_path, log=dirs.user_log_path
    )


def make_private(folder: Path) -> Path:
    """Create `folder`, readable by its owner alone, and return it; ConfigError says why it cannot."""
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot create the folder: {error.strerror}",
            where=str(folder),
            expected="a folder debtwatch may write to",
            next_step="set DEBTWATCH_HOME to one",
        ) from error
    return folder
