"""What was typed and never saved is offered again by its name, and given up only when asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.messages import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.messages import Banner, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something unfinished: its key and how it is called."""

    key: str
    name: str


class Unfinished(QObject):
    """Offers the newest of what was left, on a banner."""

    def __init__(
        self,
        around: QWidget,
        *,
        go_on: Callable[[str], object],
        give_up: Callable[[str], object],
    ) -> None:
        """`go_on` and `give_up` get the key of what was left."""
        super().__init__(around)
        self._around = around
        self._go_on = go_on
        self._give_up = give_up
        self._banner: Banner | None = None
        self.question: Question | None = None

    def offer(self, banner: Banner, left: Sequence[Left]) -> None:
        """Say what was left; nothing left takes an earlier offer away."""
        if not left:
            self.withdraw()
            return
        newest = left[0]
        if len(left) == 1:
            text = self.tr("上次有 1 条没录完：{name}。").format(name=newest.name)
        else:
            text = self.tr("上次有 {n} 条没录完，最近的是：{name}。")
            text = text.format(n=len(left), name=newest.name)
        actions = [
            (self.tr("接着录"), lambda: self._chosen(newest)),
            (self.tr("放弃"), lambda: self._ask(newest)),
        ]
        banner.say(text, "warn", actions)
        self._banner = banner

    def withdraw(self) -> None:
        """Take the offer away, if it still stands."""
        banner, self._banner = self._banner, None
        if banner is not None and banner.buttons:
            banner.clear()

    def _chosen(self, left: Left) -> None:
        self.withdraw()
        self._go_on(left.key)

    def _ask(self, left: Left) -> None:
        self.question = ask(
            self._around,
            self.tr("放弃没录完的这一条？"),
            self.tr("{name}。放弃后，已输的内容不再保留。").format(name=left.name),
            self.tr("放弃这一条"),
            lambda: self._given_up(left),
            danger=True,
        )

    def _given_up(self, left: Left) -> None:
        self.withdraw()
        self._give_up(left.key)
