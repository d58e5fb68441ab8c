"""Pictures of the exchange: what is plugged in, what went, what came."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.pages.sync import SyncPage
from desktop.pages.window import Window
from desktop.services.records.traffic import StickLine, StickState


def exchange(window: Window, folder: Path, wide: int) -> None:
    """The page with each kind of stick, and its lists."""
    window.open("sync")
    page = window.pages["sync"]
    assert isinstance(page, SyncPage)

    def shoot(what: str) -> None:
        for _ in range(4):
            QApplication.processEvents()
        window.grab().save(str(folder / f"township-sync-{what}-{wide}.png"))

    for state in StickState:
        line = StickLine(
            root=Path("/media/BF-SYNC"),
            label="BF-SYNC",
            free_bytes=12_400_000_000,
            state=state,
            removable=True,
        )
        page.show_sticks([line])
        if state is StickState.OURS:
            page.stick.finish(line.root)
        shoot(state.value)
    page.show_sticks([])
    for name in ("outbox", "reviews", "aside", "peers"):
        page.open(name)
        shoot(name)
    page.open("inbox")
