"""A folder whose folders stand for sticks that are plugged in."""

from __future__ import annotations

from pathlib import Path

from desktop.exchange.drives import Drive


class Slots:
    """Drives of a machine: a stick is plugged in by making a folder, pulled by moving it away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._away = folder.with_name(folder.name + ".pulled")
        for each in (folder, self._away):
            each.mkdir(exist_ok=True)
        self.releases = True

    def plug(self, name: str) -> Path:
        """Plug a stick in: a new one, or the one that was pulled before."""
        root, before = self._folder / name, self._away / name
        if before.exists():
            before.rename(root)
        else:
            root.mkdir(exist_ok=True)
        return root

    def pull(self, name: str) -> None:
        """Take a stick out."""
        (self._folder / name).rename(self._away / name)

    def plugged(self) -> list[Drive]:
        """What is plugged in."""
        return [
            Drive(root=each, label=each.name, device=each.name)
            for each in sorted(self._folder.iterdir())
        ]

    def let_go(self, drive: Drive) -> bool:
        """Eject a stick, where this machine can."""
        if self.releases:
            self.pull(drive.label)
        return self.releases
