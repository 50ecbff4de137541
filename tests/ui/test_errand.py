import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from missions.errors import LinkError
from ui.errand import Errand

Report = Callable[[object], None]
IsCancelled = Callable[[], bool]


def test_the_answer_arrives_on_the_ui_thread(qtbot: QtBot) -> None:
    errand = Errand("test")
    threads: list[str] = []
    errand.done.connect(lambda _answer: threads.append(threading.current_thread().name))

    with qtbot.waitSignal(errand.done, timeout=10_000) as done:
        errand.start(lambda _report, _cancelled: threading.current_thread().name)

    assert done.args == ["test"]
    assert threads == [threading.main_thread().name]
    assert not errand.is_busy


def test_a_failure_is_told_and_the_next_errand_can_begin(qtbot: QtBot) -> None:
    def refuse(_report: Report, _cancelled: IsCancelled) -> object:
        raise LinkError("Nobody is there.", remedy="Connect one.")

    errand = Errand("test")
    with qtbot.waitSignal(errand.failed, timeout=10_000) as failed:
        errand.start(refuse)

    assert failed.args is not None
    assert str(failed.args[0]) == "Nobody is there. Connect one."
    with qtbot.waitSignal(errand.done, timeout=10_000):
        assert errand.start(lambda _report, _cancelled: 1)


def test_one_at_a_time_and_cancelling_is_heard(qtbot: QtBot) -> None:
    def wait(report: Report, cancelled: IsCancelled) -> object:
        report("waiting")
        while not cancelled():
            threading.Event().wait(0.005)
        return "gave up"

    errand = Errand("test")
    with qtbot.waitSignal(errand.progressed, timeout=10_000):
        assert errand.start(wait)
    assert not errand.start(wait)

    with qtbot.waitSignal(errand.done, timeout=10_000) as done:
        errand.cancel()

    assert done.args == ["gave up"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_is_neither_done_nor_failed(qtbot: QtBot) -> None:
    def stumble(_report: Report, _cancelled: IsCancelled) -> object:
        raise AssertionError("a bug")

    errand = Errand("test")
    with qtbot.assertNotEmitted(errand.done), qtbot.assertNotEmitted(errand.failed):
        errand.start(stumble)
        qtbot.waitUntil(lambda: not errand.is_busy, timeout=10_000)

    assert errand.stop(deadline_s=10.0)  # the thread tells of the bug after its last signal


def test_stopping_waits_for_the_end(qtbot: QtBot) -> None:
    def wait(_report: Report, cancelled: IsCancelled) -> object:
        while not cancelled():
            threading.Event().wait(0.005)
        return None

    errand = Errand("test stop")
    errand.start(wait)

    assert errand.stop(deadline_s=10.0)

    assert "test stop" not in {thread.name for thread in threading.enumerate()}
