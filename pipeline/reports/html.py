"""report.html: one self-contained file that opens without a network.

Everything that comes from an article or a model is escaped by the template; the script may build no markup
from text (trusted types are required), and the policy names the page's own script and style by their hashes,
and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from pipeline.records import Report
from pipeline.reports import lineage, matrix
from pipeline.reports.places import ROLES, places
from pipeline.reports.plain import counted, visible
from pipeline.reports.svg import Figure, inline, stylesheet
from pipeline.reports.view import view


def render(report: Report) -> str:
    """report.html."""
    return "".join(pieces(report, lineage.figure(report), matrix.figure(report)))


def pieces(report: Report, lineage: Figure, matrix: Figure) -> Iterator[str]:
    """report.html with these figures of it, piece by piece."""
    style, script = _asset("page.css") + stylesheet(), _asset("page.js")
    return _template().generate(
        page=view(report),
        provenance=report.provenance,
        places=_embedded({**places(report), "roles": ROLES}),
        lineage=inline(lineage, "lineage"),
        matrix=inline(matrix, "matrix"),
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    """The content security policy of the page; `frame-ancestors` cannot stand in a page itself."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _embedded(value: dict[str, Any]) -> str:
    """`value` as JSON that cannot end the script element it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _template() -> Template:
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters["counted"] = counted
    return environment.from_string(_asset("page.html"))


def _shown(value: Any) -> Any:
    """What stands in the page for `value`: control characters are seen, of the same length; markup stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    return (resources.files("pipeline.reports") / "page" / name).read_text("utf-8").replace("\r\n", "\n")
