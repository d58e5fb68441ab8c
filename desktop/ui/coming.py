"""A page that is not filled yet: what will be there, and what can be done meanwhile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.ui.jobs import Jobs


class Coming(Page):
    """One sentence and the nearest working actions."""

    def __init__(
        self,
        jobs: Jobs,
        go: Callable[[str, object], None],
        *,
        drawing: str,
        text: str,
        actions: Sequence[tuple[str, str] | tuple[str, str, str]],
    ) -> None:
        """`actions` are (verb, page) or (verb, page, what to show there)."""
        super().__init__(jobs, go)
        card = Card()
        self.empty = Empty(
            drawing,
            text,
            [(verb, partial(go, page, what[0] if what else None)) for verb, page, *what in actions],
        )
        self.buttons = self.empty.buttons
        card.body.addWidget(self.empty)
        self.body.addWidget(card, 1)
