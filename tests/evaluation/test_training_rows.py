"""What the judge's adapter is trained on: only questions whose answer the labels really give."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.evaluation import training_rows
from pipeline.evaluation.datasets import Dataset, Row, is_held_out
from pipeline.evaluation.training_rows import labelled, planted
from pipeline.text.sentences import sentences

SOURCE = (
    "The council met on Tuesday evening. The mayor, Ana Ruiz, resigned after the vote on the budget. "
    "“The budget is a disgrace,” the mayor told reporters after the meeting of the council. "
    "The new election may be held in May, officials of the town said on Wednesday morning. "
    "Most of the members of the council want to wait until the summer, according to the town clerk. "
    "The budget was not passed in the spring because the council had refused to raise the fees."
)
RIGHT = "The council met on Tuesday evening. The mayor resigned after the vote on the budget."
CHANGED = "The council met on Tuesday evening. The mayor danced after the vote on the budget."


def dataset(*rows: tuple[str, bool], source: str = SOURCE) -> Dataset:
    made = [Row(id=str(i), source=source, claim=claim, label=label) for i, (claim, label) in enumerate(rows)]
    return Dataset(name="own", rows=tuple(made))


def claims(found: list[training_rows.Example]) -> list[tuple[str, bool]]:
    texts = [example.messages[-1].content.split("<claim>\n")[1].split("\n</claim>")[0] for example in found]
    return [(text, example.label) for text, example in zip(texts, found, strict=True)]


def test_a_single_sentence_gives_its_label() -> None:
    found = labelled(dataset(("The council met on Monday.", False)), 5)

    assert claims(found) == [("The council met on Monday.", False)]


def test_of_an_edited_summary_the_sentence_that_was_changed_is_the_wrong_one() -> None:
    found = labelled(dataset((RIGHT, True), (CHANGED, False)), 5)

    assert ("The mayor danced after the vote on the budget.", False) in claims(found)
    assert all(text in RIGHT for text, label in claims(found) if label)


def test_a_summary_of_which_it_is_not_known_what_is_wrong_gives_nothing() -> None:
    assert labelled(dataset((CHANGED, False)), 5) == []


def test_no_label_gives_more_rows_than_asked_for() -> None:
    rows = [(f"The council met on Tuesday evening, {n} people said.", n % 2 == 0) for n in range(20)]

    assert sorted(label for _, label in claims(labelled(dataset(*rows), 3))) == [False] * 3 + [True] * 3


def test_a_planted_drift_comes_with_the_clean_sentence_beside_it() -> None:
    found = claims(planted([dataset(("-", True))], 2))

    assert [label for _, label in found] == [False, True]
    assert found[0][0] != found[1][0]
    assert len(sentences(found[0][0])) == 1


def test_held_out_sources_are_never_written(tmp_path: Path) -> None:
    sources = [f"The council of town number {n} met on Tuesday." for n in range(40)]
    lines = [{"id": f"{n}", "source": s, "claim": "The council met.", "label": 1} for n, s in enumerate(sources)]
    (tmp_path / "own.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    training_rows.main([str(tmp_path / "own.jsonl"), "--write", str(tmp_path / "rows.jsonl")])

    written = (tmp_path / "rows.jsonl").read_text()
    shown = {source for source in sources if f"{source}\\n" in written}
    assert shown == {source for source in sources if not is_held_out(source)}
    assert len(shown) < len(sources)


def test_a_dataset_that_is_left_out_gives_nothing(tmp_path: Path) -> None:
    line = {"id": "1", "source": SOURCE, "claim": "The council met.", "label": 1}
    (tmp_path / "own.jsonl").write_text(json.dumps(line) + "\n")

    arguments = [str(tmp_path / "own.jsonl"), "--without", "own", "--write", str(tmp_path / "rows.jsonl")]
    training_rows.main(arguments)

    assert (tmp_path / "rows.jsonl").read_text() == ""
