"""Jobs whose answers wait until a test lets them go, in the order in which they were asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.ui.jobs import InlineJobs

T = TypeVar("T")


class HeldJobs(InlineJobs):
    """The store thread as a busy laptop has it: the hand is faster than the answers."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[Callable[[], object]] = []

    def run(
        self,
        call: Callable[[], T],
        then: Callable[[T], object] | None = None,
        always: Callable[[], object] | None = None,
    ) -> None:
        """Keep the call for later."""
        inner = super().run
        self._held.append(lambda: inner(call, then, always))

    def let_go(self) -> None:
        """Run what waits, and what that asks for."""
        while self._held:
            self._held.pop(0)()
