from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.book.files import FileText
from debtwatch.book.problem import Problem
from debtwatch.book.rows import KEYS, ROWS, Basis, EdgeRow, FactRow, RatingRow, Standing
from debtwatch.book.tables import overlaid, read_table

RATINGS = "entity,level,agency,rating,rated_on,source_url\n"
FACTS = "company,period_type,period_end,metric,value_usd_m,basis\n"


def ratings(text: str) -> tuple[list[RatingRow], list[Problem]]:
    problems: list[Problem] = []
    return read_table(FileText("ratings.csv", text), RatingRow, problems), problems


def test_a_row_is_read_with_its_sources_apart() -> None:
    (row,), problems = ratings(RATINGS + "Acme,issuer,Moody's,Ba2,2026-05,https://a | https://b\n")
    assert problems == []
    assert row.source.source_url == ("https://a", "https://b")
    assert row.rated_on.text == "2026-05"


def test_a_bad_cell_loses_its_row_alone_and_says_where() -> None:
    rows, problems = ratings(RATINGS + "Acme,issuer,Moodys,Ba2,2026-05,\nAcme,issuer,Fitch,BB,2026-05,\n")
    assert [row.agency.value for row in rows] == ["Fitch"]
    assert [(problem.key, problem.line, problem.lost) for problem in problems] == [("agency", 2, "row")]


def test_every_bad_cell_of_a_row_is_named() -> None:
    _, problems = ratings(RATINGS + ",owner,Moodys,Ba2,2026-13,\n")
    assert [problem.key for problem in problems] == ["entity", "level", "agency", "rated_on"]


def test_an_unknown_column_and_a_row_too_long_are_reported() -> None:
    rows, problems = ratings("entity,level,agncy\nAcme,issuer,Fitch,more\n")
    assert rows == []
    assert problems[0].expected == "'agency', perhaps"
    assert problems[1].lost == "row"


def test_a_broken_quote_keeps_the_rows_above_it() -> None:
    rows, problems = ratings(RATINGS + 'Acme,issuer,Fitch,BB,2026-05,\n"Acme,issuer')
    assert len(rows) == 1
    assert problems[0].lost == "rest of the file"


def test_a_blank_rating_is_kept_as_no_rating() -> None:
    (row,), problems = ratings(RATINGS + "Acme,issuer,S&P,,2026-05,\n")
    assert row.rating == ""
    assert problems == []


def test_a_users_rows_replace_every_shipped_row_of_their_key() -> None:
    problems: list[Problem] = []
    shipped = read_table(
        FileText("facts.csv", FACTS + "Acme,FY,2025,capex,10,\nAcme,FY,2025,capex,11,\nAcme,Q,2025-03,capex,3,\n"),
        FactRow,
        problems,
    )
    own = read_table(FileText("facts.csv", FACTS + "Acme,FY,2025,capex,12,\n"), FactRow, problems)
    assert [row.value_usd_m for row in overlaid(shipped, own, KEYS["facts.csv"])] == [3, 12]
    assert own[0].basis is Basis.REPORTED


def test_an_edge_counts_unless_its_row_says_otherwise() -> None:
    problems: list[Problem] = []
    rows = read_table(
        FileText("edges.csv", "payer,payee,kind,standing\nA,B,lease,\nA,B,lease,lapsed\n"), EdgeRow, problems
    )
    assert [row.standing for row in rows] == [Standing.COUNTED, Standing.LAPSED]


@settings(deadline=None)
@given(st.sampled_from(sorted(ROWS)), st.text())
def test_no_table_whatever_it_holds_raises(name: str, text: str) -> None:
    problems: list[Problem] = []
    read_table(FileText(name, ",".join(KEYS[name]) + "\n" + text), ROWS[name], problems)
