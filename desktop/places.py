"""Where the program's own files lie, frozen or not."""

from __future__ import annotations

import sys
from pathlib import Path

RESOURCES: Path = Path(getattr(sys, "_MEIPASS", Path(__file__).parent.parent)) / "resources"
