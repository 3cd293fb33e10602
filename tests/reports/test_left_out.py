"""What the summary leaves out, in summary.md and report.json."""

from __future__ import annotations

import json

from pipeline.reports import json as machine
from pipeline.reports import markdown
from tests.reports.build import seeds_report

REPORT = seeds_report()
(POINT,) = REPORT.left_out


def test_a_main_point_that_the_summary_lacks_is_told_with_its_article() -> None:
    page = markdown.render(REPORT)

    assert f"## Not in the summary\n\n- {POINT.text} [2]\n" in page


def test_report_json_holds_the_place_of_the_point() -> None:
    assert json.loads(machine.render(REPORT))["left_out"] == [POINT.model_dump()]
