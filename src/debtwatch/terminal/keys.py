"""Modes and the app's keys; every binding has an id, so that `[terminal.keys]` can give it another key."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from debtwatch.terminal.rows.bars import Mode

MODES = (
    Mode("1", "overview"),
    Mode("2", "refinancing"),
    Mode("3", "spreads"),
    Mode("4", "bubble"),
    Mode("5", "issuers"),
    Mode("6", "hurdle"),
    Mode("7", "alerts"),
    Mode("8", "feeds"),
)
APP_BINDINGS: list[BindingType] = [
    *(
        Binding(mode.key, f"open_mode('{mode.name}')", mode.name.capitalize(), show=False, id=f"mode.{mode.name}")
        for mode in MODES
    ),
    Binding("r", "refresh_feeds", "refresh", id="app.refresh", tooltip="Fetch now what may be fetched politely"),
    Binding("space", "pause", "pause", id="app.pause", tooltip="Hold the numbers; the clock goes on"),
    Binding("t", "jump", "time", id="app.time", tooltip="Show what was known on a day"),
    Binding("left_square_bracket", "step(-1)", "Step back in time", show=False, id="app.step-back"),
    Binding("right_square_bracket", "step(1)", "Step forward in time", show=False, id="app.step-forward"),
    Binding("x", "shock", "shock", id="app.shock", tooltip="Show the market moved: rates, spreads, ratings"),
    Binding("question_mark", "explain", "help", id="app.help", tooltip="Keys and what the columns mean"),
    Binding("q", "quit", "quit", show=False, id="app.quit"),
]
SCREEN_BINDINGS: list[BindingType] = [
    Binding("slash", "filter", "filter", id="screen.filter", tooltip="Keep rows with these words; ! leaves them out"),
    Binding("y", "copy", "Copy the row", show=False, id="screen.copy"),
    Binding("e", "export", "Write the table to a file", show=False, id="screen.export"),
    Binding("m", "zoom", "Maximise the pane", show=False, id="screen.maximise"),
    Binding("escape", "back", "Back", show=False, id="screen.back"),
]
LEVEL_BINDINGS: list[BindingType] = [
    Binding("enter", "drill", "cash flows", id="table.drill", tooltip="The dated payments and what they are worth"),
]
STRUCTURE_BINDINGS: list[BindingType] = [
    Binding("i", "structure", "structure", id="view.turn", tooltip="Where the debt hides; again: next table"),
]
CLIFF_BINDINGS: list[BindingType] = [
    Binding("minus", "haircut(-1)", "haircut", id="cliff.lower", tooltip="A smaller haircut on what a campus is worth"),
    Binding("plus", "haircut(1)", "Larger haircut", show=False, id="cliff.raise", tooltip="A larger haircut"),
    Binding("0", "haircut(0)", "Haircut as set", show=False, id="cliff.reset", tooltip="The settings' own haircut"),
]
HURDLE_BINDINGS: list[BindingType] = [
    Binding("i", "turn", "next", id="view.turn", tooltip="Turn to the next view: hurdle, grid, loops, returns, graph"),
]
BUBBLE_BINDINGS: list[BindingType] = [
    Binding("b", "record", "record", id="bubble.record", tooltip="Replay the warnings month by month on your store"),
]
WALL_BINDINGS: list[BindingType] = [
    Binding("w", "wall", "wall", id="refinancing.wall", tooltip="What falls due when, at what cost; again: next table"),
]
ALERT_BINDINGS: list[BindingType] = [
    Binding("a", "acknowledge", "acknowledge", id="alerts.acknowledge", tooltip="Say that you have seen this alert"),
]
CHART_BINDINGS: list[BindingType] = [
    Binding("v", "span", "range", id="chart.span", tooltip="Draw one year, five years or all that is stored"),
]
SPREADS_BINDINGS: list[BindingType] = [
    Binding(
        "i", "turn", "next", id="view.turn", tooltip="Turn to the next view: series, curve, movers, marks, obligors"
    ),
]
TABLE_BINDINGS: list[BindingType] = [
    Binding("up,k", "move(-1)", "Row up", show=False, id="table.up"),
    Binding("down,j", "move(1)", "Row down", show=False, id="table.down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="table.page-up"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="table.page-down"),
    Binding("home,g", "edge(False)", "First row", show=False, id="table.first"),
    Binding("end,G", "edge(True)", "Last row", show=False, id="table.last"),
    Binding("enter", "drill", "Drill into the row", show=False, id="table.drill"),
    Binding("s", "sort_next", "Sort by the next column", show=False, id="table.sort"),
    Binding("S", "sort_turn", "Turn the order round", show=False, id="table.sort-turn"),
]
FOOTER_IDS = (
    "table.drill",
    "screen.filter",
    "table.sort",
    "view.turn",
    "cliff.lower",
    "refinancing.wall",
    "bubble.record",
    "alerts.acknowledge",
    "chart.span",
    "app.time",
    "app.shock",
    "app.refresh",
    "app.pause",
    "app.help",
    "filter.clear",
)
"""What the footer shows, in order, while it is bound."""
FOOTER_WORDS = {"cliff.lower": "+ haircut", "table.drill": "drill", "table.sort": "sort"}
"""Shorter words than the binding's own."""


def default_keys() -> dict[str, str]:
    """Return the key of every binding that can be given another one, by its id."""
    bindings = [
        *APP_BINDINGS,
        *SCREEN_BINDINGS,
        *STRUCTURE_BINDINGS,
        *CLIFF_BINDINGS,
        *HURDLE_BINDINGS,
        *BUBBLE_BINDINGS,
        *WALL_BINDINGS,
        *ALERT_BINDINGS,
        *CHART_BINDINGS,
        *SPREADS_BINDINGS,
        *TABLE_BINDINGS,
    ]
    return {binding.id: binding.key for binding in bindings if isinstance(binding, Binding) and binding.id}


def keymap_problems(keymap: Mapping[str, str]) -> list[str]:
    """Return what is wrong with `[terminal.keys]`: ids that do not exist, keys taken twice."""
    defaults = default_keys()
    problems = [f"no binding is called {name}" for name in keymap if name not in defaults]
    takers: dict[str, list[str]] = {}
    for name, keys in (defaults | {name: keys for name, keys in keymap.items() if name in defaults}).items():
        for key in keys.split(","):
            takers.setdefault(key.strip(), []).append(name)
    problems += [f"{key} is both {' and '.join(names)}" for key, names in takers.items() if len(names) > 1]
    return problems
