from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from debtwatch.config.paths import make_private, shipped, user_places
from debtwatch.config.settings import effective, read_settings
from debtwatch.domain.errors import ConfigError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEBTWATCH_HOME", str(tmp_path / "a home"))
    (tmp_path / "a home" / "config").mkdir(parents=True)
    return tmp_path / "a home"


def write(home: Path, text: str) -> None:
    (home / "config" / "debtwatch.toml").write_text(text, encoding="utf-8")


def test_without_a_file_of_the_users_every_setting_is_the_default(home: Path) -> None:
    settings = read_settings({})
    assert settings.network.total_seconds == 30.0
    assert settings.places.data == home / "data"
    assert {origin for _, _, origin in effective(settings)} == {"default"}


def test_the_shipped_file_states_every_default_the_code_has(home: Path) -> None:
    document = tomllib.loads(shipped("config", "debtwatch.toml").read_text(encoding="utf-8"))
    settings = read_settings({})
    for section in ("network", "polling", "store", "book", "bubble", "alerts"):
        declared = {key: getattr(getattr(settings, section), key) for key in document[section]}
        assert declared == document[section]
        assert set(document[section]) == set(type(getattr(settings, section)).__dataclass_fields__)


def test_the_users_file_wins_over_the_default_and_the_environment_over_both(home: Path) -> None:
    write(home, "[polling]\ntick_seconds = 5\njitter_seconds = 1.5\n[terminal.keys]\n'app.refresh' = 'f5'\n")
    settings = read_settings({"DEBTWATCH_POLLING_TICK_SECONDS": "2", "DEBTWATCH_BUBBLE_LPPLS": "true"})
    assert settings.polling.tick_seconds == 2.0
    assert settings.bubble.lppls is True
    assert settings.polling.jitter_seconds == 1.5
    assert settings.terminal.keys == {"app.refresh": "f5"}
    origins = {key: origin for key, _, origin in effective(settings)}
    assert origins["polling.tick_seconds"] == "environment DEBTWATCH_POLLING_TICK_SECONDS"
    assert origins["polling.jitter_seconds"].endswith("debtwatch.toml")


def test_every_wrong_key_is_reported_at_once_with_what_was_expected(home: Path) -> None:
    write(
        home,
        "[polling]\ntick_secs = 5\njitter_seconds = 'soon'\n[store]\nlock_seconds = 0\n"
        "[feeds.fred]\nbase_url = 'http://example.org'\n[terminal]\nsymbols = 'emoji'\n",
    )
    with pytest.raises(ConfigError) as caught:
        read_settings({})
    message = str(caught.value)
    assert "polling.tick_secs: unknown key, did you mean polling.tick_seconds?" in message
    assert "polling.jitter_seconds: found 'soon', expected a number" in message
    assert "store.lock_seconds: found 0, expected a number above 0" in message
    assert "feeds.fred.base_url: found 'http://example.org', expected an https address" in message
    assert "terminal.symbols: found 'emoji', expected auto, braille, block or ascii" in message


def test_loopback_may_be_plain_http(home: Path) -> None:
    write(home, "[feeds.fred]\nbase_url = 'http://127.0.0.1:8080'\n")
    assert read_settings({}).feed("fred").base_url == "http://127.0.0.1:8080"


def test_a_key_is_taken_from_the_environment_and_never_shown(home: Path) -> None:
    settings = read_settings({"DEBTWATCH_TIINGO_KEY": "s3cret"})
    assert settings.feed("tiingo").key == "s3cret"
    assert "s3cret" not in repr(effective(settings))


@pytest.mark.parametrize(
    ("text", "said"), [(b"[polling", "not TOML"), (b"\xff\xfe", "not UTF-8"), (b"#" * 1_000_001, "too large")]
)
def test_a_file_that_cannot_be_read_is_named(home: Path, text: bytes, said: str) -> None:
    (home / "config" / "debtwatch.toml").write_bytes(text)
    with pytest.raises(ConfigError, match=said) as caught:
        read_settings({})
    assert "debtwatch.toml" in str(caught.value)


def test_without_a_home_of_its_own_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEBTWATCH_HOME", raising=False)
    assert user_places().data.name == "debtwatch"


def test_private_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    assert make_private(tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot create the folder"):
        make_private(tmp_path / "file" / "below")


@pytest.mark.parametrize("text", ["inf", "1e999", "nan", "-1"])
def test_a_time_without_end_is_no_setting(home: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"polling\.tick_seconds: found .*, expected a number of at least 0"):
        read_settings({"DEBTWATCH_HOME": str(home), "DEBTWATCH_POLLING_TICK_SECONDS": text})
