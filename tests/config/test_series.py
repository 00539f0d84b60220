from __future__ import annotations

from pathlib import Path

import pytest

from debtwatch.config.paths import shipped
from debtwatch.config.series import read_series
from debtwatch.domain.errors import ConfigError
from debtwatch.domain.rating import BUCKETS
from debtwatch.domain.series import Cadence, Rights, Series, Unit

SHIPPED = shipped("config", "series.toml")


@pytest.fixture(scope="module")
def declared() -> dict[str, Series]:
    return read_series(SHIPPED)


def overlaid(folder: Path, text: str) -> dict[str, Series]:
    own = folder / "series.toml"
    own.write_text(text, encoding="utf-8")
    return read_series(SHIPPED, own)


def test_the_curve_is_declared_from_one_month_to_thirty_years(declared: dict[str, Series]) -> None:
    tenors = [each.tenor_years or 0 for each in declared.values() if each.group == "treasury"]
    assert len(tenors) == 14
    assert tenors == sorted(tenors)
    assert min(tenors) == pytest.approx(1 / 12, abs=1e-5)
    assert max(tenors) == 30


def test_every_rating_bucket_and_both_masters_are_declared(declared: dict[str, Series]) -> None:
    ratings = [each.rating for each in declared.values() if each.group == "rating"]
    assert sorted(ratings) == sorted([*BUCKETS, "IG", "HY"])


def test_maturity_buckets_stand_at_their_midpoints(declared: dict[str, Series]) -> None:
    midpoints = [each.tenor_years for each in declared.values() if each.group == "maturity"]
    assert midpoints == [2.0, 4.0, 6.0, 8.5, 12.5, 22.0]


def test_the_corporate_curve_is_declared_par_and_spot(declared: dict[str, Series]) -> None:
    hqm = {each.id for each in declared.values() if each.group == "hqm"}
    assert {"HQMCB2YRP", "HQMCB5YRP", "HQMCB10YRP", "HQMCB30YRP", "HQMCB10YR", "HQMCB100YR"} <= hqm


def test_vendor_series_are_personal(declared: dict[str, Series]) -> None:
    personal = {each.id for each in declared.values() if each.rights is Rights.PERSONAL}
    assert {each.id for each in declared.values() if each.id.startswith("BAML")} < personal
    assert {"BAA10Y", "VIXCLS", "SP500", "NASDAQCOM", "BTC-USD"} < personal
    assert not [each for each in personal if each.startswith(("UST", "HQM", "SOFR", "OFR", "NFCI"))]


def test_rewritten_histories_are_marked_revised(declared: dict[str, Series]) -> None:
    revised = {each.id for each in declared.values() if each.revised}
    assert revised == {"NFCI", "ANFCI", "STLFSI4", "EBP", "GZ_SPREAD", "TDSP"}


def test_every_series_says_whose_it_is(declared: dict[str, Series]) -> None:
    assert all(each.attribution and each.label and each.group for each in declared.values())


def test_labels_are_not_shared(declared: dict[str, Series]) -> None:
    labels = [each.label for each in declared.values()]
    assert len(labels) == len(set(labels))


def test_a_user_changes_one_key_and_keeps_the_rest(tmp_path: Path, declared: dict[str, Series]) -> None:
    series = overlaid(tmp_path, '[series.SOFR]\nlabel = "Secured overnight"\n')
    assert series["SOFR"].label == "Secured overnight"
    assert series["SOFR"].feed == declared["SOFR"].feed
    assert len(series) == len(declared)


def test_a_user_adds_a_series_like_a_shipped_one(tmp_path: Path) -> None:
    added = overlaid(
        tmp_path, '[series.DGS10]\nlike = "equity"\nlabel = "H.15 10-year"\nattribution = "Federal Reserve"\n'
    )
    assert added["DGS10"] == Series(
        id="DGS10", feed="fred", label="H.15 10-year", unit=Unit.INDEX, cadence=Cadence.DAILY, calendar="nyse",
        lag_days=1, published_at="08:00", low=10.0, high=1_000_000.0, max_bytes=2_000_000, rights=Rights.PERSONAL,
        attribution="Federal Reserve", group="equity",
    )  # fmt: skip


def test_a_user_may_define_defaults_of_their_own(tmp_path: Path) -> None:
    text = (
        '[defaults.mine]\nlike = "equity"\ngroup = "mine"\n[series.X]\nlike = "mine"\nlabel = "X"\nattribution = "me"\n'
    )
    assert overlaid(tmp_path, text)["X"].group == "mine"


def test_without_a_file_of_their_own_the_shipped_one_stands(tmp_path: Path, declared: dict[str, Series]) -> None:
    assert read_series(SHIPPED, tmp_path / "series.toml") == declared


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[series.SOFR]\nunit = "bp"\n', r"series\.SOFR\.unit: 'bp', expected percent or index"),
        ("[series.SOFR]\nlag_days = -1\n", r"series\.SOFR\.lag_days: -1, expected a whole number"),
        ("[series.SOFR]\nlag_days = 1.5\n", r"series\.SOFR\.lag_days"),
        ('[series.SOFR]\nlow = "low"\n', r"series\.SOFR\.low: 'low', expected a number"),
        ("[series.SOFR]\nlow = nan\n", r"series\.SOFR\.low"),
        ("[series.SOFR]\nlow = 30\n", r"series\.SOFR\.low: 30 is not below high, 25"),
        ('[series.SOFR]\npublished_at = "25:00"\n', r"series\.SOFR\.published_at: '25:00', expected a time of day"),
        ("[series.SOFR]\nrevised = 1\n", r"series\.SOFR\.revised: 1, expected true or false"),
        ('[series.SOFR]\nlabel = ""\n', r"series\.SOFR\.label: '', expected text"),
        ('[series.SOFR]\nlable = "x"\n', r"series\.SOFR\.lable: unknown key"),
        ('[series.NEW]\nlabel = "x"\n', r"series\.NEW\.feed: missing"),
        ('[series.SOFR]\nlike = "nobody"\n', r"series\.SOFR\.like: 'nobody', expected one of"),
        ('[defaults.a]\nlike = "a"\n[series.SOFR]\nlike = "a"\n', r"series\.SOFR\.like"),
        ("[sereis.SOFR]\n", r"unknown table \[sereis\], expected defaults or series"),
        ("[series.SOFR\n", "is not TOML"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as mistake:
        overlaid(tmp_path, text)
    assert str(tmp_path / "series.toml") in str(mistake.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as mistakes:
        overlaid(tmp_path, '[series.SOFR]\nunit = "bp"\n[series.EFFR]\nlag_days = "x"\n')
    assert "SOFR.unit" in str(mistakes.value)
    assert "EFFR.lag_days" in str(mistakes.value)


def test_a_missing_shipped_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_series(tmp_path / "none.toml")
