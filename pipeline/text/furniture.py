"""The words by which web pages frame an article, as patterns over one block of text.

Each pattern is matched against a block with its white space squeezed. Where a pattern could also be a line
of an article (a date, a name after "By"), it counts only at the edges of the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of clutter: `reason` for the record; `closes` gives the share of the article's prose that
    may follow it and still be taken as no part of the article; `at_edges` limits it to the head and the
    tail; `max_words` bounds it.
    """

    reason: str
    pattern: re.Pattern[str]
    max_words: int = 12
    at_edges: bool = False
    closes: float = 0.0


def kind_of(text: str) -> Kind | None:
    """The kind of clutter that a whole block, squeezed to single spaces, looks like; None for anything
    else.
    """
    words = text.count(" ") + 1
    return next((kind for kind in KINDS if words <= kind.max_words and kind.pattern.search(text)), None)


def is_moment(text: str) -> bool:
    """Whether `text` says nothing but when it was published: a date with its year, a time, "5 min read"."""
    return bool(_HAS_MOMENT.search(text)) and not _MOMENT_PARTS.sub("", text).strip(" \t,.:;|/•·–—-()+&")


_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tues|thurs|thur|mon|tue|wed|thu|fri|sat|sun"
_ZONE = (
    "gmt|utc|bst|cest|cet|est|edt|et|cst|cdt|ct|mst|mdt|mt|pst|pdt|pt|ist|jst|kst|aest|hkt|sgt|eat|msk"
    "|eastern|local time"
)
_HAS_MOMENT = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\d{1,2}\s?[ap]\.?m\b|\d/\d|\bago\b|min(?:ute)?s? read"
    r"|\b(?:published|posted|updated|modified)\b",
    re.IGNORECASE,
)
_MOMENT_PARTS = re.compile(
    rf"published|posted|updated|modified|created|first|last|date|time|on|at|by|today|yesterday|just now"
    rf"|read(?:ing)?|ago"
    rf"|(?:minute|hour|second|day|week|month|year|min|hr|sec)s?|{_MONTH}|{_DAY}|{_ZONE}|a\.?m\.?|p\.?m\.?"
    rf"|\d+(?:st|nd|rd|th)?",
    re.IGNORECASE,
)


def _exactly(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})\W*$", re.IGNORECASE)


def _begins(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})", re.IGNORECASE)


_NAME = r"[A-Z][\w.'’-]*(?: (?:de|van|von|der|den|bin|al|da|di|du|la|le))?"
_AGENCIES = (
    r"reuters|ap|afp|upi|dpa|pti|ani|ians|efe|ansa|apa|xinhua|tass|bloomberg|cnn|bbc"
    r"|pa media|the associated press|associated press|agencies|agency"
)

KINDS: tuple[Kind, ...] = (
    Kind(
        "comments",
        _exactly(
            r"(?:no |\d+ |view |show |read |see |all |post |hide )*(?:public "
            r"|reader )?comments?(?: section| policy| yet| \d+| off| are closed)?",
            r"(?:add|leave|write|post|make) (?:a|your) (?:public )?(?:comment|reply).*",
            r"be the first to comment.*",
            r"(?:join|start) the (?:conversation|discussion).*",
            r"(?:log|sign) in to comment.*",
            r"conversation",
        ),
        closes=0.35,
    ),
    Kind(
        "other headlines",
        _exactly(
            r"(?:related|recommended|similar|latest|recent|popular|trending|featured|top|more|other"
            r"|further|must|most)"
            r" (?:articles?|stories|story|posts?|news|reads?|reading|read|viewed|popular|shared|content"
            r"|topics?|coverage|videos?|headlines|now|today)"
            r"(?: (?:on|from|in|for|by|about) .{1,40}| (?:stories|articles|news|now|today))?",
            r"(?:more|read more) (?:on|from|about) .{1,40}",
            r"(?:you (?:may|might) (?:also )?(?:like|be interested in|have missed)|recommended for you"
            r"|in case you missed it|trending(?: now)?|editor'?’?s'? picks?|don't miss|what to read next"
            r"|up next|keep reading|also read|read also|read next|see also|around the web"
            r"|from our partners|promoted stories|sponsored (?:content|links)|from the web)",
            r"related|recommended|headlines",
        ),
        closes=0.1,
    ),
    Kind(
        "other headlines",
        _begins(
            r"(?:read (?:more|also|next)|also read|see also|related|must read)\s?[:|>»–—-]\s?\S"
            r"|(?:watch|listen|explained|more)\s?[:|>»]\s?\S"
        ),
        max_words=25,
    ),
    Kind(
        "page furniture",
        _exactly(
            r"(?:next|previous|prev|older|newer)(?: (?:story|article|post|page|up))?", "next in .{1,30}"
        ),
        closes=0.02,
    ),
    Kind(
        "page furniture",
        _exactly(
            r"(?:share|tweet|pin|e?-?mail|print|save|bookmark|listen|like|follow|copy link|gift"
            r"|reprints?)(?: (?:it|this|on|to|via|by|us|now|article|story|post|page|link|with|friends?"
            r"|facebook|twitter|x|whatsapp|linkedin|reddit|telegram|email|tumblr|pinterest|the))*(?: \d+)?",
            r"(?:facebook|twitter|whatsapp|linkedin|instagram|youtube|tiktok|telegram|reddit|pinterest"
            r"|flipboard|messenger|threads|bluesky|x|\d+ shares?|shares?)(?:[\s|,/•]+(?:facebook|twitter"
            r"|whatsapp|linkedin|instagram|youtube|tiktok|telegram|reddit|pinterest|e-?mail|print|x))*",
            r"(?:begin|start) typing.*|(?:type|enter) (?:your )?(?:search|keyword|e-?mail).*"
            r"|search(?: (?:results|here|(?:this|our) (?:web)?site))?",
            r"(?:skip|jump) to (?:main |the )?(?:content|navigation|footer)|(?:main |toggle |open "
            r"|close )*(?:menu|navigation|nav|sidebar|search)",
            r"back to (?:top|home.*)|scroll (?:down|to .*)|load(?:ing)?(?: more.*)?|(?:show|view|see|read"
            r"|click for|learn) (?:more|less|all)|continue reading.*|read full (?:story|article)"
            r"|click here.*|tap here.*",
            r"(?:home|homepage|breadcrumbs?|about us|contact us|careers|help|faqs?|sitemap|newsletters?"
            r"|e-?paper|live tv|my account|sign (?:in|up|out)|log ?(?:in|out)|register|subscribe(?: now"
            r"| today)?|join(?: now)?|accept(?: all)?|reject all|dismiss|ok|got it|play|pause|mute|unmute"
            r"|close|cancel|submit|send|go|done|more|all|previous|edition|language)",
            r"(?:advertisements?|sponsored|promoted|paid (?:content|post)|ad|ads by .*|advertise with us"
            r"|story continues below.*|article continues (?:below|after).*|remove ads)",
            r"(?:user|profile) (?:avatar|image|photo|picture)|avatar|thumbnail|logo",
            r"media playback is .*|this (?:video|content) (?:is not|is un|can ?not|can't) .*|(?:play"
            r"|watch) video",
            r"follow us.*|get the app.*|download (?:the|our) app.*|trust project.*|why trust .*",
        ),
    ),
    Kind(
        "about the author",
        _exactly(
            r"about the (?:authors?|writers?|reporters?)|about (?:author|me)|authors?(?: bio)?"
            r"|author (?:avatar|profile)|written by|meet the author|contributors?"
        ),
        closes=0.35,
        at_edges=True,
    ),
    Kind(
        "caption",
        _exactly(
            r"(?:\(?(?:image|photo|picture|pic|photograph|visual|illustration)s? (?:used )?(?:is )?(?:for"
            r"|only for) (?:illustrat|represent)\w*.*)",
            r"(?:representati(?:ve|onal)|representation|illustrative|file|stock|symbolic|archive) (?:image"
            r"|photo|picture|pic|photograph)s?",
            r"\[?(?:image|photo|photograph|picture)\]?",
        ),
    ),
    Kind(
        "caption",
        re.compile(
            r"^\W*(?:photo|image|picture|photograph|video|illustration|graphic|cover|file photo"
            r"|representative image|credits?)s?"
            r"(?: (?:source|credits?|courtesy(?: of)?|by)|\s?[:/|©])",
            re.IGNORECASE,
        ),
        max_words=30,
    ),
    Kind(
        "caption",
        re.compile(
            r"(?:Getty Images|AFP via|/ ?AP\b|AP Photo|REUTERS/|Reuters/[A-Z]|Shutterstock|iStock|EPA-EFE"
            r"|Unsplash|Handout via)[^.]{0,40}[.)\]]*$"
        ),
        max_words=70,
    ),
    Kind(
        "credits",
        _begins(
            r"(?:additional |writing and |written and )?(?:reporting|writing|editing|compiled|edited"
            r"|reported|translated)(?: and (?:writing|editing|reporting))? by [^.]{3,}",
        ),
        max_words=60,
        closes=0.25,
        at_edges=True,
    ),
    Kind(
        "credits",
        _exactly(
            r"(?:brought to you|powered|provided|distributed|syndicated|published|presented) by .*",
            r"(?:source|via|courtesy|credit)s?\s?:.*",
            r"(?:with (?:additional )?)?inputs? from .*|with (?:reporting|files) from .*",
            rf"[(\[—–-]*\s?(?:{_AGENCIES})(?:\s?[,;/|&]\s?[\w. ]{{2,20}}){{0,4}}\s?[)\]]*",
            r".{3,} contributed (?:reporting|to this (?:report|story|article)).*",
            r"our standards: .*|the thomson reuters trust principles.*|(?:purchase )?licensing rights.*",
            r"(?:this|the) (?:article|story|report|piece|post) (?:was |has been |is )?(?:originally "
            r"|first |auto-?)?(?:published|appeared|generated|produced|syndicated|created|posted).*",
        ),
        max_words=40,
        at_edges=True,
        closes=0.1,
    ),
    Kind(
        "legal",
        _begins(
            r"(?:©|\(c\)|copyright\b(?: ©)?) ?(?:by |\d{4}|the )",
            r"all rights reserved",
            r"disclaimer\b\s?:",
            r"the (?:views|opinions) expressed (?:here|in this|by the author)",
            r"(?:we|this (?:web)?site|our (?:web)?site|the site|our partners)\b.{0,60}"
            r"\buses? (?:\w+ ){0,2}cookies",
            r"by (?:clicking|signing up|continuing|subscribing|submitting|using)\b.{0,120}\b(?:agree"
            r"|accept|consent|acknowledge)",
            r"this (?:site|page|form) is protected by",
        ),
        max_words=90,
    ),
    Kind(
        "legal",
        _begins(
            r"(?:terms (?:of (?:use|service)|and conditions|& conditions)|privacy (?:policy|notice|statement)"
            r"|cookie (?:policy|settings|notice|preferences)|do not sell)",
        ),
        max_words=8,
    ),
    Kind("legal", re.compile(r"^\W*(?:©|\(c\)|copyright\b).*\b\d{4}\b", re.IGNORECASE), max_words=14),
    Kind("legal", re.compile(r"\ball rights reserved\b", re.IGNORECASE), max_words=40),
    Kind(
        "page furniture",
        _begins(
            r"(?:sign up|subscribe|register|join|enter your e-?mail)\b.{0,60}\b(?:newsletters?|inbox"
            r"|updates|alerts|today|now|free|channel|whatsapp|telegram)\b",
            r"(?:already|not) a (?:subscriber|member)",
            r"(?:please )?(?:enable|turn on|activate) (?:javascript|cookies)|(?:please )?(?:disable"
            r"|turn off) your ad ?blocker|your browser (?:does not|is)",
            r"your e-?mail address will not be published",
            r"(?:this (?:article|content|story) is (?:for|only|available|reserved)|you have (?:read"
            r"|reached)|to (?:read|continue reading))\b.{0,40}\b(?:subscribers?|articles?|subscribe"
            r"|limit)\b",
            r"(?:support|donate to) (?:our|independent|quality) journalism",
            r"(?:follow|like|find|join|connect with) us (?:on|at|via)\b",
            r"(?:get|stay) (?:the latest|our|more|updated|up to date|informed)\b.{0,60}\b(?:newsletters?"
            r"|inbox|app|alerts|channel)\b",
            r"(?:have a (?:news )?tip|got a tip|contact (?:the|this) (?:author|reporter)|(?:e-?mail"
            r"|write to) (?:the|this) (?:author|reporter))",
        ),
        max_words=45,
    ),
    Kind(
        "byline",
        re.compile(
            rf"^(?:(?:[Bb][Yy]|BY|[Ss]tory by|[Ww]ords by|[Tt]ext by|[Vv]on|[Pp]ar"
            rf"|[Pp]or):?\s+{_NAME}(?:(?:,| and| &| in| for| at| of| with|\s?[|•·-])? {_NAME}){{0,9}}"
            rf"(?:\s?[,|•·–-].{{0,40}})?)$"
        ),
        max_words=18,
        at_edges=True,
    ),
    Kind(
        "byline",
        re.compile(
            rf"^(?:{_NAME}(?: {_NAME}){{1,3}}(?:(?:,| and| &) {_NAME}(?: {_NAME}){{1,3}}){{0,3}}\s?[,"
            rf"|•·–—-]\s?"
            rf"(?:(?:[Ss]taff|[Ss]enior|[Cc]hief|[Ss]pecial|[Pp]olitical|[Ff]oreign|[Dd]efen[cs]e"
            rf"|[A-Z]\w+) ){{0,3}}"
            rf"(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]ontributor|[Cc]olumnist"
            rf"|[Jj]ournalist|Reuters|AFP|AP|Associated Press|BBC News))$"
        ),
        max_words=16,
        at_edges=True,
    ),
    Kind(
        "byline",
        _begins(
            r"(?:generated|written|reviewed|authored|posted|published|edited|curated|fact[- ]checked"
            r"|reported|medically reviewed|compiled|updated|contributed|uploaded) ?by(?: "
            r"|[A-Z:])[^.!?]{2,}$",
            r"(?:from|by) (?:our|a|the) (?:\w+ )?(?:correspondent|staff|reporter|bureau|desk)\b",
            r"(?:staff (?:reporter|writer)|news desk|web desk|agencies|agency|editorial (?:team|board"
            r"|staff)|guest (?:author|post))\s*$",
        ),
        max_words=16,
        at_edges=True,
    ),
    Kind(
        "tags",
        _begins(
            r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)|labels?|related topics|in this story"
            r"|more on)\s?:"
        ),
        max_words=60,
    ),
    Kind("tags", re.compile(r"^(?:#[\w-]+[\s,]*){2,}$"), max_words=60),
    Kind(
        "link",
        re.compile(r"^\W*(?:[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)\S+)\W*$", re.IGNORECASE),
        max_words=1,
    ),
    Kind(
        "navigation",
        re.compile(r"^(?![|])(?:[^|•·»›>]{1,30}\s[|•·»›>]\s?){2,}[^|•·»›>]{1,30}$"),
        max_words=40,
        at_edges=True,
    ),
)

DATELINE = re.compile(
    r"(?:(?P<place>[A-Z][A-Z.'’-]+(?:[ /-](?:[A-Z][A-Z.'’-]*|de|of))*)"  # NEW DELHI, BRUSSELS/PARIS
    r"(?:, [A-Z][\w. ]{1,20}?)?,? ?)?"  # Germany, D.C.
    rf"(?P<day>(?i:{_MONTH})\.? \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} (?i:{_MONTH})\.?(?:,? \d{{4}})?)?"
    r"(?: ?[(\[](?P<agency>[A-Z][\w/ .&'’-]{1,40})[)\]])?"
    r"\s*(?P<dash>[–—:-]{1,2})\s+(?=[\"“‘'(]?[A-Z0-9])"
)
"""How an agency's first paragraph begins: place, day, agency, dash. A place alone must be told from an
acronym.
"""

CREDIT_AT_END = re.compile(
    r"\s*[(\[](?:(?:additional |writing and )?(?:reporting|writing|editing|edited|compiled|written"
    r"|translated)(?: and \w+)? by|with (?:additional )?(?:inputs?|reporting"
    r"|files) from)\s[^()\[\]]{3,400}[)\]]\s*$",
    re.IGNORECASE,
)
BIO = re.compile(
    r"^(?:[A-Z][\w.'’-]+ ){2,4}(?:"
    r"(?:covers|writes|reports|has (?:covered|reported|written))\b"
    r"|(?:is|was) (?:an?|the)\b.{0,80}\b(?:reporter|journalist|correspondent|editor|writer|columnist"
    r"|author|fellow)\b)"
)
