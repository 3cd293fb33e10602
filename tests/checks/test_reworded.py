"""Free rewordings: what someone made of a sentence in quite another order, drifted and faithful."""

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.records import Document

TOWN = """The city council wants to replace most of its diesel buses by 2031, Commissioner Dana Whitlock told reporters.
The operator has not yet paid the drivers for overtime worked since March, union representatives said.
If the state does not approve the grant by June, the city may suspend some night routes, Whitlock said.
Several drivers said the timetable was not realistic, since depots lack chargers and mechanics.
The bus company did not immediately answer a request for comment.
Riders have generally welcomed the proposal to lower fares, and shops have promised to sponsor stops.
There is considerable disagreement among council members over the role of private operators.
The council has set a goal of making all stations accessible by 2029 and says it must install lifts at nine of them.
The commissioner has repeatedly argued for more bus lanes, but it is not always obvious what the mayor wants.
Officials were concerned about the delay, one council employee said."""
CLUB = """Many supporters oppose the move, and the fan association said it would not rule out a boycott.
The club lost about a third of its sponsors last season and has still not found a new main sponsor.
Bos said the club had asked the municipality for help, but she declined to say how much money was needed.
A court may order the club to repay part of a loan if it misses two more instalments.
The coach, Ruud Smit, has not always agreed with the board's decisions on transfers.
Smit denied that he had threatened to resign.
Neither the bank nor the league wanted to comment.
Talks have so far produced no agreement.
Health insurers have largely agreed to the club's request and have offered to cover half of the costs.
The mayor voiced frustration at the lack of federal aid."""

QUARRY = """Coastal mayors largely support the cut. A handful of them would prefer a complete ban on trawling.
Several plants may have to close if the quota is reduced, a trade union warned.
A spokesman for the ministry declined to comment on the reports.
Doctors at the local clinic suspect that dust from the quarry has made asthma worse, but no study has shown this so far.
Officials are considering new limits for noise, and they expect to publish a draft by June.
Police have not intervened. Not every member of the team signed the paper.
Some colleagues were sceptical. They argued that the signal could be caused by spots on the star."""

DRIFTED = [
    ("modality", QUARRY, "Dust from the quarry has made asthma worse, doctors at the local clinic have established."),
    ("polarity", QUARRY, "A study has shown that dust from the quarry made asthma worse."),
    ("polarity", QUARRY, "The reports were confirmed by a spokesman for the ministry."),
    ("polarity", QUARRY, "Police intervened on Thursday."),
    ("scope", QUARRY, "Most of the coastal mayors would prefer a complete ban on trawling."),
    ("scope", QUARRY, "No member of the team signed the paper."),
    ("scope", QUARRY, "All colleagues were sceptical and argued that the signal could be caused by spots on the star."),
    ("modality", TOWN, "Some night routes will be suspended, Whitlock said, if the grant is not approved by June."),
    ("modality", TOWN, "Lifts have been installed by the council at nine of the stations."),
    ("modality", TOWN, "The bus company never answered a request for comment."),
    ("modality", TOWN, "A request for comment was never answered by the bus company."),
    ("modality", TOWN, "Stops have been sponsored by shops."),
    ("modality", CLUB, "If two more instalments are missed, a court will order the club to repay part of a loan."),
    ("modality", CLUB, "Half of the costs have been covered by health insurers."),
    ("polarity", TOWN, "According to union representatives, the drivers' overtime worked since March was paid by the operator."),
    ("polarity", TOWN, "The city may suspend some night routes, Whitlock said, if the state approves the grant by June."),
    ("polarity", TOWN, "The timetable was realistic, several drivers said, although depots lack chargers and mechanics."),
    ("polarity", TOWN, "The proposal to lower fares has generally been rejected by riders."),
    ("polarity", TOWN, "Council members are in broad agreement over the role of private operators."),
    ("polarity", CLUB, "A boycott was ruled out by the fan association."),
    ("polarity", CLUB, "A new main sponsor has been found by the club, which lost about a third of its sponsors."),
    ("polarity", CLUB, "Smit threatened to resign."),
    ("polarity", CLUB, "Agreement has been reached in the talks."),
    ("scope", TOWN, "What the mayor wants is never obvious."),
    ("scope", TOWN, "By 2031 the council wants its diesel buses to be replaced entirely, Whitlock told reporters."),
    ("scope", CLUB, "The coach, Ruud Smit, has never agreed with the board's decisions on transfers."),
    ("intensity", TOWN, "Growing anger among officials over the delay was described by one council employee."),
    ("intensity", CLUB, "The mayor voiced fury at the lack of federal aid."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "source", "claim"), DRIFTED)
def test_drift_in_other_words_and_order_is_flagged_with_its_kind(kind: str, source: str, claim: str) -> None:
    assert kind in kinds(claim, source)


FAITHFUL = [
    (QUARRY, "The cut has the support of most coastal mayors, and a few would like trawling to be banned completely."),
    (QUARRY, "A trade union warned that a reduced quota could force several plants to close."),
    (QUARRY, "The ministry's spokesman would not comment on the reports."),
    (QUARRY, "No study has so far shown that dust from the quarry has worsened asthma, as doctors at the clinic suspect."),
    (QUARRY, "New noise limits are under consideration by officials, who expect a draft to be published by June."),
    (QUARRY, "Some members of the team did not sign the paper."),
    (TOWN, "By 2031 the council would like to see the bulk of its diesel buses replaced, Whitlock told reporters."),
    (TOWN, "Some night routes may be suspended, Whitlock said, should the state fail to approve the grant by June."),
    (TOWN, "Unless the state approves the grant by June, some night routes could be suspended, Whitlock said."),
    (TOWN, "The timetable is unrealistic, several drivers said, because the depots lack chargers and mechanics."),
    (TOWN, "A request for comment drew no immediate answer from the bus company."),
    (TOWN, "The proposal to lower fares has been broadly welcomed by riders."),
    (TOWN, "Council members disagree considerably about the role of private operators."),
    (TOWN, "Lifts must be installed at nine stations, the council says."),
    (TOWN, "What the mayor wants is not always obvious, though the commissioner has repeatedly argued for bus lanes."),
    (TOWN, "The delay worried officials, according to one council employee."),
    (CLUB, "The move is opposed by many supporters, and a boycott was not ruled out by the fan association."),
    (CLUB, "Bos would not say how much money was needed, but said the club had turned to the municipality for help."),
    (CLUB, "If two more instalments are missed, the club may be ordered by a court to repay part of a loan."),
    (CLUB, "The board's transfer decisions have not always met with the agreement of coach Ruud Smit."),
    (CLUB, "Smit said he had not threatened to resign."),
    (CLUB, "Neither the league nor the bank was willing to comment."),
    (CLUB, "No agreement has been reached in the talks so far."),
    (CLUB, "The club's request has largely been accepted by health insurers."),
    (CLUB, "The lack of federal aid frustrated the mayor."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), FAITHFUL)
def test_a_free_rewording_that_says_the_same_is_not_flagged(source: str, claim: str) -> None:
    assert kinds(claim, source) == set()


def kinds(claim: str, source: str) -> set[str]:
    index = SourceIndex([Document(id="d", path="d", text=source, sha256="")])
    return {flag.kind.value for finding in findings(claim, index) for flag in finding.flags}
