"""JUnit XML, for build servers: each claim is a test case. Held back is a failure, undetermined an error."""

from __future__ import annotations

from pipeline.records import Decision, Report, Verdict, VettedClaim
from pipeline.reports.note import note
from pipeline.reports.plain import line, visible, words
from pipeline.reports.svg import element


def render(report: Report) -> str:
    """One test suite with one case for each claim, and one error for each thing that could not be handled."""
    documents = {document.id: document for document in report.documents}
    cases = [_case(vetted, note(vetted.claim, documents)) for vetted in report.claims]
    broken = [
        _broken(f"{failure.stage}: {failure.subject}", failure.reason, index)
        for index, failure in enumerate(report.failures, start=1)
    ]
    errors = sum(_is_error(vetted) for vetted in report.claims)
    held = sum(vetted.decision is Decision.HELD_BACK for vetted in report.claims)
    suite = element(
        "testsuite",
        "".join([*cases, *broken]) or "\n",
        name="claims",
        tests=str(len(cases) + len(broken)),
        failures=str(held - errors),
        errors=str(errors + len(broken)),
        skipped="0",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element("testsuites", suite, name="pipeline")}\n'


def _is_error(vetted: VettedClaim) -> bool:
    return vetted.decision is Decision.HELD_BACK and vetted.claim.verdict is Verdict.UNDETERMINED


def _case(vetted: VettedClaim, told: str) -> str:
    claim = vetted.claim
    content = ""
    if vetted.decision is Decision.HELD_BACK:
        name = "error" if _is_error(vetted) else "failure"
        kinds = ", ".join(sorted({str(flag.kind) for flag in claim.flags})) or str(claim.verdict)
        content = element(name, _text(told), message=words(claim.reason), type=kinds)
    return element("testcase", content, classname=str(claim.verdict), name=f"{claim.id} {words(claim.text)}")


def _broken(name: str, reason: str, number: int) -> str:
    told = element("error", _text(reason), message=line(reason), type="failure")
    return element("testcase", told, classname="not handled", name=f"{number} {line(name)}")


def _text(content: str) -> str:
    """`content` as text of an element; its line breaks stay, for it is a note of several lines."""
    lines = (visible(row) for row in content.split("\n"))
    return "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
