"""The one way from a page to the store thread and back."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_EVERY = 0.1


@runtime_checkable
class Asker(Protocol):
    """A page that can place a refusal beside the field it is about."""

    def refused(self, error: BaseException) -> bool:
        """True if the error is shown; else the window shows it."""


class Progress(QObject):
    """How far a long call is, reported from the store thread, and the officer's wish to stop."""

    moved = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._last = 0.0

    def step(self, done: int, total: int, name: str = "") -> None:
        """Report; at most ten updates a second go out. Raises `Stopped` once 停止 was pressed."""
        if self._stop.is_set():
            raise Stopped
        now = time.monotonic()
        if done >= total or now - self._last >= _EVERY:
            self._last = now
            self.moved.emit(done, total, name)

    def stop(self) -> None:
        """Ask the call to stop at its next step."""
        self._stop.set()


class Jobs(QObject):
    """Runs calls on the one thread that owns the ledger; answers land on the main thread.

    `failed` carries every error that the asking page did not place itself; `began` carries the
    progress and the title of a long call, `ended` its progress; `idle` is true with nothing to do.
    """

    failed = Signal(object)
    began = Signal(object, str)
    ended = Signal(object)
    idle = Signal(bool)
    _landed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._open = 0
        self._beside: Jobs | None = None
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        call: Callable[[], T],
        then: Callable[[T], object] | None = None,
        always: Callable[[], object] | None = None,
    ) -> None:
        """Run `call` on the store thread, then `then(answer)` here, and `always` after either."""
        self._count(1)
        future = self._worker.submit(call)
        future.add_done_callback(
            lambda done: self._arrive(partial(self._finish, done, then, always))
        )

    def _arrive(self, finish: Callable[[], None]) -> None:
        """Send an answer to the main thread, unless nobody is there any more (`leave`)."""
        if isValid(self):
            self._landed.emit(finish)

    def run_long(
        self,
        call: Callable[[Progress], T],
        then: Callable[[T], object] | None = None,
        title: str = "",
        always: Callable[[], object] | None = None,
    ) -> Progress:
        """Run a call that reports its progress and can be stopped; a stop shows nothing."""
        progress = Progress(self)
        self.began.emit(progress, title)

        def after() -> None:
            self.ended.emit(progress)
            if always is not None:
                always()

        self.run(lambda: call(progress), then, after)
        return progress

    def aside(self) -> Jobs:
        """A thread beside the store's, for work that touches no ledger; it ends with this one."""
        if self._beside is None:
            self._beside = Jobs(self)
            self._beside.failed.connect(self.failed)
        return self._beside

    def apart(self) -> Jobs:
        """A thread of its own for whoever keeps asking the machine; `leave` ends it."""
        made = Jobs(self)
        made.failed.connect(self.failed)
        return made

    def busy_aside(self) -> bool:
        """Whether something beside the store's thread has not come yet."""
        return self._beside is not None and self._beside.busy()

    def busy(self) -> bool:
        """Whether an answer of this thread has not come yet."""
        return self._open > 0

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Queue `last` (the store's close) behind all else and wait for it.

        What waits beside the store's thread is dropped; it touches no ledger.
        """
        if self._beside is not None:
            self._beside.drop()
        if last is not None:
            self._worker.submit(last)
        self._worker.shutdown(wait=True)

    def drop(self) -> None:
        """End without what has not begun; what runs now is waited for."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def leave(self) -> None:
        """End without waiting even for what runs now: a drive may hang for long."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    @Slot(object)
    def _land(self, finish: Callable[[], None]) -> None:
        finish()

    def _count(self, change: int) -> None:
        self._open += change
        if self._open == (1 if change > 0 else 0):
            self.idle.emit(self._open == 0)

    def _finish(
        self,
        done: Future[T],
        then: Callable[[T], object] | None,
        always: Callable[[], object] | None,
    ) -> None:
        self._count(-1)
        if always is not None and alive(always):
            always()
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            self._fail(error, then)
        elif then is not None and alive(then):
            then(done.result())

    def _fail(self, error: BaseException, then: Callable[[T], object] | None) -> None:
        if isinstance(error, Stopped):
            return
        if isinstance(then, _Only) and then.late() and hasattr(error, "code"):
            return  # about a question that was given up for another one
        asker = getattr(then, "__self__", None)
        if isinstance(asker, Asker) and alive(then) and asker.refused(error):
            return
        self.failed.emit(error)


class InlineJobs(Jobs):
    """The same door without a thread: a call is done when `run` returns."""

    def run(
        self,
        call: Callable[[], T],
        then: Callable[[T], object] | None = None,
        always: Callable[[], object] | None = None,
    ) -> None:
        """Run `call` now."""
        self._count(1)
        done: Future[T] = Future()
        try:
            done.set_result(call())
        except Exception as error:  # noqa: BLE001 - handed on to `failed`, as the thread does
            done.set_exception(error)
        self._finish(done, then, always)

    def aside(self) -> Jobs:
        """The same: there is no thread."""
        return self

    def apart(self) -> Jobs:
        """The same: there is no thread."""
        return InlineJobs(self)

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Run `last` now."""
        if last is not None:
            last()
        super().close()


def alive(call: object) -> bool:
    """Whether the Qt object that a bound method belongs to still exists."""
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


class Latest:
    """Lets the answer to the newest question through and drops late ones, refusals among them."""

    def __init__(self) -> None:
        self.number = 0

    def only(self, then: Callable[[T], object]) -> Callable[[T], None]:
        """Wrap `then` of the question that is asked now."""
        self.drop()
        return _Only(self, then)

    def asked(self, call: Callable[[], T]) -> Callable[[], T]:
        """Wrap the call of a question after `only`: it is not begun once a newer one was asked.

        Whoever types a number asks with each digit; only the last one is worth the work.
        """
        number = self.number

        def unless_newer() -> T:
            if number != self.number:
                raise Stopped
            return call()

        return unless_newer

    def drop(self) -> None:
        """No answer that is on its way counts any more."""
        self.number += 1


class _Only(Generic[T]):
    """An answer that is dropped once a newer question was asked."""

    def __init__(self, latest: Latest, then: Callable[[T], object]) -> None:
        self._latest = latest
        self._number = latest.number
        self._then = then
        self.__self__ = getattr(then, "__self__", None)

    def late(self) -> bool:
        """Whether a newer question was asked since."""
        return self._number != self._latest.number

    def __call__(self, answer: T) -> None:
        """Pass the answer on, or drop it."""
        if not self.late():
            self._then(answer)
