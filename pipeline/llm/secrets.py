"""Strings that look like keys, and how they are taken out of what is written to a file or shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

REDACTED = "[redacted]"

_SECRET = re.compile(
    r"""
      \b(?:sk|pk|rk|org|proj|sess)[-_](?=[\w-]{0,99}\d)(?:[A-Za-z0-9]{1,40}[-_]){0,6}[A-Za-z0-9]{16,}
    | \b(?:gsk|xai|hf|pplx|r8|nvapi|tgp|fw|csk|npm|pypi|dop_v1|shpat|glsa|sntrys|dapi|pat)[-_]
      (?=[\w-]{0,99}\d)[A-Za-z0-9_-]{16,}
    | \bgh[opsur]_[A-Za-z0-9]{20,} | \bgithub_pat_[A-Za-z0-9_]{20,} | \bglpat-[A-Za-z0-9_-]{16,}
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,} | \bxapp-[A-Za-z0-9-]{10,}
    | \b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b
    | \bAIza[A-Za-z0-9_-]{30,} | \bya29\.[A-Za-z0-9_-]{20,}
    | \bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}
    | \bkey-[0-9a-f]{32}\b
    | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}
    | -----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----
      (?:.{0,8000}?-----END\ (?:[A-Z]+\ )*PRIVATE\ KEY-----|(?:[A-Za-z0-9+/=\\]|[\r\n])*)
    | (?<=://)[^\s/:@"']+:[^\s/@"']+(?=@)
    | (?<![A-Za-z])(?P<scheme>(?i:bearer|basic)\s+)(?=[A-Za-z._~+/-]{0,99}\d)[A-Za-z0-9._~+/-]{16,}=*
    | (?P<name>(?i:(?:api|access|secret|auth|private|account)[-_\ ]?(?:key|token)|password|passwd
               |client[-_]?secret|authorization)(?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)
      [A-Za-z0-9._~+/-]{12,}=*
    """,
    re.VERBOSE | re.DOTALL,
)


def redact(text: str, own: str = "") -> str:
    """`text` with everything that looks like a key, token or password replaced by `[redacted]`.

    So is each string given to `hide`. What stands in `own` as well, the words of an article, stays.
    """
    for secret in _hidden:
        text = text.replace(secret, REDACTED)
    return _SECRET.sub(
        lambda match: (
            match[0] if own and match[0] in own else f"{match['scheme'] or match['name'] or ''}{REDACTED}"
        ),
        text,
    )


def hide(secret: str) -> None:
    """From now on, let `redact` take out `secret`, whatever it looks like; too short a one could be a word."""
    if len(secret) >= SHORTEST:
        _hidden.add(secret)


SHORTEST = 8
"""Code points of the shortest key that is hidden wherever it stands."""

_hidden: set[str] = set()


def secrets(text: str) -> Iterator[str]:
    """The strings of `text` that look like keys, in order."""
    return (match[0] for match in _SECRET.finditer(text))
