"""The summary is made of vetted claims, each in its own words, the most corroborated first."""

from pipeline.records import (
    CheckedClaim,
    Decision,
    Document,
    Evidence,
    MatrixRow,
    SummarySentence,
    Verdict,
    VettedClaim,
)
from pipeline.stages.compose import compose

DOCUMENTS = [Document(id=name, path=name, text="x" * 100, sha256="") for name in ("a", "b", "c")]


def vetted(text: str, *places: tuple[str, int], decision: Decision = Decision.KEPT) -> VettedClaim:
    evidence = tuple(Evidence(document=name, start=at, end=at + 1, text="x") for name, at in places)
    claim = CheckedClaim(
        id=text, text=text, verdict=Verdict.SUPPORTED, score=0.9, reason="", evidence=evidence
    )
    return VettedClaim(claim=claim, decision=decision)


def texts(
    *claims: VettedClaim, counts: dict[str, int] | None = None, primary: str | None = None, most: int = 9
) -> list[str]:
    rows = [MatrixRow(claim=text, cells=(), corroboration=count) for text, count in (counts or {}).items()]
    return [sentence.text for sentence in compose(claims, rows, DOCUMENTS, primary, most)]


PIER = vetted("The old pier of Elin closes in 2031.", ("a", 50))
LINE = vetted("Maria Costa runs a ferry line.", ("a", 10), ("b", 10))
COUNCIL = vetted("The town council has not voted yet.", ("c", 0))


ONE_EACH = {PIER.claim.id: 1, LINE.claim.id: 1, COUNCIL.claim.id: 1}


def test_what_more_independent_sources_hold_comes_first() -> None:
    assert texts(PIER, LINE, COUNCIL, counts=ONE_EACH | {COUNCIL.claim.id: 2})[0] == COUNCIL.claim.text


def test_what_more_articles_hold_is_chosen_before_the_rest() -> None:
    assert texts(PIER, LINE, COUNCIL, counts=ONE_EACH, most=1) == [LINE.claim.text]


def test_sentences_are_told_in_the_order_of_the_original() -> None:
    told = texts(COUNCIL, PIER, LINE, counts=ONE_EACH, primary="a")

    assert told == [LINE.claim.text, PIER.claim.text, COUNCIL.claim.text]


def test_a_sentence_names_its_claim_and_the_articles_that_hold_it() -> None:
    rows = [MatrixRow(claim=LINE.claim.id, cells=(), corroboration=1)]

    assert compose([LINE], rows, DOCUMENTS, None, 9) == (
        SummarySentence(text=LINE.claim.text, claims=(LINE.claim.id,), references=(1, 2), corroboration=1),
    )


def test_nothing_that_is_held_back_enters() -> None:
    assert texts(vetted("The pier burns.", ("a", 0), decision=Decision.HELD_BACK)) == []


def test_what_leans_on_another_sentence_stays_out() -> None:
    assert texts(vetted("He said the move was rushed.", ("a", 0)), PIER) == [PIER.claim.text]


def test_of_several_wordings_the_one_of_the_original_stays() -> None:
    copied = vetted("In 2031 the old pier of Elin will be closed.", ("b", 0), ("a", 50), ("c", 1))

    assert texts(copied, PIER, LINE, COUNCIL, primary="a").count(copied.claim.text) == 0


def test_there_are_no_more_sentences_than_asked_for() -> None:
    assert len(texts(PIER, LINE, COUNCIL, most=2)) == 2
