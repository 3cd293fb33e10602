"""Figures, dates and names that a free rewording writes in another form, each beside a drifted twin."""

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.sentence import Sentence
from pipeline.records import Document, FlagKind, Span

FERRY = """The skipper of the ferry was sentenced to six months in prison by a court in Larvik, on a drink-driving charge.
The harbour board has employed pilots with over 20 years of experience.
Almost 10% of the passengers on Thursday were sent away, as the crew strictly enforced the new limit.
Around 4,000 of the line's 5,000 workers are to move to the new company under the deal.
Sixteen of the 33 crossings that the line has cancelled this year were on the northern route.
The line has announced higher fares. This will see a 50% rise in the price of monthly passes.
The southern route brings in about 75 percent of the line's revenue.
The visiting crew, who began the second race well, drew level on 62 minutes when the mast of the leaders broke.
In the past decade, electric ferries have been increasingly used to cross the fjord and the strait.
Arrests nearly doubled in a year, while the amount of fuel seized was up by 44.9%, the coastguard said.
The climb only varies from +1,870 m to +1,903 m when the bus from the pier takes the new road.
Lind's sister noted that he seemed upset about his upcoming 30th birthday.
The tickets go on sale at 11:30 each day, and the booth shuts at 21:00.
Dozens of incidents with loose ropes have been reported to the board, and four people drowned.
"""
PORT = """Ingrid Moe signs to join the Bergen yard for '94 following the closure of her own.
In the first three months of 2015, the port registered more than 10,000 arrivals, the migration office said, and \
about 2,000 were rescued on the first weekend of April.
Sven Dahl was found on the quay at about 18:30 on Monday and taken to hospital, but died the following day.
The club left port in 2009 for Arendal, after its only regatta in November 2008.
A review said the repair was talked about for the beginning of February, but the doctors could bring that forward.
In a March poll of all members, only 1% picked Moe. In a January poll by the Tidende, Moe was also at 1% among skippers.
The log says: 2019-05-31 13:39:47 the station is closed and everyone is gone.
The herons have nested on an island that the reserve expanded last autumn. The heron is rare in the fjord.
If an attack damaged cranes or tanks, it could have a large impact.
It will cost Nordlys £150m to dispose of the Fjord & Sea brand, but part of that is a loan which may be paid back.
All may use the slipway for free, and many clubs have done so.
The pier has WiFi in every room, and a cafe on the first floor.
"""

FAITHFUL = [
    (FERRY, "On a charge of drinking and driving, a court in Larvik gave the ferry's skipper half a year in prison."),
    (FERRY, "The pilots employed by the harbour board have more than two decades of experience."),
    (FERRY, "Close to a tenth of Thursday's passengers were sent away when the crew strictly enforced the limit."),
    (FERRY, "Under the deal, some four-fifths of the line's 5,000 workers are to move to the new company."),
    (FERRY, "Just under half of the 33 crossings cancelled by the line this year were on the northern route."),
    (FERRY, "The price of a monthly pass is to rise by half, the line has announced."),
    (FERRY, "Around three quarters of the line's revenue is brought in by the southern route."),
    (FERRY, "The visiting crew drew level in the 62nd minute, when the leaders' mast broke."),
    (FERRY, "Over the last ten years electric ferries have been used more and more to cross the fjord and the strait."),
    (FERRY, "Fuel seizures rose by 44.9% within a year, the coastguard said."),
    (FERRY, "With the new road, the bus from the pier climbs 1,903 metres, up from 1,870."),
    (FERRY, "His sister noted that Lind seemed upset about turning 30."),
    (FERRY, "Each day tickets go on sale at half past eleven, and the booth shuts at nine in the evening."),
    (FERRY, "Loose ropes led to incidents that the board was told of by the dozen."),
    (PORT, "With her own yard closing, Ingrid Moe signed up to join the one in Bergen for 1994."),
    (PORT, "Between January and March 2015 more than 10,000 arrivals were registered at the port."),
    (PORT, "Sven Dahl, found on the quay on Monday, was taken to hospital and died on the Tuesday."),
    (PORT, "An early February repair was talked about, a review said."),
    (PORT, "Moe was picked by 1% of all members in March and by 1% of skippers in January."),
    (PORT, "The station was closed in May 2019, the log says."),
    (PORT, "Herons have nested on an island enlarged by the reserve last autumn."),
    (PORT, "Should an attack damage cranes or tanks, the impact could be large."),
    (PORT, "Shedding Fjord & Sea will cost Nordlys £150m, part of it a loan that may be paid back."),
    (PORT, "Anyone may use the slipway for free, as many clubs have done."),
    (PORT, "Wi-Fi is available in every room on the pier."),
]  # fmt: skip

DRIFTED = [
    ("number", FERRY, "On a charge of drinking and driving, a court in Larvik gave the skipper a year and a half in prison."),
    ("number", FERRY, "The pilots employed by the harbour board have more than four decades of experience."),
    ("number", FERRY, "More than a tenth of Thursday's passengers were sent away when the crew strictly enforced the limit."),
    ("number", FERRY, "Under the deal, some three-fifths of the line's 5,000 workers are to move to the new company."),
    ("number", FERRY, "Just over half of the 33 crossings cancelled by the line this year were on the northern route."),
    ("number", FERRY, "Around two thirds of the line's revenue is brought in by the southern route."),
    ("number", FERRY, "The visiting crew drew level in the 26th minute, when the leaders' mast broke."),
    ("number", FERRY, "Over the last thirty years electric ferries have been used more and more to cross the fjord."),
    ("date", FERRY, "Each day tickets go on sale at half past eleven, and the booth shuts at ten in the evening."),
    ("date", PORT, "With her own yard closing, Ingrid Moe signed up to join the one in Bergen for 1995."),
    ("date", PORT, "Sven Dahl, found on the quay on Monday, was taken to hospital and died on the Thursday."),
    ("date", PORT, "A late February repair was talked about, a review said."),
    ("entity", PORT, "Shedding Lake & Sea will cost Nordlys £150m, part of it a loan that may be paid back."),
]  # fmt: skip

VETOING = {FlagKind.NUMBER.value, FlagKind.DATE.value, FlagKind.ENTITY.value}


@pytest.mark.parametrize(("source", "claim"), FAITHFUL)
def test_the_same_figure_date_or_name_in_another_form_is_not_flagged(source: str, claim: str) -> None:
    assert not kinds(claim, source) & VETOING


@pytest.mark.parametrize(("kind", "source", "claim"), DRIFTED)
def test_another_figure_date_or_name_in_another_form_is_flagged(kind: str, source: str, claim: str) -> None:
    assert kind in kinds(claim, source)


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("It took half an hour.", 0.5, "hour"),
        ("It took two and a half years.", 2.5, "year"),
        ("It rose by twelve point two five metres.", 12.25, "meter"),
        ("It climbs 1,870 m.", 1870, "meter"),
    ],
)
def test_a_figure_in_parts_is_read_as_one(text: str, value: float, measure: str) -> None:
    (quantity,) = read(text).quantities

    assert (quantity.value, quantity.measure) == (value, measure)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("It shuts at nine in the evening.", {"clock": 21 * 60}),
        ("It shuts at a quarter to ten.", {"clock": 9 * 60 + 45}),
        ("She left in the class of '94.", {"year": 1994}),
        ("It ends at the beginning of March.", {"month": 3, "stage": "early"}),
        ("A March poll was taken.", {"month": 3}),
    ],
)
def test_a_time_told_in_words_is_read(text: str, fields: dict[str, object]) -> None:
    (moment,) = read(text).moments

    assert moment.fields() == fields


@pytest.mark.parametrize(
    "text", ["It took five to ten minutes.", "One in the room left.", "He sold '50 Ways'."]
)
def test_what_only_looks_like_a_time_in_words_is_none(text: str) -> None:
    assert read(text).moments == ()


def read(text: str) -> Sentence:
    return Sentence(text, Span.at(0, len(text)))


def kinds(claim: str, source: str) -> set[str]:
    index = SourceIndex([Document(id="d", path="d", text=source, sha256="")])
    return {flag.kind.value for finding in findings(claim, index) for flag in finding.flags}
