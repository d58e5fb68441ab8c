"""A frozen program's proof of life: a temporary ledger, every page, every sheet, no screen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.pages.features import features
from desktop.pages.launch import make_app
from desktop.pages.window import Window
from desktop.services import rehearsal
from desktop.services.gates import LockGate
from desktop.ui.jobs import InlineJobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from desktop.services.door import Door


def run(door: Door, clock: Callable[[], datetime]) -> int:
    """Returns 0 when everything could be built, 1 with a traceback on stderr otherwise."""
    wrong: list[BaseException] = []

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        wrong.append(error)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = caught
    app = make_app([])
    jobs = InlineJobs()
    jobs.failed.connect(wrong.append)
    with tempfile.TemporaryDirectory(prefix="township-desk-smoke-") as folder:
        desk = rehearsal.rehearse(door, Path(folder))
        pages = rehearsal.set_every_sheet(desk)
        window = Window(desk, desk.station, jobs, gate=LockGate(door, desk), clock=clock)
        window.show()
        keys = [one.stop.key for one in features(desk.station.role, window.tr)]
        for key in keys:
            window.open(key)
            app.processEvents()
        window.close()
        desk.close()
    sys.stdout.write(f"smoke: {len(keys)} pages, {pages} printed pages, {len(wrong)} faults\n")
    return 1 if wrong else 0
