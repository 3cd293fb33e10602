from __future__ import annotations

import json
from xml.etree import ElementTree

from pipeline.records import Decision, Report, Verdict
from pipeline.reports import CHECKS, FILES, FORMATS, junit, sarif
from tests.reports.build import SEEDS


def test_sarif_points_at_the_words_of_the_source_in_lines_and_columns(report: Report) -> None:
    (run,) = json.loads(sarif.render(report))["runs"]

    regions = [
        (location["physicalLocation"]["artifactLocation"]["uri"], location["physicalLocation"]["region"])
        for result in run["results"]
        for location in result["locations"]
    ]
    assert len(regions) >= 8
    for uri, region in regions:
        raw = (SEEDS.parent / uri).read_bytes().decode("utf-8")
        line = raw.split("\n")[region["startLine"] - 1]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        assert line[start:end] == region["snippet"]["text"]
        offset = region["charOffset"]
        assert raw[offset : offset + region["charLength"]] == region["snippet"]["text"]


def test_every_result_of_sarif_names_a_rule_that_the_tool_declares(report: Report) -> None:
    log = json.loads(sarif.render(report))
    (run,) = log["runs"]

    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert {result["ruleId"] for result in run["results"]} <= {
        rule["id"] for rule in run["tool"]["driver"]["rules"]
    }
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


def test_sarif_names_every_flag_of_every_claim_held_back(report: Report) -> None:
    (run,) = json.loads(sarif.render(report))["runs"]
    held = [vetted.claim for vetted in report.claims if vetted.decision is Decision.HELD_BACK]

    assert len(run["results"]) == sum(max(1, len(claim.flags)) for claim in held)


def test_junit_counts_what_it_holds(report: Report) -> None:
    suite = ElementTree.fromstring(junit.render(report))[0]

    assert suite.get("tests") == str(len(suite.findall("testcase"))) == "17"
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == "7"
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) == "2"


def test_in_junit_an_undetermined_claim_is_an_error_and_not_a_failure(report: Report) -> None:
    suite = ElementTree.fromstring(junit.render(report))[0]

    (case,) = [each for each in suite if each.get("classname") == str(Verdict.UNDETERMINED)]
    assert [child.tag for child in case] == ["error"]


def test_every_file_of_a_run_has_a_format(report: Report) -> None:
    assert set(FILES.values()) <= set(FORMATS)
    assert set(CHECKS) == {"text", "json", "markdown"}
    for render in FORMATS.values():
        assert render(report) == render(report)
        assert render(report).endswith("\n")
