"""The way to the store thread and back: answers, errors, late answers, stopping, closing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import Stopped, UserError
from desktop.ui.jobs import InlineJobs, Jobs, Latest, Progress
from desktop.ui.waiting import Waiting
from tests.held_jobs import HeldJobs

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Asked(QObject):
    """A page that places errors with the code `mine`."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.placed: list[BaseException] = []
        self.threads: list[QThread] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(QThread.currentThread())

    def refused(self, error: BaseException) -> bool:
        if getattr(error, "code", "") != "mine":
            return False
        self.placed.append(error)
        return True


def fail(code: str) -> object:
    raise UserError(code)


def test_a_call_runs_on_the_store_thread_and_its_answer_lands_on_the_main_thread(
    qtbot: QtBot,
) -> None:
    jobs, page = Jobs(), Asked()
    try:
        for _ in range(3):
            jobs.run(lambda: threading.current_thread().name, page.take)
        qtbot.waitUntil(lambda: len(page.answers) == 3)
        assert {str(name) for name in page.answers} == {"store_0"}
        assert set(page.threads) == {page.thread()}
    finally:
        jobs.close()


@pytest.mark.usefixtures("qapp")
def test_closing_waits_for_all_that_was_asked_and_runs_the_last_call_last() -> None:
    jobs, done = Jobs(), []
    for number in range(20):
        jobs.run(lambda number=number: done.append(number))
    jobs.close(lambda: done.append("closed"))
    assert done == [*range(20), "closed"]


@pytest.fixture
def inline() -> InlineJobs:
    return InlineJobs()


@pytest.mark.usefixtures("qapp")
def test_the_page_that_asked_sees_the_error_first(inline: InlineJobs) -> None:
    page, others = Asked(), []
    inline.failed.connect(others.append)
    inline.run(lambda: fail("mine"), page.take)
    inline.run(lambda: fail("other"), page.take)
    assert [error.code for error in page.placed] == ["mine"]
    assert [error.code for error in others] == ["other"]
    assert page.answers == []


@pytest.mark.usefixtures("qapp")
def test_always_runs_after_an_answer_and_after_an_error(inline: InlineJobs) -> None:
    ran: list[str] = []
    inline.run(lambda: 1, lambda _one: ran.append("then"), lambda: ran.append("always"))
    inline.run(lambda: fail("other"), None, lambda: ran.append("always"))
    assert sorted(ran) == ["always", "always", "then"]


@pytest.mark.usefixtures("qapp")
def test_an_answer_to_an_older_question_is_dropped() -> None:
    page, latest = Asked(), Latest()
    first, second = latest.only(page.take), latest.only(page.take)
    second("new")
    first("old")
    assert page.answers == ["new"]


def test_a_refusal_of_a_question_that_was_given_up_is_not_told() -> None:
    page, latest, told, jobs = Asked(), Latest(), list[object](), HeldJobs()
    jobs.failed.connect(told.append)
    jobs.run(lambda: fail("mine"), latest.only(page.take))
    jobs.run(lambda: fail("other"), latest.only(page.take))
    jobs.run(lambda: 1 // 0, latest.only(page.take))  # a mistake of ours is always told
    jobs.run(lambda: "second", latest.only(page.take))
    jobs.let_go()
    assert page.placed == [] and page.answers == ["second"]
    assert [type(one) for one in told] == [ZeroDivisionError]


@pytest.mark.usefixtures("dressed")
def test_of_two_long_calls_each_takes_its_own_dialog_away(qtbot: QtBot) -> None:
    place, jobs = QWidget(), HeldJobs()
    qtbot.addWidget(place)
    waiting = Waiting(place, jobs)
    jobs.run_long(lambda _progress: None, title="正在打开 一")
    first = waiting.dialog
    jobs.run_long(lambda _progress: None, title="正在打开 二")
    second = waiting.dialog
    assert first is not None and second is not None and first is not second
    first.open()
    second.open()
    jobs.let_go()
    assert waiting.dialog is None and first.isHidden() and second.isHidden()


def test_a_question_that_a_newer_one_overtook_is_not_worked_on() -> None:
    latest, begun, failed = Latest(), [], []
    jobs = InlineJobs()
    jobs.failed.connect(failed.append)
    page = Asked()
    old = latest.only(page.take), latest.asked(lambda: begun.append("1"))
    new = latest.only(page.take), latest.asked(lambda: begun.append("14"))
    for then, call in (old, new):
        jobs.run(call, then)
    assert (begun, len(page.answers), failed) == (["14"], 1, [])


def test_an_answer_for_a_closed_page_is_dropped(qtbot: QtBot) -> None:
    jobs, page, gate = Jobs(), Asked(), threading.Event()
    try:
        jobs.run(gate.wait, page.take)
        page.deleteLater()
        with qtbot.waitSignal(page.destroyed):
            pass
        with qtbot.waitSignal(jobs.idle, check_params_cb=bool):
            gate.set()
    finally:
        jobs.close()


@pytest.mark.usefixtures("qapp")
def test_stopping_ends_a_long_call_and_shows_nothing(inline: InlineJobs) -> None:
    page, others, ended = Asked(), [], []
    inline.failed.connect(others.append)
    inline.ended.connect(ended.append)

    def call(progress: Progress) -> int:
        progress.step(1, 10)
        progress.stop()
        progress.step(2, 10)
        return 10

    inline.run_long(call, page.take, "long")
    assert page.answers == [] and others == []
    assert len(ended) == 1


@pytest.mark.usefixtures("qapp")
def test_progress_says_little_and_the_end_always() -> None:
    progress, seen = Progress(), []
    progress.moved.connect(lambda done, total, name: seen.append((done, total, name)))
    for done in range(1, 1001):
        progress.step(done, 1000, "rows")
    assert seen[0] == (1, 1000, "rows")
    assert seen[-1] == (1000, 1000, "rows")
    assert len(seen) < 20


def test_a_stopped_call_raises_at_its_next_step() -> None:
    progress = Progress()
    progress.stop()
    with pytest.raises(Stopped):
        progress.step(1, 2)


def test_closing_drops_what_waits_beside_the_store(qtbot: QtBot) -> None:
    jobs, page, held, begun = Jobs(), Asked(), threading.Event(), threading.Event()
    around = QWidget()
    qtbot.addWidget(around)
    jobs.aside().run(lambda: (begun.set(), held.wait(5)))
    for number in range(9):
        jobs.aside().run(lambda number=number: number, page.take)
    begun.wait(5)
    waiting = Waiting(around, jobs)
    assert "再关一次" in waiting.lost() and not waiting.lost()
    threading.Timer(0.2, held.set).start()
    jobs.close()
    qtbot.waitUntil(lambda: not jobs.busy_aside())
    assert not page.answers and not page.placed


def test_work_aside_does_not_wait_for_the_store_and_its_errors_come_out_of_the_same_door(
    qtbot: QtBot,
) -> None:
    jobs, page, failed = Jobs(), Asked(), []
    jobs.failed.connect(failed.append)
    held = threading.Event()
    try:
        jobs.run(held.wait)
        jobs.aside().run(lambda: threading.current_thread() is threading.main_thread(), page.take)
        jobs.aside().run(lambda: fail("theirs"))
        qtbot.waitUntil(lambda: page.answers == [False] and len(failed) == 1)
        assert not held.is_set()
    finally:
        held.set()
        jobs.close()
