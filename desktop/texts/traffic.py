"""What waits and what was kept apart, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.texts import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Counted(Protocol):
    """What was refused but kept."""

    @property
    def set_aside(self) -> int: ...
    @property
    def bundles_set_aside(self) -> int: ...
    @property
    def differs(self) -> Sequence[str]: ...


def gap_text(gap: str) -> str:
    """What is missing, as a sentence; a gap is written "sender first-last"."""
    sender, _, span = gap.partition(" ")
    first, _, last = span.partition("-")
    return sentence("gap_named", {"sender": sender, "first": first, "last": last})


def kept_apart(counted: Counted) -> Iterator[str]:
    """A sentence for each kind of thing that was refused but kept, and for an alarm."""
    if counted.set_aside:
        yield sentence("operations_set_aside", {"n": counted.set_aside})
    if counted.bundles_set_aside:
        yield sentence("bundles_set_aside", {"n": counted.bundles_set_aside})
    if counted.differs:
        yield sentence("state_differs", {"n": len(counted.differs)})
