"""What is read off a sentence: quantities, moments, names, cues, speech."""

import datetime as dt

import pytest

from pipeline.checks import lexicon, reading
from pipeline.checks.cues import CueKind
from pipeline.checks.lexicon import Kin
from pipeline.checks.moments import agrees
from pipeline.checks.naming import Inventory, mentions, same
from pipeline.checks.sentence import Sentence
from pipeline.records import Document, Span


def read(text: str) -> Sentence:
    return Sentence(text, Span.at(0, len(text)))


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit"),
    [
        ("It cost 800 billion euros.", 8e11, "money", "€"),
        ("A $3m deal.", 3e6, "money", "$"),
        ("It cost 800.000.000 won.", 8e8, "money", "won"),
        ("Sales rose 5%.", 5, "percent", "%"),
        ("Sales rose five per cent.", 5, "percent", "%"),
        ("Twenty-one people came.", 21, "cardinal", ""),
        ("Two hundred and fifty thousand people came.", 250_000, "cardinal", ""),
        ("A dozen people came.", 12, "cardinal", ""),
        ("Dozens of people came.", 12, "vague", ""),
        ("It came 21st.", 21, "ordinal", ""),
        ("Two-thirds of them left.", 2 / 3, "fraction", ""),
        ("Half of them left.", 0.5, "fraction", ""),
        ("Prices doubled.", 2, "times", ""),
        ("It grew by 1.2 million.", 1.2e6, "cardinal", ""),
    ],
)
def test_a_quantity_is_read_with_its_magnitude_and_unit(
    text: str, value: float, kind: str, unit: str
) -> None:
    (quantity,) = read(text).quantities

    assert quantity.value == pytest.approx(value)
    assert (quantity.kind, quantity.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("At least 12 died.", "min"),
        ("More than 12 died.", "min"),
        ("Up to 12 died.", "max"),
        ("Fewer than 12 died.", "max"),
        ("About 12 died.", "near"),
        ("Nearly 12 died.", "near"),
        ("12 died.", ""),
    ],
)
def test_a_limit_before_a_figure_is_read(text: str, limit: str) -> None:
    (quantity,) = read(text).quantities

    assert quantity.limit == limit


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("It ends on Friday, Dec 5, 2025.", {"year": 2025, "month": 12, "day": 5, "weekday": 4}),
        ("It ends on 5 December.", {"month": 12, "day": 5}),
        ("It ends by 2027.", {"year": 2027}),
        ("It ended last week.", {"shift": ("week", -1)}),
        ("It ended two days ago.", {"shift": ("day", -2)}),
        ("It ended yesterday.", {"shift": ("day", -1)}),
        ("It began in the 1990s.", {"decade": 1990}),
        ("It begins at 9:30 p.m.", {"clock": 21 * 60 + 30}),
        ("It begins in May.", {"month": 5}),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text: str, fields: dict[str, object]) -> None:
    (moment,) = read(text).moments

    assert moment.fields() == fields


@pytest.mark.parametrize("text", ["They may march on.", "It has 2000 soldiers.", "The price is $2014."])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read(text).moments == ()


@pytest.mark.parametrize(
    ("claim", "source", "result"),
    [
        ("on 5 December 2025", "on Friday", True),
        ("on 4 December 2025", "on Friday", False),
        ("in December 2025", "this week", True),
        ("in 2024", "last year", True),
        ("in 2023", "last year", False),
        ("last month", "last week", False),
        ("in the morning", "in March", None),
    ],
)
def test_dates_are_compared_by_the_calendar(claim: str, source: str, result: bool | None) -> None:
    (mine,), (theirs,) = read(f"It ended {claim}.").moments, read(f"It ended {source}.").moments
    day = dt.date(2025, 12, 7)

    assert agrees(mine, theirs, day, day) is result


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trump met U.S. Deputy Secretary Christopher Landau.", ["U.S.", "Christopher Landau"]),
        ("The Bank of England and President Elena Vasku agreed.", ["Bank of England", "Elena Vasku"]),
        ("Several European officials said so.", ["European"]),
        ("NATO REACTS TO RUSSIA", []),
    ],
)
def test_names_are_read_without_titles(text: str, names: list[str]) -> None:
    assert [name.text for name in read(text).names if name.text != "Trump"] == names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("the U.S.", "the United States"),
        ("the UK", "Britain"),
        ("the EU", "the European Union"),
        ("Russian", "Russia"),
        ("Christopher Landau", "Landau"),
        ("NATO", "the North Atlantic Treaty Organization"),
    ],
)
def test_one_name_written_in_two_ways_is_the_same(a: str, b: str) -> None:
    (first,), (second,) = read(f"We saw {a} there.").names, read(f"We saw {b} there.").names

    assert same(first, second)


def test_a_surname_stands_for_the_full_name_that_the_documents_have() -> None:
    sentences = [read("We met Ruth Hensley there."), read("Then Hensley left.")]
    (name,) = read("It was Ruth Hensley again.").names

    assert mentions(sentences[1], name, Inventory(sentences))


@pytest.mark.parametrize(
    ("text", "kind", "governed"),
    [
        ("It may close the market.", CueKind.POSSIBLE, "close"),
        ("It is not clear whether the market closes.", CueKind.UNCLEAR, "market"),
        ("They pledged big increases.", CueKind.INTENT, "big"),
        ("They want to close it.", CueKind.WISH, "close"),
        ("He allegedly stole it.", CueKind.HEARSAY, "stole"),
        ("They did not close it.", CueKind.NEGATION, "close"),
        ("Most traders agreed.", CueKind.QUANTIFIER, "traders"),
        ("If prices rise, they leave.", CueKind.CONDITION, "prices"),
    ],
)
def test_a_cue_governs_the_words_after_it(text: str, kind: CueKind, governed: str) -> None:
    sentence = read(text)

    (cue,) = [c for c in sentence.cues if c.kind is kind]

    assert sentence.words[cue.targets[0]].norm == governed


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ruth Hensley said the market was unsafe.", "Ruth Hensley"),
        ('"The beams are rotten," said Ruth Hensley.', "Ruth Hensley"),
        ('"The beams are rotten," the mayor told the meeting.', "the mayor"),
        ("The market is unsafe, according to the council.", "the council"),
        ("Mikhail Orlov, deputy head of the party, said it went too far.", "Mikhail Orlov"),
        ("But he said it was over.", "he"),
    ],
)
def test_the_speaker_of_a_report_is_found(text: str, speaker: str) -> None:
    sentence = read(text)

    (speech,) = sentence.speeches

    assert speech.speaker(sentence) == speaker


@pytest.mark.parametrize(
    "text", ["Homeless people have been told to leave.", "The plan was announced in May."]
)
def test_a_passive_is_no_report_of_its_subject(text: str) -> None:
    assert read(text).speeches == ()


@pytest.mark.parametrize(
    ("a", "b", "kinship"),
    [
        ("defence", "defense", Kin.FORM),
        ("sued", "suing", Kin.FORM),
        ("decide", "decision", Kin.DERIVED),
        ("buy", "purchase", Kin.SYNONYM),
        ("rose", "fell", Kin.ANTONYM),
        ("clear", "unclear", Kin.ANTONYM),
        ("table", "senator", None),
    ],
)
def test_words_are_kept_apart_or_together_as_the_language_has_them(
    a: str, b: str, kinship: Kin | None
) -> None:
    assert lexicon.kin(a, b) is kinship
    assert lexicon.kin(b, a) is kinship


def test_words_of_kin_are_found_without_comparing_all() -> None:
    words = ["purchase", "fell", "table", "decisions"]

    found = lexicon.Vocabulary(words)

    assert set(found.kin_of("buy")) == {"purchase"}
    assert found.kin_of("rose") == {"fell": Kin.ANTONYM}


def test_places_in_an_evened_out_sentence_lead_back_to_the_raw_text() -> None:
    text = "First.  “Ça va — bien”, she said."
    sentence = Sentence(text, Span.at(8, len(text)))
    word = next(w for w in sentence.words if w.norm == "bien")

    assert sentence.raw(word.start, word.end).of(text) == "bien"


def test_a_claim_read_early_has_the_reading_of_one_read_when_it_is_wanted() -> None:
    told = "Officials said on Monday that 12 people may leave the harbour of Lunby."
    sources = reading.Sources([Document(id="a", path="a", text=told, sha256="")])

    early = reading.read_early(sources, "Officials said 13 people will leave Lunby.")

    assert early.unpacked() == reading.read(sources, "Officials said 13 people will leave Lunby.")
    assert early.unpacked().findings
