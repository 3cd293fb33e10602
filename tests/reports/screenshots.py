"""Take the pictures for README and docs from a report: `python -m tests.reports.screenshots REPORT.html docs/images`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.reports.browser import Browser, browser

CHOOSE_IN_VIEW = """
const pane = document.querySelector("#pane").getBoundingClientRect();
const seen = ({ top, bottom }) => top > pane.top && bottom < pane.bottom;
[...document.querySelectorAll(".p.on")].find((mark) => seen(mark.getBoundingClientRect()))?.click();
"""


def main(report: Path, folder: Path) -> None:
    """Write page-light, page-dark, page-passage, page-conflict, page-figures and page-phone as WebP."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as page:
        page.open(report, scale=1.5)
        take(page, folder / "page-light.webp", "")
        take(
            page, folder / "page-conflict.webp", show("#conflicts") + choose(".version:last-child, .version")
        )
        page.open(report, scale=1.5)
        take(page, folder / "page-figures.webp", show("#lineage"))
        page.open(report, dark=True, scale=1.5)
        take(page, folder / "page-dark.webp", show("#summary") + choose("[data-s]"))
        page.open(report, scale=1.5)
        page.run(show("#summary") + choose("[data-s]"))
        take(page, folder / "page-passage.webp", CHOOSE_IN_VIEW)
        page.open(report, width=390, height=844, scale=2)
        take(page, folder / "page-phone.webp", show("#summary") + choose("[data-s]") + show("#summary"))


def show(place: str) -> str:
    """Script that brings a place to the top of the window."""
    return f"document.querySelector('{place}')?.scrollIntoView();"


def choose(place: str) -> str:
    """Script that chooses the first thing of a kind."""
    return f"document.querySelector('{place}')?.click();"


def take(page: Browser, path: Path, script: str) -> None:
    """Run a script, let the page come to rest, and take its picture."""
    page.run(script)
    time.sleep(0.5)
    page.shot(path)
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
