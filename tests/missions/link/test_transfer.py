"""The transfer machines, message by message on a virtual clock."""

import pytest

from missions.link.protocol import (
    Ack,
    AskItem,
    AskList,
    ClearAll,
    Close,
    Code,
    Count,
    Heard,
    Held,
    OfferCount,
    Request,
    SendItem,
)
from missions.link.reading import Clear, Download
from missions.link.transfer import (
    LAST_ACK_WAIT_S,
    OPENING_TRIES,
    OPENING_WAIT_S,
    PATIENCE_S,
    Ending,
    Transfer,
    Upload,
)
from tests.missions.link.board import waypoints

ITEMS = waypoints(3)


def numbers_sent(saying: tuple[object, ...]) -> list[int]:
    return [said.number for said in saying if isinstance(said, SendItem)]


def begun(items: tuple[object, ...] = ITEMS) -> Upload:
    upload = Upload(ITEMS)
    assert upload.start(0.0) == (OfferCount(len(items)),)
    return upload


def up_to(upload: Upload, number: int, *, each_s: float = 0.02) -> float:
    """Let the vehicle ask for the items up to `number`; the time of the last request."""
    for asked in range(number + 1):
        upload.feed(Request(asked), asked * each_s)
    return number * each_s


def ending(machine: Transfer) -> Ending | None:
    return machine.outcome.ending if machine.outcome else None


def test_an_upload_announces_answers_and_ends_on_the_acknowledgement() -> None:
    upload = begun()

    for number in range(4):
        assert upload.feed(Request(number), 0.1 * number) == (SendItem(number, ITEMS[number]),)
    upload.feed(Ack(Code.ACCEPTED), 0.5)

    assert ending(upload) is Ending.DONE


def test_an_unanswered_count_is_repeated_five_times_then_given_up() -> None:
    upload = Upload(ITEMS)
    said = list(upload.start(0.0))

    for turn in range(1, OPENING_TRIES + 1):
        assert ending(upload) is None
        assert upload.due_s == pytest.approx(turn * OPENING_WAIT_S)
        said += upload.tick(turn * OPENING_WAIT_S)

    assert said == [OfferCount(4)] * OPENING_TRIES
    assert ending(upload) is Ending.SILENT


def test_nothing_is_said_before_it_is_due() -> None:
    upload = begun()

    assert upload.tick(OPENING_WAIT_S - 0.01) == ()


@pytest.mark.parametrize("number", [4, 65_535])
def test_a_request_beyond_the_mission_is_not_answered(number: int) -> None:
    assert begun().feed(Request(number), 0.1) == ()


def test_a_request_that_goes_back_is_answered_with_the_item_it_names() -> None:
    upload = begun()
    up_to(upload, 3)

    assert numbers_sent(upload.feed(Request(1), 0.5)) == [1]


def test_a_missing_request_is_met_by_sending_the_asked_item_again() -> None:
    upload = begun()
    up_to(upload, 1)

    assert upload.due_s < 1.0, "sooner than the vehicle's own second"
    assert numbers_sent(upload.tick(upload.due_s)) == [1]


def test_out_of_turn_after_a_nudge_offers_the_next_item_once() -> None:
    upload = begun()
    up_to(upload, 1)
    upload.tick(upload.due_s)

    assert numbers_sent(upload.feed(Ack(Code.INVALID_SEQUENCE), upload.due_s)) == [2]
    assert upload.feed(Ack(Code.INVALID_SEQUENCE), upload.due_s) == ()


def test_out_of_turn_without_a_nudge_says_nothing_and_ends_nothing() -> None:
    upload = begun()
    up_to(upload, 1)

    assert upload.feed(Ack(Code.INVALID_SEQUENCE), 0.05) == ()
    assert ending(upload) is None


def test_never_more_than_one_item_beyond_what_was_asked() -> None:
    upload = begun(waypoints(3))
    up_to(upload, 0)
    sent = set()

    for _ in range(12):
        now_s = upload.due_s
        sent |= set(numbers_sent(upload.tick(now_s)))
        sent |= set(numbers_sent(upload.feed(Ack(Code.INVALID_SEQUENCE), now_s)))

    assert sent <= {0, 1}


def test_the_wait_grows_while_nothing_comes_and_shrinks_with_an_answer() -> None:
    upload = begun()
    now_s = up_to(upload, 1)
    first_s = upload.due_s - now_s
    now_s = upload.due_s
    upload.tick(now_s)
    second_s = upload.due_s - now_s
    upload.feed(Request(2), now_s + 0.02)
    upload.feed(Request(3), now_s + 0.04)

    assert second_s > first_s
    assert upload.due_s - (now_s + 0.04) < second_s


def test_the_first_wait_is_learnt_from_the_answer_to_the_count() -> None:
    near, far = begun(), begun()

    near.feed(Request(0), 0.002)
    far.feed(Request(0), 0.4)

    assert near.due_s - 0.002 < 0.1, "a simulated vehicle at 50 times gives up after 0.16 s"
    assert far.due_s - 0.4 > 0.4


def test_an_acceptance_before_the_last_item_is_not_ours() -> None:
    upload = begun()
    up_to(upload, 2)

    upload.feed(Ack(Code.ACCEPTED), 0.1)

    assert ending(upload) is None


@pytest.mark.parametrize("code", [Code.ERROR, Code.OPERATION_CANCELLED])
def test_an_error_after_the_last_item_leaves_it_to_the_read_back(code: int) -> None:
    upload = begun()
    up_to(upload, 3)

    upload.feed(Ack(code), 0.2)

    assert ending(upload) is Ending.UNCONFIRMED


@pytest.mark.parametrize("code", [Code.ERROR, Code.OPERATION_CANCELLED])
def test_an_error_before_the_last_item_stops_the_upload(code: int) -> None:
    upload = begun()
    up_to(upload, 1)

    upload.feed(Ack(code), 0.2)

    assert ending(upload) is Ending.STOPPED


@pytest.mark.parametrize("code", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 200])
def test_a_refusal_ends_it_and_names_the_item(code: int) -> None:
    upload = begun()
    up_to(upload, 2)

    upload.feed(Ack(code), 0.2)

    assert upload.outcome is not None
    assert (upload.outcome.ending, upload.outcome.code, upload.outcome.number) == (Ending.REFUSED, code, 2)


def test_without_a_last_word_it_ends_after_three_seconds_for_the_read_back() -> None:
    upload = begun()
    last_s = up_to(upload, 3)

    while upload.outcome is None:
        now_s = upload.due_s
        upload.tick(now_s)

    assert ending(upload) is Ending.UNCONFIRMED
    assert LAST_ACK_WAIT_S <= now_s - last_s < LAST_ACK_WAIT_S + 1.0


def test_a_vehicle_that_falls_silent_in_the_middle_is_given_up() -> None:
    upload = begun()
    last_s = up_to(upload, 1)

    while upload.outcome is None:
        now_s = upload.due_s
        upload.tick(now_s)

    assert ending(upload) is Ending.SILENT
    assert PATIENCE_S <= now_s - last_s < PATIENCE_S + 1.0


def test_a_vehicle_that_asks_for_the_same_item_for_ever_is_given_up() -> None:
    upload = begun()
    now_s = 0.0

    while upload.outcome is None and now_s < 100.0:
        now_s += 0.5
        upload.feed(Request(1), now_s)
        upload.tick(now_s)

    assert ending(upload) is Ending.SILENT
    assert now_s < 2 * PATIENCE_S


@pytest.mark.parametrize("late", [Ack(Code.ERROR), Ack(Code.DENIED), Request(3), Count(7)])
def test_what_comes_after_the_end_changes_nothing(late: Heard) -> None:
    upload = begun()
    up_to(upload, 3)
    upload.feed(Ack(Code.ACCEPTED), 0.2)

    assert upload.feed(late, 0.3) == ()
    assert upload.tick(100.0) == ()
    assert ending(upload) is Ending.DONE


@pytest.mark.parametrize("asked", [-1, 0, 3])
def test_cancelling_ends_at_once_in_every_state(asked: int) -> None:
    upload = begun()
    up_to(upload, asked)

    assert upload.cancel(1.0) == (Close(Code.OPERATION_CANCELLED),)
    assert ending(upload) is Ending.CANCELLED
    assert upload.feed(Request(1), 1.1) == ()


def test_a_download_asks_for_a_window_of_items_and_says_when_it_has_them() -> None:
    download = Download(window=2)
    assert download.start(0.0) == (AskList(),)

    assert download.feed(Count(4), 0.1) == (AskItem(0), AskItem(1))
    assert download.feed(Held(1, ITEMS[1]), 0.2) == (AskItem(2),)
    assert download.feed(Held(0, ITEMS[0]), 0.2) == (AskItem(3),)
    assert download.feed(Held(2, ITEMS[2]), 0.3) == ()
    assert download.feed(Held(3, ITEMS[3]), 0.4) == (Close(Code.ACCEPTED),)

    assert download.outcome is not None
    assert download.outcome.items == ITEMS


def test_an_empty_mission_is_read_at_once() -> None:
    download = Download()
    download.start(0.0)

    assert download.feed(Count(0), 0.1) == (Close(Code.ACCEPTED),)
    assert download.outcome is not None
    assert download.outcome.items == ()


def test_only_the_item_that_is_late_is_asked_for_again() -> None:
    download = Download(window=2)
    download.start(0.0)
    download.feed(Count(4), 0.1)
    download.feed(Held(0, ITEMS[0]), 0.2)

    assert AskItem(1) in download.tick(download.due_s)
    assert AskItem(0) not in download.tick(download.due_s)


def test_an_item_held_twice_is_taken_once() -> None:
    download = Download(window=1)
    download.start(0.0)
    download.feed(Count(4), 0.1)
    download.feed(Held(0, ITEMS[0]), 0.2)

    assert download.feed(Held(0, ITEMS[0]), 0.3) == ()
    assert download.done == 1


@pytest.mark.parametrize("change", [Count(5), Held(0, ITEMS[2])])
def test_a_mission_that_changes_while_it_is_read_is_not_taken(change: Heard) -> None:
    download = Download()
    download.start(0.0)
    download.feed(Count(4), 0.1)
    download.feed(Held(0, ITEMS[0]), 0.2)

    download.feed(change, 0.3)

    assert ending(download) is Ending.STOPPED


def test_a_count_of_65535_that_is_never_followed_up_ends() -> None:
    download = Download()
    download.start(0.0)
    download.feed(Count(65_535), 0.1)

    while download.outcome is None:
        now_s = download.due_s
        assert len(download.tick(now_s)) <= 8

    assert ending(download) is Ending.SILENT
    assert now_s < 2 * PATIENCE_S


def test_items_nobody_counted_are_dropped() -> None:
    download = Download()
    download.start(0.0)

    assert download.feed(Held(0, ITEMS[0]), 0.1) == ()
    download.feed(Count(2), 0.2)
    assert download.feed(Held(9, ITEMS[1]), 0.3) == ()
    assert download.done == 0


def test_a_busy_vehicle_stops_a_download() -> None:
    download = Download()
    download.start(0.0)

    download.feed(Ack(Code.DENIED), 0.1)

    assert ending(download) is Ending.STOPPED


def test_late_words_about_the_upload_before_do_not_end_a_download() -> None:
    download = Download()
    download.start(0.0)

    for code in (Code.INVALID_SEQUENCE, Code.ERROR, Code.INVALID_PARAM2, Code.ACCEPTED):
        download.feed(Ack(code), 0.1)

    assert download.outcome is None


def test_a_clearing_is_repeated_until_answered() -> None:
    clear = Clear()
    clear.start(0.0)

    assert clear.tick(OPENING_WAIT_S) == (ClearAll(),)
    clear.feed(Ack(Code.ACCEPTED), 2.0)

    assert ending(clear) is Ending.DONE


def test_a_clearing_without_an_answer_ends() -> None:
    clear = Clear()
    clear.start(0.0)

    while clear.outcome is None:
        clear.tick(clear.due_s)

    assert ending(clear) is Ending.SILENT
