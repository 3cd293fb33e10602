"""Claims that tell an article in quite other words: each drift is caught and named, and no rewording is."""

import pytest

from pipeline.checks import findings
from pipeline.checks.index import SourceIndex
from pipeline.checks.verdict import decide
from pipeline.records import Claim, Document, Verdict

DAM = """The state wants the city of Marlow to pay for half of the new dam by 2031, engineers of the water board \
told council members in Harford on Tuesday. The plan was laid out at a meeting in Harford of water board \
staff and several rural delegations. Some farmers called the plan unfair. Several local growers said \
that the 2031 deadline was unworkable however the costs are shared, since the valley needs more than \
money to replace its old canals. The water board has moved its reserves from bonds to gold. It was not \
clear if the schedule reflected the view of the governor or only that of some engineers. There are deep \
divisions in the legislature over the dam. Asked about the dispute, a union leader speaking for the \
canal workers said crews had begun repairing the oldest locks. "Members have understood the need to \
train more and spread the shifts" from summer to winter, the leader said. Rural delegates have \
complained that they were kept out of the talks with the builders. Over the past year the governor has \
wavered between support for the dam and, more recently, a wish to drop it. While the board has urged \
towns to buy local pumps, some of the best pumps would take months to arrive if ordered now. At a \
gathering of irrigation experts this week, Deputy Minister of Agriculture Lena Ortiz said it was "plain" \
that towns should take charge of the canals. The engineers told the council that if Marlow does not meet \
the 2031 deadline, the state may stop paying for some repairs. One council aide said some lawmakers in \
the capital were aware of the plan and worried about it. The county has set a goal of finishing the \
canals by 2035."""

WARD = """Riverton Hospital will close its maternity ward in May, managers told nurses on Monday, a step that \
struck many doctors as reckless. Dr. Maria Keller, head of surgery, accused the board of hiding the \
losses. The board did not explain how the savings were calculated. Two former patients said that the \
ward had been the friendliest in the county. Nurses have argued that the closure breaks a promise made \
in 2019. "We had no other choice," chairman Paul Weiss said. The county lent the hospital 12 million \
dollars last year. A spokeswoman for the health ministry said inspectors had praised the ward in March. \
The hospital sold its laboratory to Medix in 2021. Critics fear that mothers will have to drive an hour \
to give birth. Police arrested three protesters outside the hospital on Sunday. Weiss succeeded Anna \
Brandt as chairman after the merger with Lakeside Clinic. Unions want the ministry to stop the closure. \
If the ministry steps in, the hospital may keep the ward until autumn. The ministry warned the hospital \
in April that it would cut its funding."""

DRIFTS = [
    (
        DAM,
        "attribution",
        "Water board engineers said members had understood the need to train more and to spread the shifts.",
    ),
    (
        DAM,
        "attribution",
        "Local bankers have said that the 2031 deadline is unworkable, however the costs are split.",
    ),
    (
        DAM,
        "relation",
        "Rural delegations told water board engineers at this week's meeting in Harford that they wanted the city of Marlow to pay for half of the new dam.",
    ),
    (
        DAM,
        "relation",
        "Members see the need to train more and to spread the shifts from winter to summer, a union leader said.",
    ),
    (DAM, "relation", "The water board has shifted its reserves from gold to bonds."),
    (
        DAM,
        "relation",
        "Because some of the best pumps would take months to arrive, the board has urged towns to buy local pumps.",
    ),
    (
        DAM,
        "relation",
        "Marlow may stop paying for some repairs if it does not meet the 2031 deadline, the engineers told the council.",
    ),
    (DAM, "entity", "The state has set itself a goal of having the canals finished by 2035."),
    (WARD, "attribution", "The closure breaks a promise that was made in 2019."),
    (
        WARD,
        "relation",
        "Nurses told managers on Monday that the hospital's maternity ward will close in May.",
    ),
    (WARD, "relation", "The hospital lent the county 12 million dollars last year."),
    (WARD, "relation", "Medix sold its laboratory to the hospital in 2021."),
    (WARD, "relation", "Anna Brandt followed Weiss as chairman after the merger with Lakeside Clinic."),
    (WARD, "relation", "The hospital warned the ministry in April that it would cut its funding."),
    (WARD, "relation", "The ministry wants unions to stop the closure."),
    (WARD, "attribution", "A board member said inspectors had praised the ward in March."),
    (
        WARD,
        "attribution",
        "A spokeswoman for the hospital said the ward had been praised by inspectors in March.",
    ),
]

REWORDINGS = [
    (DAM, "To some farmers, the plan looked unfair."),
    (DAM, "The plan was criticised by some farmers as unfair."),
    (DAM, "Complaints have come from rural delegates about being kept out of the talks with the builders."),
    (
        DAM,
        "In the view of several local growers the 2031 deadline is unworkable, whatever way the costs are shared.",
    ),
    (
        DAM,
        "It is unclear whether the schedule is the governor's view or merely that of some of the engineers.",
    ),
    (
        DAM,
        "According to a union leader, members know that they have to train more and spread the shifts from summer to winter.",
    ),
    (
        DAM,
        "Several growers in the area have said that the 2031 deadline cannot work, however the costs are split.",
    ),
    (
        DAM,
        "At a meeting in Harford this week, water board engineers told rural delegations that the state wants Marlow to pay for half of the new dam.",
    ),
    (DAM, "The water board has sold bonds and bought gold for its reserves."),
    (DAM, "The reserves of the water board were moved out of bonds and into gold."),
    (
        DAM,
        "The governor has wavered over the past year between backing the dam and, lately, wanting to drop it.",
    ),
    (
        DAM,
        "Towns have been urged by the board to buy local pumps, though some of the best ones would take months to arrive.",
    ),
    (
        DAM,
        'Lena Ortiz, the deputy agriculture minister, said it was "plain" that the canals should be in the charge of the towns.',
    ),
    (
        DAM,
        'At this week\'s meeting of irrigation experts, Deputy Minister Lena Ortiz called it "plain" that towns should take charge of the canals.',
    ),
    (DAM, "Several rural delegations heard of the plan from water board staff at a meeting in Harford."),
    (DAM, "The county aims to finish the canals by 2035."),
    (
        DAM,
        "Crews have started to repair the oldest locks, said a union leader who speaks for the canal workers.",
    ),
    (DAM, "A council aide said there was worry about the plan among some lawmakers in the capital."),
    (WARD, "Many doctors found the closure of the ward reckless."),
    (WARD, "The board has been accused by Dr. Maria Keller, who heads surgery, of hiding losses."),
    (WARD, "According to nurses, closing the ward breaks a promise from 2019."),
    (WARD, "How the savings were calculated was not explained by the board."),
    (WARD, "Managers told nurses on Monday that the maternity ward would close in May."),
    (WARD, "Last year the hospital borrowed 12 million dollars from the county."),
    (WARD, "Last year the hospital was lent 12 million dollars by the county."),
    (WARD, "In 2021 Medix bought the hospital's laboratory."),
    (WARD, "In 2021 the laboratory was sold by the hospital to Medix."),
    (WARD, "Anna Brandt was succeeded as chairman by Weiss after the merger with Lakeside Clinic."),
    (WARD, "In April the hospital was warned by the ministry that its funding would be cut."),
    (WARD, "The ministry has been asked by unions to stop the closure."),
    (WARD, "Three protesters were arrested outside the hospital on Sunday."),
    (WARD, "Inspectors praised the ward in March, the health ministry's spokeswoman said."),
    (WARD, "The hospital may keep the ward until autumn if the ministry intervenes."),
    (WARD, "It is feared that mothers may need to drive for an hour to give birth."),
    (WARD, "The ward was praised by inspectors in March."),
]


@pytest.mark.parametrize(("source", "kind", "claim"), DRIFTS)
def test_a_drift_told_in_other_words_is_caught_and_named(source: str, kind: str, claim: str) -> None:
    found = findings(claim, index_of(source))

    assert decide(Claim.of(claim), found).verdict is not Verdict.SUPPORTED
    assert kind in {flag.kind.value for finding in found for flag in finding.flags}


@pytest.mark.parametrize(("source", "claim"), REWORDINGS)
def test_what_an_article_says_passes_in_other_words(source: str, claim: str) -> None:
    found = findings(claim, index_of(source))

    assert decide(Claim.of(claim), found).verdict is Verdict.SUPPORTED


def index_of(source: str) -> SourceIndex:
    return SourceIndex([Document(id="d", path="d", text=source, sha256="")])
