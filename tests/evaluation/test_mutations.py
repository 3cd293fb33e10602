import random

import pytest

from pipeline.evaluation.mutations import paraphrase, plant
from pipeline.evaluation.planted import clean_sentences, measure, own_articles, table
from pipeline.records import FlagKind


@pytest.fixture(scope="module")
def outcomes() -> dict[str, object]:
    return dict(measure(own_articles()))


@pytest.mark.parametrize(
    ("kind", "least"),
    [("number", 0.98), ("date", 0.98), ("entity", 0.98), ("quote", 0.98), ("polarity", 0.9), ("modality", 0.9),
     ("scope", 0.9), ("attribution", 0.9), ("intensity", 0.9), ("relation", 0.75), ("addition", 0.95), ("boilerplate", 1)],
)  # fmt: skip
def test_planted_drift_is_caught_and_named(outcomes: dict, kind: str, least: float) -> None:
    assert outcomes[kind].recall >= least
    assert outcomes[kind].accuracy >= 0.9


@pytest.mark.parametrize("control", ["verbatim", "paraphrase"])
def test_clean_controls_are_hardly_ever_flagged(outcomes: dict, control: str) -> None:
    assert outcomes[control].n >= 100
    assert outcomes[control].recall <= 0.03


def test_a_planted_drift_is_no_sentence_of_the_article() -> None:
    article = own_articles()[0]
    rng = random.Random(1)

    mutations = [
        m for s in clean_sentences(article) for kind in FlagKind if (m := plant(s, article, kind, rng))
    ]

    assert mutations
    assert all(m.text not in article and m.original in article.replace("\n", " ") for m in mutations)


def test_planting_the_same_seed_gives_the_same_drift() -> None:
    article = own_articles()[1]
    sentence = clean_sentences(article)[0]

    first, second = (plant(sentence, article, FlagKind.DATE, random.Random(3)) for _ in range(2))

    assert first == second


def test_a_sentence_without_a_place_for_the_drift_is_left_alone() -> None:
    assert plant("The dog sleeps under the table all day.", "", FlagKind.QUOTE, random.Random(1)) is None


def test_a_paraphrase_leaves_quotations_as_they_are() -> None:
    sentence = '"We kept children near the car," said Ann Lee.'

    changed = paraphrase(sentence, sentence, random.Random(2))

    assert changed is None or "We kept children near the car" in changed.text


def test_the_table_has_a_line_for_each_kind() -> None:
    lines = table(measure(own_articles()[:2])).splitlines()

    assert {line.split()[0] for line in lines[1:]} >= {"number", "verbatim", "paraphrase"}
