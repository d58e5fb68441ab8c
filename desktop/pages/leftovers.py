"""After a power cut: what was typed and never saved is offered as soon as the window is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.ui.unfinished import Left, Unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.entry import DraftLine
    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page


class Around(Protocol):
    """The window, as far as it is asked here."""

    desk: Desk
    jobs: Jobs
    now: str

    def page(self, key: str) -> Page: ...
    def open(self, key: str, what: object = None) -> None: ...


class Leftovers(QObject):
    """Asks once when the window opens; the page of visits asks again by itself."""

    def __init__(self, window: Around) -> None:
        parent = window if isinstance(window, QWidget) else None
        super().__init__(parent)
        self._window = window
        self.unfinished = Unfinished(
            parent or QWidget(),
            go_on=lambda key: window.open("visits", f"draft/{key}"),
            give_up=self._give_up,
        )

    def ask(self) -> None:
        """Look for what was left."""
        window = self._window
        if not window.desk.session.is_county:
            window.jobs.run(window.desk.entry.drafts, self._offer)

    def _offer(self, drafts: Sequence[DraftLine]) -> None:
        banner = self._window.page(self._window.now).banner
        self.unfinished.offer(banner, [Left(key=one.key, name=one.name) for one in drafts])

    def _give_up(self, key: str) -> None:
        window = self._window
        window.jobs.run(lambda: window.desk.entry.drop(key), lambda _: self.ask())
