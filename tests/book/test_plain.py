from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deal_samples import SMALL_DEAL, books
from debtwatch.book.plain import _plain, read_toml
from debtwatch.book.write import write_deals
from debtwatch.domain.deal import Deal

DEALS = Path(__file__).parents[2] / "config" / "deals"
LINES = st.sampled_from(
    [
        *("[[deal]]", "[[deal.tranche]]", "[[deal.tranche.mark]]", "[[deal.equity]]", "[deal]", "[[deal.tranche]"),
        *("[[ deal ]]", "[deal.tranche]", "[[other]]", "# comment", "#\ttab", "# bell \x07", "", " ", "\t"),
        *(
            'a = "x"',
            "a = 1",
            "a = -0",
            "a = 01",
            "a = 1_000",
            "a = 1.50",
            "a = -0.0",
            "a = nan",
            "a = true",
            "a = 1e5",
        ),
        *(
            'b = "q\\"q"',
            'b = "\\u00e9"',
            'b = "\\x"',
            "b = 'x'",
            "b = 2026-05-01",
            'b = ["x"]',
            "b = []",
            'b = ["x", "y"]',
        ),
        *(
            'c = [\n  "x",\n  "y",\n]',
            "c = [\n]",
            'c = """\\\n  one \\\n  two"""',
            'c = """\n  raw\n"""',
            'c = """a"b"""',
        ),
        *(
            'c = """',
            'c = """x \\"\\"\\" y"""',
            'c = "x" # note',
            "c = { kind = 'level' }",
            "c = {",
            "c = [",
            "c =",
            "= 1",
        ),
        *(
            "tranche = 5",
            "mark = 1",
            "deal = []",
            '"a" = 1',
            "a.b = 1",
            "A = 1",
            'a = "\t"',
            'a = "\x7f"',
            "a = 1\r",
            'a="x"',
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
@example('[[deal]]\na = """\\\n\n   \n x"""')
@example('[[deal]]\na = """\n\n x"""')
@example('[[deal]]\na = ""\n')
@example('[[deal]]\na = """"""\n')
@example("[[deal.tranche]]\n[[deal]]")
@example("[[deal]]\n[[deal.tranche.mark]]\n[[deal.tranche]]")
@example("[[deal]]\na = 1\r\na = 2")
def test_any_text_reads_as_the_full_parser_reads_it(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            read_toml(text)
        return
    assert repr(read_toml(text)) == repr(expected)


@settings(max_examples=15, deadline=None)
@given(books())
def test_what_we_write_reads_as_the_full_parser_reads_it(deals: list[Deal]) -> None:
    text = write_deals(deals, "A head.")
    assert read_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize("path", sorted(DEALS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_file_is_plain(path: Path) -> None:
    text = path.read_text("utf-8")
    assert _plain(text) == tomllib.loads(text)


def test_a_comment_after_a_value_stays_plain() -> None:
    assert _plain(SMALL_DEAL.replace("coupon_pct = 5\n", "coupon_pct = 5  # said so\n")) == tomllib.loads(SMALL_DEAL)
