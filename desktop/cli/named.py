"""What a line of a list is called, so that it can be typed again: in words, never in codes."""

from __future__ import annotations

from desktop.texts import word
from desktop.words import words

_COLON = "："


def todo(consequence_id: str) -> str:
    """What follows from a list for a household: version/household/what is to be done."""
    start, slash, code = consequence_id.rpartition("/")
    return f"{start}{slash}{word('roster_todo', code)}" if slash else consequence_id


def typed_todo(text: str) -> str:
    """The id behind such a name, or behind itself."""
    start, slash, said = text.strip().rpartition("/")
    return f"{start}{slash}{words().known('roster_todo', said) or said}" if slash else text


def task(task_id: str) -> str:
    """A task: its kind and what tells it from others of the kind."""
    kind, colon, rest = task_id.partition(":")
    return f"{word('task_kind', kind)}{colon}{todo(rest)}"


def typed_task(text: str) -> str:
    """The id behind such a name, or behind itself."""
    kind, colon, rest = text.strip().replace(_COLON, ":").partition(":")
    return f"{words().known('task_kind', kind) or kind}{colon}{typed_todo(rest)}"
