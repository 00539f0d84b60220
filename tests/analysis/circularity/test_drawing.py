"""The drawn graph keeps to its width and leaves nobody out without saying so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.circularity.drawing import Arrow, cells, draw_arrows, draw_graph, draw_loop
from debtwatch.analysis.circularity.results import Bond

RING = (
    Arrow("Nvidia", "OpenAI", Bond.STAKE, 30_000),
    Arrow("OpenAI", "Oracle", Bond.PAYMENT, 300_000),
    Arrow("Oracle", "Nvidia", Bond.PAYMENT, 40_000),
)
PARTIES = st.sampled_from(
    ("Nvidia", "OpenAI", "Oracle", "Valor Compute Infrastructure", "A", "ソフトバンクグループ株式会社の子会社")
)
ARROWS = st.lists(
    st.builds(Arrow, PARTIES, PARTIES, st.sampled_from(Bond), st.none() | st.floats(0, 900_000)), max_size=30
)


def test_a_loop_runs_back_to_its_first_party() -> None:
    assert draw_loop(RING, 60) == [
        "[ Nvidia ] ══ $30.0bn ══▶ [ OpenAI ] ── $300.0bn ──▶",
        "  [ Oracle ] ── $40.0bn ──▶ back to Nvidia",
    ]


def test_arrows_are_grouped_by_payer_and_drawn_by_bond() -> None:
    drawn = draw_arrows((*RING, Arrow("Nvidia", "SB Energy", Bond.PROMISE, None)), 60)
    assert drawn == [
        "Nvidia ══ $30.0bn ═══▶ OpenAI",
        "       ·· ? ·········▶ SB Energy",
        "OpenAI ── $300.0bn ──▶ Oracle",
        "Oracle ── $40.0bn ───▶ Nvidia",
    ]


def test_the_graph_has_a_line_a_party_and_a_rail_an_edge() -> None:
    assert draw_graph(RING, ["Nvidia", "OpenAI", "Oracle"], 40) == [
        "Nvidia    ◀ ●",
        "OpenAI  ● │ ◀",
        "Oracle  ◀ ●",
    ]


def test_what_does_not_fit_is_counted() -> None:
    wide = [Arrow("A", f"B{number}", Bond.PAYMENT, 1.0) for number in range(30)]
    assert draw_graph(wide, ["A", *(f"B{number}" for number in range(30))], 24)[-1].endswith("do not fit")


@given(ARROWS, st.integers(1, 200))
def test_no_line_is_wider_than_asked(arrows: list[Arrow], width: int) -> None:
    order = sorted({arrow.payer for arrow in arrows} | {arrow.payee for arrow in arrows})
    lines = [*draw_arrows(arrows, width), *draw_graph(arrows, order, width), *draw_loop(arrows, width)]
    assert all(cells(line) <= max(width, 24) for line in lines)


@given(ARROWS)
def test_every_edge_of_the_list_is_drawn(arrows: list[Arrow]) -> None:
    assert len(draw_arrows(arrows, 80)) == len(arrows)


def test_nothing_to_draw_draws_nothing() -> None:
    assert draw_arrows([], 80) == draw_loop([], 80) == draw_graph([], [], 80) == []
