"""Every error raised on purpose.

PipelineError
├── InputError              the user can mend it: exit code 2
│   └── SettingsError       a flag, variable or settings file holds a value that cannot be used
├── EndpointError           the model or the road to it: exit code 4
│   ├── ReplyError          the endpoint answered, but not with what was asked for
│   │   └── CutReply        the reply ends at its length limit
│   ├── RequestRefused      the endpoint does not take the request as it is: a parameter it does not know
│   │   └── ContextOverflow the prompt is longer than the model's context
│   └── CassetteMiss        replaying, and this request was never recorded
└── BudgetExceeded          the run stopped at --max-requests, --max-tokens or --max-cost: exit code 5

Disagreement between a claim and its source is a finding, not an error. Whatever befalls one chunk or one
claim becomes a `records.Failure`; only what makes the whole run pointless is raised to the command line.
"""

from __future__ import annotations


class PipelineError(Exception):
    """Base of all errors below; its message is written for the person at the terminal."""

    exit_code = 1


class InputError(PipelineError):
    """Something the user gave cannot be used; the message says what would be right."""

    exit_code = 2


class SettingsError(InputError):
    """A setting holds a value that cannot be used; the message names where the value came from."""


class EndpointError(PipelineError):
    """A model call failed and retrying it did not help."""

    exit_code = 4


class ReplyError(EndpointError):
    """The endpoint's reply does not hold what was asked for; `reply` is what it said."""

    def __init__(self, message: str, reply: str = "") -> None:
        super().__init__(message)
        self.reply = reply


class CutReply(ReplyError):
    """The reply ends at its length limit, so the end of it is missing."""


class RequestRefused(EndpointError):
    """The endpoint does not take the request as it is (HTTP 400 or 422), such as a parameter."""


class ContextOverflow(RequestRefused):
    """The prompt does not fit into the model's context; the caller asks for less at once."""


class CassetteMiss(EndpointError):
    """While replaying: no recorded request equals this one. The message shows how the nearest one differs."""


class BudgetExceeded(PipelineError):
    """A limit on requests, tokens or cost is reached; what has been answered is kept for the next run."""

    exit_code = 5
