"""A reliability diagram as SVG: of the claims that scored p, how many did the source hold?"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.evaluation.metrics import Bin

_SIZE, _LEFT, _TOP, _BOTTOM = 320, 56, 40, 48


def reliability_svg(bins: Sequence[Bin], title: str, threshold: float) -> str:
    """Dots at (mean score, share supported), larger for more claims; calibrated means: on the diagonal."""
    most = max((one.count for one in bins), default=1)
    points = [(_x(one.score), _y(one.supported), 3 + 7 * (one.count / most) ** 0.5, one) for one in bins]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    dots = "\n".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" class="dot"><title>score {one.score:.2f}, supported '
        f"{one.supported:.2f}, {one.count} claims</title></circle>"
        for x, y, r, one in points
    )
    width, height = _LEFT + _SIZE + 24, _TOP + _SIZE + _BOTTOM
    ticks = "\n".join(_tick(value / 5) for value in range(6))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{escape(title)}">
<style>
text {{ font: 12px system-ui, sans-serif; fill: #222 }}
.frame, .grid {{ fill: none; stroke: #ccc }} .ideal {{ stroke: #999; stroke-dasharray: 4 4 }}
.cut {{ stroke: #b45309; stroke-dasharray: 2 3 }} .line {{ fill: none; stroke: #1d4ed8; stroke-width: 1.5 }}
.dot {{ fill: #1d4ed8; fill-opacity: .75 }}
</style>
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="{_LEFT}" y="22" font-weight="600">{escape(title)}</text>
<rect x="{_LEFT}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}" class="frame"/>
{ticks}
<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" class="ideal"/>
<line x1="{_x(threshold):.1f}" y1="{_y(0)}" x2="{_x(threshold):.1f}" y2="{_y(1)}" class="cut"/>
<polyline points="{path}" class="line"/>
{dots}
<text x="{_LEFT + _SIZE / 2}" y="{height - 10}" text-anchor="middle">score</text>
<text x="16" y="{_TOP + _SIZE / 2}" text-anchor="middle" transform="rotate(-90 16 {_TOP + _SIZE / 2})">share
supported</text> </svg>
"""  # noqa: E501


def _x(value: float) -> float:
    return _LEFT + _SIZE * value


def _y(value: float) -> float:
    return _TOP + _SIZE * (1 - value)


def _tick(value: float) -> str:
    return (
        f'<line x1="{_LEFT}" y1="{_y(value):.1f}" x2="{_LEFT + _SIZE}" y2="{_y(value):.1f}" class="grid"/>'
        f'<text x="{_LEFT - 8}" y="{_y(value) + 4:.1f}" text-anchor="end">{value:.1f}</text>'
        f'<text x="{_x(value):.1f}" y="{_TOP + _SIZE + 18}" text-anchor="middle">{value:.1f}</text>'
    )
