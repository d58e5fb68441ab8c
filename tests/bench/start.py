"""The window's start and memory against a bare PySide6 window, each in a fresh process.

The program is asked for `--bench-start LEDGER`: open this ledger with the password of the
environment, show the window, and when it has been painted print `painted SECONDS`, where SECONDS
is what the derivation of the password's key took; that is not counted.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import floor

HOUSEHOLDS = 5000
TIMES = 9
BARE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("painted 0", flush=True))
app = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("window"))
window.resize(1366, 697)
window.show()
app.exec()
"""


def counted(started: floor.Started) -> float:
    """Seconds to the painted window without the key derivation."""
    words = started.line.split()
    return started.seconds - (float(words[1]) if len(words) > 1 else 0.0)


def main() -> int:
    """Measure with a made-up county; at most 2.5 times the bare window, at most 120 MiB."""
    with tempfile.TemporaryDirectory() as folder:
        made = floor.verb("demo", str(Path(folder, "demo")), "--households", str(HOUSEHOLDS))
        password = {"TOWNSHIP_DESK_PASSWORD": str(made["password"])}
        ours: list[floor.Started] = []

        def program() -> float:
            command = ["-m", "desktop", "--bench-start", str(made["county"])]
            ours.append(floor.until("painted", command, **password))
            return counted(ours[-1])

        def bare() -> float:
            return floor.until("painted", ["-c", BARE_WINDOW]).seconds

        bare()  # both find their files in the cache
        program()
        took, least = floor.medians(program, bare, times=TIMES)
    memory = floor.percentile([started.resident / floor.MIB for started in ours], 50)
    return floor.report(
        [
            floor.Result(name="window start", ours=took * 1000, floor=least * 1000, at_most=2.5),
            floor.Result(name="window memory", ours=memory, unit="MiB", at_most=120),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
