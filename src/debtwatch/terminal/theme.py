"""The two themes, and which one fits the terminal."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="debtwatch",
    primary="#6ea8d8",
    secondary="#8f9bb3",
    accent="#e0b050",
    foreground="#d6d9de",
    background="#101418",
    surface="#101418",
    panel="#1b2229",
    success="#7fb685",
    warning="#e0b050",
    error="#e2706b",
    dark=True,
    variables={"tone-up": "#e29a7a", "tone-down": "#7fb6c8", "tone-muted": "#7d8794", "frame": "#34404b"},
)
LIGHT = Theme(
    name="debtwatch-light",
    primary="#1f5f99",
    secondary="#56616f",
    accent="#8a5a00",
    foreground="#1c2227",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#eceae4",
    success="#2c6e3a",
    warning="#8a5a00",
    error="#a6231d",
    dark=False,
    variables={"tone-up": "#a04416", "tone-down": "#1d6a80", "tone-muted": "#69727d", "frame": "#c3c6c8"},
)
TONES_OF_OTHER_THEMES = {
    "tone-up": "warning",
    "tone-down": "secondary",
    "tone-muted": "foreground-muted",
    "frame": "foreground-muted",
}
"""Which variable ours is in a theme that does not name it."""
ANSI_TONES = {
    "tone-up": "ansi_yellow",
    "tone-down": "ansi_cyan",
    "tone-muted": "ansi_default",
    "frame": "ansi_default",
}


def with_tones(variables: dict[str, str], *, ansi: bool) -> dict[str, str]:
    """Return a theme's variables with ours among them."""
    ours = ANSI_TONES if ansi else {name: variables[other] for name, other in TONES_OF_OTHER_THEMES.items()}
    return ours | variables


def theme_name(wanted: str, *, no_color: bool) -> str:
    """Return the Textual name of a theme the settings ask for; without colour everything is `ansi-dark`."""
    if no_color or wanted == "ansi":
        return "ansi-dark"
    return wanted
