"""How a format looks on a terminal; in a pipe or a file every format stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import RenderableType
from rich.markdown import Markdown
from rich.text import Text

VERDICT_STYLES = {
    "supported": "green",
    "drifted": "yellow",
    "contradicted": "red",
    "unsupported": "magenta",
    "undetermined": "cyan",
}


def note(text: str) -> Text:
    """An editor's note with its verdicts and the differing words of claim and source in colour."""
    shown = Text(text)
    for verdict, style in VERDICT_STYLES.items():
        shown.highlight_regex(rf"(?m)^\S {verdict}\b", f"bold {style}")
    shown.highlight_regex(r"\{\+.*?\+\}", "bold red")
    shown.highlight_regex(r"\[-.*?-\]", "bold green")
    return shown


LOOKS: dict[str, Callable[[str], RenderableType]] = {"markdown": Markdown, "text": note}
