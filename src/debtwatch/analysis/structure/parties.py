"""One name for a company, however a deal, an edge or a filing spells it."""

from __future__ import annotations

import re

import polars as pl

SPELLINGS: tuple[tuple[str, str], ...] = (
    ("Alphabet", "Alphabet"),
    ("Google LLC", "Alphabet"),
    ("Amazon", "Amazon"),
    ("Anthropic TPU vehicle", "Anthropic TPU vehicle"),
    ("Anthropic", "Anthropic"),
    ("APLD ", "Applied Digital"),
    ("Applied Digital", "Applied Digital"),
    ("Beacon Point DC", "Hut 8"),
    ("Black Pearl Compute", "Cipher"),
    ("Broadcom", "Broadcom"),
    ("Cipher", "Cipher"),
    ("CleanSpark", "CleanSpark"),
    ("Core Scientific", "Core Scientific"),
    ("CoreWeave", "CoreWeave"),
    ("DDC 01", "Digital Drive (Blue Owl)"),
    ("Flash Compute", "TeraWulf"),
    ("Galaxy", "Galaxy Digital"),
    ("Hut 8", "Hut 8"),
    ("IE US Hardware", "IREN"),
    ("IREN", "IREN"),
    ("Lambda", "Lambda"),
    ("Meta Platforms", "Meta"),
    ("Microsoft", "Microsoft"),
    ("NVIDIA", "Nvidia"),
    ("Nebius", "Nebius"),
    ("OpenAI", "OpenAI"),
    ("Oracle", "Oracle"),
    ("QTS", "Blackstone/QTS"),
    ("SoftBank", "SoftBank"),
    ("Space Exploration", "SpaceX/xAI"),
    ("SpaceX", "SpaceX/xAI"),
    ("Stingray Compute", "Cipher"),
    ("TeraWulf", "TeraWulf"),
    ("Valor Compute", "Valor Compute Infrastructure"),
    ("WULF Compute", "TeraWulf"),
    ("xAI", "SpaceX/xAI"),
)
"""How a name starts, and the group it belongs to; a special purpose company of nobody's keeps its own name."""


_GROUPS = dict(SPELLINGS)
_STARTS = f"^({'|'.join(re.escape(start) for start in _GROUPS)})"


def party(name: pl.Expr) -> pl.Expr:
    """Return the group a name belongs to: the first spelling it starts with, else the name itself."""
    found = name.str.extract(_STARTS).replace_strict(_GROUPS, default=None, return_dtype=pl.String)
    return pl.coalesce(found, name)
