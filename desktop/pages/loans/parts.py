"""The tabs of the page of loans that write records of their own, each made when first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QStackedWidget

    from desktop.pages.loans.applications import Applications
    from desktop.pages.loans.cases import Cases
    from desktop.pages.loans.checks import Checks
    from desktop.pages.loans.halts import Halts
    from desktop.pages.loans.requests import Requests
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

    Part: TypeAlias = Checks | Requests | Cases | Halts | Applications

CHECKS, REQUESTS, CASES, HALTS = "checks", "requests", "cases", "halts"
APPLYING, APPLICATION = "applications", "application"
BEGUN = {"inspection": CHECKS, "case": CASES, "renewal": REQUESTS}
"""The tab in which a record about a loan is written, by what another page asks for."""

WAITS = {"request": REQUESTS, "applied": APPLYING}
"""The tab in which something waits for the bank's word, by what another page asks for."""

WRITES = {
    CHECKS: "post_loan_inspection",
    REQUESTS: "renewal_request",
    CASES: "overdue_case",
    HALTS: "suspension_order",
    APPLYING: "application",
}
"""The table into which each of the tabs writes."""

LETTERS = {
    "K": "write",
    "G": "mend",
    "J": "close_case",
    "P": "print",
    "L": "print_list",
    "A": "apply",
    "B": "decide",
    "H": "sign",
    "M": "hand_over",
    "D": "need_more",
}
"""What a letter does in such a tab, where the tab has it."""


class Parts:
    """Gives the part of a tab; `told` hears the tab and the sentence of what was written."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        checks: Checks,
        work: QStackedWidget,
        told: Callable[[str, str], object],
        *,
        go: Callable[[str, object], None],
    ) -> None:
        self._desk, self._jobs, self._work, self._told = desk, jobs, work, told
        self._go = go
        self._steps = False
        self._made: dict[str, Part] = {}
        self._add(CHECKS, checks)

    def of(self, kind: str) -> Part | None:
        """The part of a tab, None where the tab only shows."""
        if kind in WRITES and kind not in self._made:
            self._add(kind, self._make(kind))
        return self._made.get(kind)

    def press(self, kind: str, letter: str) -> None:
        """Do what a letter does in a tab."""
        call = getattr(self.of(kind), LETTERS[letter], None)
        if call is not None:
            call()

    def seek(self, kind: str, number: str) -> None:
        """Stand on what waits for the bank's word, as soon as the tab shows it."""
        part = self.of(kind)
        if part is not None:
            part.seek(number)

    def offer(self, *, steps: bool) -> None:
        """Whether records are this role's work."""
        self._steps = steps
        for part in self._made.values():
            part.offer(steps=steps)

    def forget(self) -> None:
        """Take everything personal away."""
        for part in self._made.values():
            part.forget()

    def _make(self, kind: str) -> Part:
        from desktop.pages.loans.applications import Applications
        from desktop.pages.loans.cases import Cases
        from desktop.pages.loans.halts import Halts
        from desktop.pages.loans.requests import Requests

        if kind == APPLYING:
            return Applications(self._desk, self._jobs, self._go)
        made: dict[str, type[Checks | Requests | Cases | Halts]] = {
            CASES: Cases,
            HALTS: Halts,
            REQUESTS: Requests,
        }
        return made[kind](self._desk, self._jobs)

    def _add(self, kind: str, part: Part) -> None:
        self._made[kind] = part
        part.written.connect(lambda text: self._told(kind, text))
        part.offer(steps=self._steps)
        self._work.addWidget(part)
