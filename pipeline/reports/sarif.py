"""SARIF 2.1.0, for code-scanning viewers: each flag of a held-back claim is a result at its place in a text.

OASIS, Static Analysis Results Interchange Format, version 2.1.0. `charOffset` counts code points here, as
`columnKind` says; a claim that was held back without a flag is one result of the rule "undetermined" or
"unsupported", by its verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from pipeline.records import CheckedClaim, Decision, Document, Flag, FlagKind, Passage, Report, Verdict
from pipeline.reports.plain import words

_MEANINGS = {
    FlagKind.QUOTE: "Words inside quotation marks are not the source's.",
    FlagKind.NUMBER: "A number, unit or amount differs.",
    FlagKind.DATE: "A date or a time differs.",
    FlagKind.ENTITY: "A person, place or body differs.",
    FlagKind.ATTRIBUTION: "It is somebody else who says it, or to whom it is said.",
    FlagKind.MODALITY: "A hedge, a wish or a possibility was lost or added.",
    FlagKind.POLARITY: "The claim says the opposite.",
    FlagKind.SCOPE: "How many or how much of something differs.",
    FlagKind.RELATION: "Who does what to whom, or what follows from what, differs.",
    FlagKind.INTENSITY: "A word is stronger or weaker than the source's.",
    FlagKind.ADDITION: "No source has it.",
    FlagKind.BOILERPLATE: "It comes from what frames the article, not from the article.",
}
_LEVELS = {Verdict.CONTRADICTED: "error", Verdict.DRIFTED: "warning", Verdict.UNSUPPORTED: "warning"}


def render(report: Report) -> str:
    """The results as SARIF, in the order of the claims."""
    documents = {document.id: document for document in report.documents}
    held = [vetted.claim for vetted in report.claims if vetted.decision is Decision.HELD_BACK]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(report)},
                "columnKind": "unicodeCodePoints",
                "artifacts": [_artifact(document) for document in report.documents],
                "results": [result for claim in held for result in _results(claim, documents)],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(report: Report) -> dict[str, Any]:
    rules = [(str(kind), meaning) for kind, meaning in _MEANINGS.items()]
    rules += [
        (str(Verdict.UNSUPPORTED), "No source sentence holds it."),
        (str(Verdict.UNDETERMINED), "The claim could not be judged."),
    ]
    return {
        "name": "pipeline",
        "version": report.provenance.version,
        "rules": [{"id": name, "shortDescription": {"text": meaning}} for name, meaning in rules],
    }


def _artifact(document: Document) -> dict[str, Any]:
    return {
        "location": {"uri": _uri(document)},
        "hashes": {"sha-256": document.sha256},
    }


def _results(claim: CheckedClaim, documents: Mapping[str, Document]) -> Iterator[dict[str, Any]]:
    level = _LEVELS.get(claim.verdict, "note")
    for flag in claim.flags:
        yield _result(claim, str(flag.kind), level, flag.reason, _locations(flag, claim, documents))
    if not claim.flags:
        rule = Verdict.UNSUPPORTED if claim.verdict is Verdict.UNSUPPORTED else Verdict.UNDETERMINED
        first = claim.evidence[0] if claim.evidence else None
        passage = Passage(**first.model_dump(exclude={"match"})) if first else None
        yield _result(claim, str(rule), level, claim.reason, _at(passage, documents))


def _result(
    claim: CheckedClaim, rule: str, level: str, reason: str, locations: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": " — ".join(words(part) for part in (claim.text, reason) if part)},
        "locations": locations,
        "partialFingerprints": {"claim/v1": f"{claim.id}/{rule}"},
        "properties": {"claim": claim.id, "verdict": str(claim.verdict), "score": claim.score},
    }


def _locations(flag: Flag, claim: CheckedClaim, documents: Mapping[str, Document]) -> list[dict[str, Any]]:
    """The words the claim is held against; where no source has any, the words the claim was taken from."""
    if flag.source or not claim.evidence:
        return _at(flag.source, documents)
    return _at(Passage(**claim.evidence[0].model_dump(exclude={"match"})), documents)


def _at(passage: Passage | None, documents: Mapping[str, Document]) -> list[dict[str, Any]]:
    if passage is None or passage.document not in documents:
        return []
    document = documents[passage.document]
    before = document.text[: passage.start]
    inside = document.text[passage.start : passage.end]
    region = {
        "startLine": before.count("\n") + 1,
        "startColumn": passage.start - (before.rfind("\n") + 1) + 1,
        "endLine": before.count("\n") + inside.count("\n") + 1,
        "endColumn": passage.end - (document.text.rfind("\n", 0, passage.end) + 1) + 1,
        "charOffset": passage.start,
        "charLength": passage.end - passage.start,
        "snippet": {"text": passage.text},
    }
    return [{"physicalLocation": {"artifactLocation": {"uri": _uri(document)}, "region": region}}]


def _uri(document: Document) -> str:
    return quote(document.path, safe="/")
