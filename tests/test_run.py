"""A whole run: articles in, a report out, the same every time."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline
from pipeline import Claim, Report, Settings, Verdict, reports
from pipeline.errors import InputError
from pipeline.records import Decision
from pipeline.settings import Preset, Tier

ROOT = Path(__file__).parent.parent
RECORDED = Path("cassettes/seeds")
EXTRACTIVE = Settings(preset=Preset.EXTRACTIVE)


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def recorded() -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return pipeline.run(["seeds"], Settings(), replay=RECORDED)


def test_the_recorded_run_over_seeds_gives_what_docs_show(recorded: Report) -> None:
    for name in ("summary.md", "report.json", "report.html"):
        shown = (ROOT / "docs" / "example" / name).read_text("utf-8")
        assert reports.FORMATS[reports.FILES[name]](recorded) == shown, f"make docs/example/{name} anew"


@pytest.mark.parametrize("concurrency", [1, 32])
def test_replaying_gives_the_same_report_at_any_concurrency(recorded: Report, concurrency: int) -> None:
    assert pipeline.run(["seeds"], Settings(concurrency=concurrency), replay=RECORDED) == recorded


def test_replaying_writes_the_same_bytes_again(tmp_path: Path) -> None:
    began = time.monotonic()
    for folder in ("one", "two"):
        pipeline.run(["seeds"], Settings(), replay=RECORDED, out=tmp_path / folder)

    assert time.monotonic() - began < 120  # twice the ten seconds that a run may take, on a machine at work
    for name in reports.FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_evidence_of_every_claim_stands_in_the_raw_file(recorded: Report) -> None:
    paths = {document.id: Path(document.path) for document in recorded.documents}
    published = json.loads(reports.json.render(recorded))

    for claim in published["claims"]:
        for piece in claim["evidence"]:
            raw = paths[piece["document"]].read_bytes().decode("utf-8")
            assert raw[piece["start"] : piece["end"]] == piece["text"]
        if claim["decision"] != Decision.HELD_BACK:
            assert claim["evidence"]


def test_no_sentence_of_the_summary_is_anything_but_a_kept_claim(recorded: Report) -> None:
    kept = {v.claim.id: v.claim.text for v in recorded.claims if v.decision is not Decision.HELD_BACK}

    assert recorded.summary
    for sentence in recorded.summary:
        assert [kept[name] for name in sentence.claims] == [sentence.text]


def test_clutter_never_reaches_the_summary(recorded: Report) -> None:
    told = " ".join(sentence.text for sentence in recorded.summary)

    for words in (
        "Asfura",
        "UN team",
        "Witkoff, Ukraine",
        "Taiwan",
        "Share it",
        "Reporting by",
        "Brought to you",
    ):
        assert words not in told


@pytest.mark.parametrize(
    "planted",
    [
        "Lebanon told a UN team the country will need a back-up force once peacekeepers’ term ends.",
        "Trump-backed Asfura keeps a slim lead in the Honduras election as the US keeps close watch.",
        "Witkoff and Ukraine’s Umerov are meeting again in Miami on Friday.",
        "Trump unveiled a strategy to prevent a China conflict over Taiwan.",
    ],
)
def test_a_claim_from_the_headlines_of_other_stories_is_never_supported(planted: str) -> None:
    (checked,) = pipeline.check([planted], ["seeds"], Settings(tier=Tier.RULES)).claims

    assert checked.verdict not in (Verdict.SUPPORTED, Verdict.UNDETERMINED)


def test_without_a_model_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The old pier of Elin closes in 2031. Maria Costa runs the Elin Line.\n")

    report = pipeline.run([tmp_path], EXTRACTIVE, out=tmp_path / "out")

    assert (report.provenance.mode, report.provenance.model) == ("extractive", "extractive (no model)")
    assert [sentence.text for sentence in report.summary] == [
        "The old pier of Elin closes in 2031.",
        "Maria Costa runs the Elin Line.",
    ]
    assert {path.name for path in (tmp_path / "out").iterdir()} >= set(reports.FILES)


def test_what_independent_articles_do_not_agree_on_is_left_out_unless_it_is_attributed(
    tmp_path: Path,
) -> None:
    first = "KALVIK (Nordlys) – A ferry with 214 people on board ran aground at Kalvik on Monday evening."
    second = (
        "Reporters saw the boats. A ferry with 241 people on board ran aground at Kalvik on Monday evening{}."
    )
    rest = "\nMedics had put up a tent between the fish boxes, and blankets came from the school. Divers come next week."
    (tmp_path / "a.txt").write_text(first, "utf-8")

    told = []
    for speaker in ("", ", the coast guard said"):
        (tmp_path / "b.txt").write_text(second.format(speaker) + rest, "utf-8")
        report = pipeline.run([tmp_path], EXTRACTIVE)
        assert len(report.lineage.clusters) == 2
        held = [v.claim for v in report.claims if v.decision is Decision.HELD_BACK]
        told.append(("241" in " ".join(s.text for s in report.summary), len(held)))

    assert told == [(False, 2), (True, 1)]


def test_a_judge_without_a_model_is_an_input_error() -> None:
    with pytest.raises(InputError, match="needs a model"):
        pipeline.run(["seeds"], Settings(preset=Preset.EXTRACTIVE, tier=Tier.JUDGE))


def test_check_takes_texts_and_claims_alike() -> None:
    text = "There are significant disagreements in Washington over the military role the U.S. should play in Europe."

    checked = pipeline.check([text, Claim.of(text)], ["seeds"], Settings(tier=Tier.RULES)).claims

    assert [claim.verdict for claim in checked] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_an_output_folder_that_is_a_file_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The old pier of Elin closes in 2031.")

    with pytest.raises(InputError, match="cannot be written"):
        pipeline.run([tmp_path / "a.txt"], EXTRACTIVE, out=tmp_path / "a.txt")


def test_the_recorded_comparison_names_what_each_rewrite_changed() -> None:
    found = pipeline.compare(["seeds"], Settings(), replay=Path("cassettes/compare"))

    assert found.tiers == ("rules", "judge")
    assert found.lineage.primary == "001_d1a2afb279564811.txt"
    flagged = {row.document[:3] for row in found.drift if row.claim.flags}
    assert flagged == {"000", "002", "003", "004"}


ODD = (
    "“Quoted words,” said Zoë Müller.",
    "Cafe\u0301 owners in Elin said that sales fell by 5% in 2031.",
    "漢字の文章は二千三十一年に終わる。",
    "👩\u200d🚀 Astronauts left Elin – the old pier – on Monday.",
    "Costs rose to\u00a01,000 dollars\u2026 officials said.",
    "The pier closes in 2031.",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sentences=st.lists(st.sampled_from(ODD), min_size=1, max_size=8),
    joint=st.sampled_from([" ", "\n", "\r\n", "\n\n", "\r\n\r\n"]),
    bom=st.booleans(),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_evidence_is_the_raw_text_however_it_is_written(
    tmp_path: Path, sentences: list[str], joint: str, bom: bool, form: Literal["NFC", "NFD"]
) -> None:
    text = ("\ufeff" if bom else "") + unicodedata.normalize(form, joint.join(sentences))
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode("utf-8"))

    report = pipeline.run([file], EXTRACTIVE)

    for vetted in report.claims:
        for piece in vetted.claim.evidence:
            assert text[piece.start : piece.end] == piece.text
            assert piece.text
