"""Tell a sentence that can be understood alone from one that leans on the sentence before it."""

from __future__ import annotations

import re

_LEANING = re.compile(
    r"""^["'“‘(]*(?:
        (?:he|she|they|his|her|hers|their|theirs|its|him|them|these|those|such|both|neither)\b
      | it\b(?!\s(?:is|was|remains|remained|has\sbeen|seems|appears|appeared|became|would\sbe|will\sbe|may\sbe)\b)
      | it\s(?:is|was|has\sbeen)\s
        (?!(?:also\s|still\s|yet\s|further\s)*
          (?:not|unclear|unknown|clear|known|uncertain|likely|unlikely|possible|impossible|said|reported|expected
            |believed|thought|time|the|up|important|necessary|hard|difficult|easy))
      | (?:this|that)\b
        (?!\s+(?:week|month|year|day|morning|evening|afternoon|summer|winter|spring|autumn|fall|time)\b)
      | (?:and|but|or|so|yet|however|meanwhile|moreover|furthermore|instead|still|also|then|thus|therefore|besides
          |amid\sthese|in\saddition|as\sa\sresult|for\sexample|for\sinstance|on\sthe\sother\shand|nevertheless
          |nonetheless)\b
      | the\s(?:aim|article|goal|push|threats?|move|message|request|plan|decision|proposal|statement|announcement
            |report|meeting|officials?|former|latter|demand|document|change|shift|measure|step|comments?|remarks?|command|alliance)\b
        (?!\s(?:of|from|by|to|that|between|in|at|on|for|with|over)\b)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMES = r"(?!week|month|year|day|morning|evening|afternoon|night|summer|winter|spring|autumn|fall|time|century|decade)"
_POINTING_BACK = re.compile(
    rf"""\b(?:this|these)\s{_TIMES}[a-z]
      | \b(?:even|of|on|to|in|by|for|with|from|at|about|over|under|against|after|before|such)\s(?:that|those)\s
        (?!who\b|which\b|of\b){_TIMES}[a-z]""",
    re.VERBOSE,
)
_BROKEN_OFF = re.compile(r"[,:;–—-]\s*$")


def stands_alone(sentence: str) -> bool:
    """Whether nothing in it needs the sentence before it ("He", "even that deadline"), nor its end the next."""
    words = sentence.strip()
    if words.lstrip("\"'“‘(")[:1].islower():
        return False
    return not (_LEANING.match(words) or _POINTING_BACK.search(words) or _BROKEN_OFF.search(words))
