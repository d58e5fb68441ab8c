"""Drives that can be taken out: what is plugged in now, and letting go of one.

What differs between systems is in `Linux` and `Windows`; both branches run in tests.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Run = Callable[[Sequence[str]], int]

_LET_GO_SECONDS = 30
_ESCAPED = re.compile(r"\\([0-7]{3})")
_PLUGGED_AT = ("/media/", "/run/media/")
_REMOVABLE = 2  # DRIVE_REMOVABLE
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """Something that was plugged in: its root folder, its name, the device behind it."""

    root: Path
    label: str
    device: str


class Drives(Protocol):
    """What is plugged in; neither call may be made on the thread of the window."""

    def plugged(self) -> list[Drive]:
        """The drives that can be taken out, in the order of the system."""
        ...

    def let_go(self, drive: Drive) -> bool:
        """Write out and release a drive; False where the system does not do it for us."""
        ...


class Linux:
    """Mounts of the kernel; a drive is one that says so, or lies where desktops mount sticks."""

    def __init__(
        self,
        mounts: Path = Path("/proc/self/mounts"),
        blocks: Path = Path("/sys/class/block"),
        run: Run | None = None,
    ) -> None:
        self._mounts = mounts
        self._blocks = blocks
        self._run = run or _quietly

    def plugged(self) -> list[Drive]:
        try:
            lines = self._mounts.read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            return []
        found = [line.split(" ")[:2] for line in lines if line.startswith("/dev/")]
        return [
            Drive(root=Path(root), label=Path(root).name, device=device)
            for device, root in ((one, _plain(at)) for one, at in found)
            if root.startswith(_PLUGGED_AT) or self._removable(device)
        ]

    def _removable(self, device: str) -> bool:
        """Whether the disk says that it can be taken out; a partition asks its disk."""
        block = self._blocks / Path(device).name
        for folder in (block, block.resolve().parent):
            try:
                if (folder / "removable").read_text("ascii").strip() == "1":
                    return True
            except OSError:
                continue
        return False

    def let_go(self, drive: Drive) -> bool:
        asked = (
            ["udisksctl", "unmount", "--no-user-interaction", "-b", drive.device],
            ["gio", "mount", "-u", str(drive.root)],
            ["umount", str(drive.root)],
        )
        if not any(self._run(command) == 0 for command in asked):
            return False
        self._run(["udisksctl", "power-off", "--no-user-interaction", "-b", drive.device])
        return True


def _plain(text: str) -> str:
    """A mount point as a path; the kernel writes a blank in it as a number."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def _quietly(command: Sequence[str]) -> int:
    import subprocess

    tool = shutil.which(command[0])
    if tool is None:
        return -1
    try:
        done = subprocess.run(  # noqa: S603 - a tool of the system, no shell
            [tool, *command[1:]], capture_output=True, timeout=_LET_GO_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return -1
    return done.returncode


class Kernel(Protocol):
    """The part of Windows that is asked."""

    def drives(self) -> int:
        """A bit for each letter that is in use, A first."""
        ...

    def kind(self, root: str) -> int:
        """What GetDriveTypeW says of a root."""
        ...

    def label(self, root: str) -> str:
        """The name of a volume, empty where it has none."""
        ...

    def eject(self, letter: str) -> bool:
        """Lock, dismount and eject a volume."""
        ...


class Windows:
    """Letters of drives that Windows calls removable."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def plugged(self) -> list[Drive]:
        used = self._kernel.drives()
        roots = [f"{letter}:\\" for place, letter in enumerate(_LETTERS) if used >> place & 1]
        return [
            Drive(root=Path(root), label=self._kernel.label(root) or root[:2], device=root[:2])
            for root in roots
            if self._kernel.kind(root) == _REMOVABLE
        ]

    def let_go(self, drive: Drive) -> bool:
        return self._kernel.eject(drive.device)


class NoDrives:
    """A system whose drives we do not know."""

    def plugged(self) -> list[Drive]:
        return []

    def let_go(self, drive: Drive) -> bool:  # noqa: ARG002 - nothing can be done
        return False


def this_machines() -> Drives:
    """The branch for the machine that runs."""
    if os.name == "nt":
        return Windows(_windows_kernel())
    return Linux() if sys.platform == "linux" else NoDrives()


def _windows_kernel() -> Kernel:
    from desktop.exchange.windows_volumes import Volumes

    return Volumes()
