"""The pure rules of the transport: retries, breaker, redaction, redirects, base URLs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.domain.errors import ConfigError, FeedError, Refused, TooSlow, Unreachable, WrongShape
from debtwatch.feeds.build import feeds_at
from debtwatch.feeds.site import Site
from debtwatch.feeds.transport.breaker import LONGEST_REST, Breaker
from debtwatch.feeds.transport.redact import MASK, bare_url, redact
from debtwatch.feeds.transport.redirect import next_url
from debtwatch.feeds.transport.retry import CAP_SECONDS, FAR_SECONDS, delay_before_retry, retry_after

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@given(st.integers(1, 2), st.floats(0, 1), st.floats(0.01, 1000))
def test_a_delay_is_jittered_and_fits_the_deadline(tries: int, fraction: float, left: float) -> None:
    delay = delay_before_retry(Unreachable("gone"), tries, fraction, left)
    assert delay is None or (0 <= delay < left and delay <= 2 ** (tries - 1) and delay < CAP_SECONDS)


@pytest.mark.parametrize("error", [WrongShape("html"), Refused("HTTP 403", status=403), FeedError("?")])
def test_what_cannot_pass_is_not_retried(error: FeedError) -> None:
    assert delay_before_retry(error, 1, 0.5, 30) is None


def test_the_third_failure_is_the_last_try() -> None:
    assert delay_before_retry(TooSlow("slow"), 2, 0.5, 30) is not None
    assert delay_before_retry(TooSlow("slow"), 3, 0.5, 30) is None


def test_retry_after_stands_over_jitter() -> None:
    assert delay_before_retry(Refused("HTTP 429", status=429, retry_after_seconds=7), 1, 0.0, 30) == 7
    assert delay_before_retry(Refused("HTTP 429", status=429, retry_after_seconds=31), 1, 0.0, 60) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("99999999999999999999", FAR_SECONDS),
        ("Fri, 20 Nov 9999 12:01:00 GMT", FAR_SECONDS),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("\u0665", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_five_failures_in_a_row_open_the_circuit() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker = breaker.failed(TooSlow("slow"), NOW)
        assert breaker.allows(NOW)
    breaker = breaker.failed(TooSlow("slow"), NOW)
    assert not breaker.allows(NOW + timedelta(minutes=14))
    assert breaker.allows(NOW + timedelta(minutes=15))


def test_a_failed_half_open_try_doubles_the_rest_up_to_six_hours() -> None:
    breaker, rests = Breaker(failures=4), []
    for _ in range(8):
        breaker = breaker.failed(TooSlow("slow"), NOW)
        assert breaker.open_until is not None
        rests.append((breaker.open_until - NOW) / timedelta(minutes=1))
    assert rests == [15, 30, 60, 120, 240, 360, 360, 360]


def test_a_success_closes_the_circuit_and_forgets() -> None:
    assert Breaker(9, 3, NOW).succeeded() == Breaker()


def test_a_403_opens_the_circuit_at_once() -> None:
    breaker = Breaker().failed(Refused("HTTP 403", status=403), NOW)
    assert breaker.open_until == NOW + timedelta(minutes=15)


@given(st.lists(st.booleans(), max_size=60))
def test_no_rest_is_longer_than_six_hours(outcomes: list[bool]) -> None:
    breaker = Breaker()
    for good in outcomes:
        breaker = breaker.succeeded() if good else breaker.failed(TooSlow("slow"), NOW)
        assert breaker.open_until is None or breaker.open_until - NOW <= LONGEST_REST


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=24)


@given(SECRETS, st.text("αβ ж", max_size=30))
def test_no_form_of_a_secret_survives(secret: str, around: str) -> None:
    for form in (secret, quote(secret, safe=""), quote_plus(secret)):
        assert redact(f"{around}{form}{around}", [secret]) == f"{around}{MASK}{around}"


def test_a_secret_inside_another_is_masked_with_it() -> None:
    assert redact("key=abcd1234efgh", ["abcd1234", "abcd1234efgh"]) == f"key={MASK}"


def test_a_short_or_empty_secret_masks_nothing() -> None:
    assert redact("abc", ["", "ab"]) == "abc"


def test_an_address_is_shown_without_user_query_or_fragment() -> None:
    assert bare_url("https://me:pw@api.example/v1/x?api_key=1#f") == "https://api.example/v1/x"


@pytest.mark.parametrize(
    "location",
    [
        "http://fred.stlouisfed.org/x",
        "https://evil.example/x",
        "https://fred.stlouisfed.org.evil.example/x",
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://2130706433/x",
        "https://u:p@fred.stlouisfed.org/x",
        "ftp://fred.stlouisfed.org/x",
        "javascript:alert(1)",
        "//evil.example/x",
        "https://fred.stlouisfed.org\\@evil.example/x",
    ],
)
def test_a_redirect_leads_nowhere_unexpected(location: str) -> None:
    with pytest.raises(WrongShape, match="redirect"):
        next_url("https://fred.stlouisfed.org/graph", location, ("www.stlouisfed.org",), where="fred")


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/y?z=1", "https://fred.stlouisfed.org/y?z=1"),
        ("https://fred.stlouisfed.org/y", "https://fred.stlouisfed.org/y"),
        ("https://WWW.stlouisfed.org/y", "https://WWW.stlouisfed.org/y"),
        ("other.csv", "https://fred.stlouisfed.org/other.csv"),
    ],
)
def test_a_redirect_within_the_sources_hosts_is_followed(location: str, target: str) -> None:
    assert next_url("https://fred.stlouisfed.org/graph", location, ("www.stlouisfed.org",), where="fred") == target


@pytest.mark.parametrize(
    "url", ["https://mirror.example/fred/", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9"]
)
def test_a_base_url_is_https_or_this_machine(url: str) -> None:
    assert Site("fred", "https://fred.stlouisfed.org", override=url).base == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["http://mirror.example", "ftp://x", "mirror.example", "file:///etc/passwd", "https://"]
)
def test_any_other_base_url_is_refused_by_its_key(url: str) -> None:
    with pytest.raises(ConfigError, match=r"feeds\.fred\.base_url"):
        feeds_at({"fred": url})


def test_only_a_source_out_there_is_paced() -> None:
    assert feeds_at({})["fred"].hosts == ("fred.stlouisfed.org",)
    assert Site("fred", "https://fred.stlouisfed.org").pace == 1.0
    assert Site("fred", "https://fred.stlouisfed.org", override="http://127.0.0.1:1").pace == 0.0
