"""Articles by the hundred, each about something else: invented, and the same each time."""

from __future__ import annotations

import random
from pathlib import Path

_STARTS = ("Bra", "Hol", "Kes", "Lun", "Mar", "Nor", "Osk", "Pel", "Rav", "Sten", "Tol", "Var", "Wex", "Yar")
_ENDS = ("berg", "by", "bridge", "dal", "feld", "haven", "mouth", "stad", "ton", "vik", "worth", "low")
_MIDDLES = ("an", "el", "in", "or", "us", "al", "en", "il", "on", "ur", "ar")
_NAMES = ("Anna", "Bela", "Carl", "Dora", "Emil", "Frida", "Georg", "Hanna", "Ivo", "Jana", "Karl", "Lena")
_NOUNS = (
    "harbour hospital bridge railway library theatre dam market school museum orchard ferry quarry brewery "
    "tunnel airfield lighthouse canal stadium bakery vineyard foundry archive observatory prison reservoir "
    "cathedral shipyard factory nursery cinema abbey mill depot laboratory pharmacy cemetery sawmill glacier "
    "forest marsh meadow pipeline turbine satellite telescope violin painting manuscript statue organ tractor "
    "combine herd salmon oyster barley potato cheese honey wool timber granite copper cobalt gravel cement "
    "pension tariff licence subsidy lease mortgage permit treaty verdict appeal petition strike ballot census "
    "vaccine fever fracture surgery ambulance nurse surgeon midwife clinic dentist"
)
_VERBS = (
    "reopen repair sell inspect flood rebuild insure measure paint rent heat clean expand shorten cancel "
    "postpone finance guard search evacuate photograph replace widen drain restore auction ship harvest brew "
    "weigh count record defend question describe praise criticise"
)
_QUALITIES = (
    "northern southern wooden marble disused municipal private medieval narrow frozen crowded remote costly "
    "temporary abandoned listed leaking silent rusty fragile hidden popular contested profitable"
)
_FORMS = (
    "The {quality} {noun} of {place} will {verb} its {other} for {few} weeks from {day}, {person} said.",
    "To {verb} the {noun} costs {many} million crowns, {less} million more than planned in {year}.",
    "About {many} people look after the {quality} {noun}, and {few} of them may leave for another {other}.",
    "The council voted by {few} to {less} on {day} to {verb} every {quality} {noun}.",
    '"Nobody has tried to {verb} a {noun} here since {year}," {person} told reporters in {place}.',
    "It is not clear whether {person} will {verb} the {other} before the {noun} is {quality}.",
    "Owners of a {quality} {other} collected {many},000 signatures against the {noun}.",
    "A {noun} that was built in {year} needs a {quality} {other}, an expert in {place} wrote.",
    "{person} denied that anybody wanted to {verb} the {noun} or its {quality} {other}.",
    "Sales of the {other} fell by {few} percent after the {noun} became {quality}.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def article(number: int, sentences: int = 8) -> str:
    """The text of the article `number`: a title and paragraphs of two sentences."""
    draw = random.Random(number)
    place = _name(draw)
    facts = [_fact(form, place, draw) for form in draw.sample(_FORMS, sentences)]
    paragraphs = [" ".join(facts[at : at + 2]) for at in range(0, len(facts), 2)]
    return "\n\n".join([f"News from {place}, part {number}", *paragraphs]) + "\n"


def write(folder: Path, count: int, sentences: int = 8) -> Path:
    """Write `count` articles into `folder`, and give the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(article(number, sentences), encoding="utf-8")
    return folder


def _fact(form: str, place: str, draw: random.Random) -> str:
    first, second = draw.sample(_NOUNS.split(), 2)
    return form.format(
        place=place,
        noun=f"{_name(draw)} {first}",
        other=f"{second} at {_name(draw)}",
        verb=draw.choice(_VERBS.split()),
        quality=draw.choice(_QUALITIES.split()),
        person=f"{draw.choice(_NAMES)} {_name(draw)}",
        day=draw.choice(_DAYS),
        year=draw.randint(1921, 2024),
        many=draw.randint(20, 99),
        few=draw.randint(11, 19),
        less=draw.randint(2, 9),
    )


def _name(draw: random.Random) -> str:
    """One of some two thousand: what an article is about is named in most of its sentences."""
    return draw.choice(_STARTS) + draw.choice(("", *_MIDDLES)) + draw.choice(_ENDS)
