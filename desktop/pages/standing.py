"""What the officer must know about this computer is said where she is at work, and stays said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, QTimer

from desktop.texts import sentence

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.standing import StandingLine
    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page

_SOON = "certificate_soon"
AGAIN_MS = 5000


class Around(Protocol):
    """The window, as far as it is asked here."""

    desk: Desk
    jobs: Jobs
    now: str

    def page(self, key: str) -> Page: ...


class Standing(QObject):
    """Asks when the window opens and after each exchange."""

    def __init__(self, window: Around) -> None:
        super().__init__(cast("QObject", window))
        self._window = window
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.ask)

    def end(self) -> None:
        """Ask no more."""
        self._again.stop()

    def ask(self) -> None:
        """Ask how this computer stands with its county."""
        self._window.jobs.run(self._window.desk.standing.state, self._say)

    def _say(self, line: StandingLine) -> None:
        if not line.code:
            return
        banner = self._window.page(self._window.now).banner
        if banner.buttons and banner.text.text():
            self._again.start()  # a question stands there; this is said once it is answered
        else:
            said = sentence(line.code, {"day": line.expires_on, "days": line.days})
            tone = "warn" if line.code == _SOON else "error"
            banner.say(said, tone)
