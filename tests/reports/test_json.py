from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

import pipeline
from pipeline.records import CheckedClaim, Report, Verdict
from pipeline.reports import json as json_report
from pipeline.reports.published import SCHEMA_VERSION
from pipeline.settings import Settings, Tier
from tests.reports.build import SEEDS


def test_a_rendered_report_follows_the_published_schema(report: Report) -> None:
    schema = json_report.schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json_report.render(report)), schema, cls=jsonschema.Draft202012Validator)


def test_a_field_that_is_not_in_the_schema_is_refused(report: Report) -> None:
    published = json.loads(json_report.render(report)) | {"surprise": 1}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(published, json_report.schema())


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    copy = Report.model_validate_json(report.model_dump_json())

    assert json_report.render(copy) == json_report.render(report)


def test_the_order_of_mappings_in_a_record_does_not_show(report: Report) -> None:
    turned = report.model_copy(update={"usage": dict(reversed(report.usage.items()))})

    assert json_report.render(turned) == json_report.render(report)


def test_every_passage_stands_in_the_raw_file_where_the_json_says(report: Report) -> None:
    published = json.loads(json_report.render(report))
    raw = {each["id"]: (SEEDS / each["id"]).read_bytes().decode("utf-8") for each in published["documents"]}
    evidence = [passage for claim in published["claims"] for passage in claim["evidence"]]
    sources = [flag["source"] for claim in published["claims"] for flag in claim["flags"] if flag["source"]]

    assert len(evidence) > 20
    for passage in evidence + sources:
        assert raw[passage["document"]][passage["start"] : passage["end"]] == passage["text"]


def test_a_claim_names_the_articles_that_hold_it_by_their_numbers(report: Report) -> None:
    first = json.loads(json_report.render(report))["claims"][0]

    assert first["references"] == [1, 2, 3, 4]
    assert first["decision"] == "kept"


def test_a_repaired_claim_keeps_its_former_wording_and_flags(report: Report) -> None:
    claims = json.loads(json_report.render(report))["claims"]

    (repaired,) = [claim for claim in claims if claim["decision"] == "repaired"]

    assert repaired["former"]["text"].startswith("Members of Congress")
    assert repaired["former"]["flags"][0]["kind"] == "entity"


def test_lineage_edges_run_from_the_parent_to_the_child(report: Report) -> None:
    edge = json.loads(json_report.render(report))["lineage"]["edges"][0]

    assert list(edge) == ["from", "to", "confidence", "reasons", "passages"]
    assert (edge["from"][:3], edge["to"][:3]) == ("001", "000")


@pytest.fixture(scope="module")
def compared() -> dict[str, Any]:
    found = pipeline.compare([SEEDS], Settings(tier=Tier.RULES))
    published: dict[str, Any] = json.loads(json_report.compare(found))
    return published


def test_the_comparison_of_seeds_follows_the_published_schema(compared: dict[str, Any]) -> None:
    schema = json_report.comparison_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(compared, schema, cls=jsonschema.Draft202012Validator)
    assert list(compared) == ["documents", "lineage", "matrix", "conflicts", "drift"]
    assert list(schema["properties"]) == list(compared)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(compared | {"surprise": 1}, schema)


def test_every_place_of_a_comparison_stands_in_the_raw_file(compared: dict[str, Any]) -> None:
    raw = {each["id"]: (SEEDS / each["id"]).read_bytes().decode("utf-8") for each in compared["documents"]}
    passages = [passage for each in compared["documents"] for passage in (*each["left_out"], *each["own"])]
    passages += [cell["source"] for row in compared["matrix"] for cell in row["cells"] if cell["source"]]
    passages += [version["passage"] for row in compared["conflicts"] for version in row["versions"]]
    passages += [flag["source"] for row in compared["drift"] for flag in row["flags"] if flag["source"]]

    assert len(passages) > 100
    for passage in passages:
        assert raw[passage["document"]][passage["start"] : passage["end"]] == passage["text"]
    for row in compared["drift"]:
        start, end = row["span"]
        assert raw[row["document"]][start:end] == row["claim"]


def test_an_edge_has_the_sentences_of_the_rewrite_beside_those_they_come_from(
    compared: dict[str, Any],
) -> None:
    raw = {each["id"]: (SEEDS / each["id"]).read_bytes().decode("utf-8") for each in compared["documents"]}
    (edge,) = [edge for edge in compared["lineage"]["edges"] if edge["to"].startswith("000")]

    shared = {
        raw[edge["to"]][slice(*passage["to"])]: raw[edge["from"]][slice(*passage["from"])]
        for passage in edge["passages"]
    }
    told = "There are significant disagreements in Washington about what military role the US should play in Europe."
    assert shared[told].startswith("There are significant disagreements in Washington over the military role")


def test_a_check_has_the_four_keys_and_counts_every_verdict(report: Report) -> None:
    claims = [vetted.claim for vetted in report.claims]

    published = json.loads(json_report.check(claims, report.documents, ["rules"]))

    jsonschema.validate(published, json_report.check_schema(), cls=jsonschema.Draft202012Validator)
    assert list(published) == ["schema_version", "tiers", "claims", "counts"]
    assert published["schema_version"] == SCHEMA_VERSION
    assert set(published["counts"]) == {str(verdict) for verdict in Verdict}
    assert sum(published["counts"].values()) == len(claims)


def test_a_score_has_no_more_than_four_decimals() -> None:
    claim = CheckedClaim(
        id="c1", text="x", verdict=Verdict.SUPPORTED, score=2 / 3, reason="", signals={"b": 1 / 3, "a": 0.0}
    )

    (published,) = json.loads(json_report.check([claim], [], []))["claims"]

    assert published["score"] == 0.6667
    assert list(published["signals"].items()) == [("a", 0.0), ("b", 0.3333)]
