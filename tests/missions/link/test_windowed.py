"""Sending a window of items ahead, message by message on a virtual clock, and on every kind of line."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.link.delivery import Delivery, Result
from missions.link.protocol import Ack, Close, Code, Heard, OfferCount, Request, Said, SendItem
from missions.link.transfer import OPENING_TRIES, OPENING_WAIT_S, PATIENCE_S, Ending, Upload
from missions.link.ways import Way
from missions.link.windowed import WIDEST, Window, WindowedUpload
from tests.missions.link.board import Board, Line, World, waypoints
from tests.missions.link.test_delivery import NEW, OLD, boards, differences, holds_new, lines

ITEMS = waypoints(40)
MANY = waypoints(400)
ODD = Ack(Code.INVALID_SEQUENCE)
WIDE = Way(window=WIDEST, reading_window=WIDEST)


def numbers(saying: tuple[Said, ...]) -> list[int]:
    return [said.number for said in saying if isinstance(said, SendItem)]


def begun(*, window: int = 8, round_trip_s: float = 0.02) -> WindowedUpload:
    """Item 0 is asked for and the first four are under way."""
    upload = WindowedUpload(ITEMS, window=window)
    assert upload.start(0.0) == (OfferCount(len(ITEMS)),)
    assert numbers(upload.feed(Request(0), round_trip_s)) == [0, 1, 2, 3]
    return upload


def ending(upload: WindowedUpload) -> Ending | None:
    return upload.outcome.ending if upload.outcome else None


def test_it_keeps_items_under_way_and_more_of_them_while_they_arrive() -> None:
    upload = begun()

    assert numbers(upload.feed(Request(1), 0.04)) == [4, 5]
    assert numbers(upload.feed(Request(2), 0.04)) == [6, 7]
    assert upload.done == 2


def test_never_more_than_the_window_is_under_way() -> None:
    upload = begun(window=8)
    top = 3

    for asked in range(1, 30):
        top = max([top, *numbers(upload.feed(Request(asked), 0.02 + 0.002 * asked))])
        assert top - asked < 8


def test_a_request_that_skips_some_says_that_all_before_are_held() -> None:
    upload = begun()

    sent = numbers(upload.feed(Request(4), 0.04))

    assert sent[0] == 4
    assert upload.done == 4


def test_the_last_item_is_followed_by_nothing_and_its_acknowledgement_ends_it() -> None:
    upload = begun(window=WIDEST)
    for asked in range(1, len(ITEMS)):
        upload.feed(Request(asked), 0.02 + 0.001 * asked)

    upload.feed(Ack(Code.ACCEPTED), 0.1)

    assert ending(upload) is Ending.DONE


def test_two_answers_out_of_turn_bring_the_missing_item_at_once() -> None:
    upload = begun()

    assert upload.feed(ODD, 0.04) == ()
    assert numbers(upload.feed(ODD, 0.041))[:4] == [0, 1, 2, 3]


def test_answers_to_what_was_sent_before_going_back_change_nothing() -> None:
    upload = begun()
    upload.feed(ODD, 0.04)
    upload.feed(ODD, 0.041)

    assert upload.feed(ODD, 0.042) == ()
    assert upload.feed(ODD, 0.043) == ()


def test_one_answer_out_of_turn_is_a_doubled_frame() -> None:
    upload = begun()

    assert upload.feed(ODD, 0.04) == ()
    assert numbers(upload.feed(Request(1), 0.04)) == [4, 5]
    assert upload.feed(ODD, 0.041) == ()


def test_silence_brings_all_that_may_be_missing_sooner_than_the_vehicles_own_second() -> None:
    upload = begun()

    assert upload.due_s < 0.2
    # It may hold all four and want the next.
    assert numbers(upload.tick(upload.due_s)) == [0, 1, 2, 3, 4]


def test_a_doubled_request_is_not_answered_twice() -> None:
    upload = begun()
    upload.feed(Request(1), 0.04)

    assert upload.feed(Request(1), 0.041) == ()


def test_the_vehicles_own_second_request_is_answered() -> None:
    upload = begun()
    upload.feed(Request(1), 0.04)

    assert numbers(upload.feed(Request(1), 1.04))[0] == 1


def test_a_request_beyond_what_was_sent_is_a_word_about_an_upload_before() -> None:
    upload = WindowedUpload(ITEMS)
    upload.start(0.0)

    assert upload.feed(Request(17), 0.01) == ()
    assert numbers(upload.feed(Request(0), 0.02)) == [0, 1, 2, 3]
    assert upload.feed(Request(9), 0.03) == ()


def test_a_late_request_is_answered_with_its_item_alone() -> None:
    upload = begun()
    upload.feed(Request(3), 0.04)

    assert numbers(upload.feed(Request(1), 0.05)) == [1]
    assert upload.done == 3


def test_a_vehicle_that_begins_anew_is_followed() -> None:
    upload = begun()
    upload.feed(Request(3), 0.04)

    upload.feed(Request(0), 0.05)
    upload.feed(Request(1), 0.06)

    assert upload.done == 1


def test_where_nothing_arrives_in_a_row_items_go_one_at_a_time() -> None:
    window = Window(WIDEST)
    for _ in range(20):
        window.arrived(1, is_queueing=False)
        window.went_back()

    assert window.size == 1
    assert window.is_alone


def test_after_a_while_alone_it_tries_a_window_again() -> None:
    window = Window(WIDEST)
    for _ in range(20):
        window.went_back()
    assert window.is_alone

    window.arrived(2_000, is_queueing=False)

    assert window.size > 1


def test_items_that_wait_in_a_queue_make_it_smaller() -> None:
    window = Window(WIDEST)
    window.arrived(20, is_queueing=False)
    wide = window.size

    for _ in range(300):
        window.arrived(1, is_queueing=True)

    assert wide == 24
    assert window.size < 4


def test_an_unanswered_count_is_repeated_five_times_then_given_up() -> None:
    upload = WindowedUpload(ITEMS)
    said = list(upload.start(0.0))

    for turn in range(1, OPENING_TRIES + 1):
        assert ending(upload) is None
        said += upload.tick(turn * OPENING_WAIT_S)

    assert said == [OfferCount(len(ITEMS))] * OPENING_TRIES
    assert ending(upload) is Ending.SILENT


def test_a_vehicle_that_falls_silent_is_given_up_and_not_shouted_at() -> None:
    upload = begun()
    said = 0

    while upload.outcome is None:
        now_s = upload.due_s
        said += len(upload.tick(now_s))

    assert ending(upload) is Ending.SILENT
    assert PATIENCE_S <= now_s < PATIENCE_S + 1.0
    assert said < 300


@pytest.mark.parametrize("heard", [Request(1), Request(0), ODD])
def test_a_vehicle_that_says_the_same_for_ever_is_given_up(heard: Heard) -> None:
    upload = begun()
    upload.feed(Request(1), 0.04)
    now_s = 0.04

    while upload.outcome is None and now_s < 1_000.0:
        now_s += 0.5
        upload.feed(heard, now_s)
        upload.tick(now_s)

    assert ending(upload) is Ending.SILENT
    assert now_s < 10 * PATIENCE_S


@pytest.mark.parametrize("code", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 200])
def test_a_refusal_ends_it(code: int) -> None:
    upload = begun()

    upload.feed(Ack(code), 0.2)

    assert upload.outcome is not None
    assert (upload.outcome.ending, upload.outcome.code) == (Ending.REFUSED, code)


@pytest.mark.parametrize("code", [Code.ERROR, Code.OPERATION_CANCELLED])
def test_an_error_in_the_middle_stops_it(code: int) -> None:
    upload = begun()

    upload.feed(Ack(code), 0.2)

    assert ending(upload) is Ending.STOPPED


def test_cancelling_ends_at_once() -> None:
    upload = begun()

    assert upload.cancel(1.0) == (Close(Code.OPERATION_CANCELLED),)
    assert ending(upload) is Ending.CANCELLED
    assert upload.feed(Request(1), 1.1) == ()


def took_s(line: Line, *, wide: bool = True) -> float:
    board = Board()
    upload = WindowedUpload(MANY) if wide else Upload(MANY)
    world = World(upload, board, line)
    world.run()
    assert board.items[1:] == list(MANY[1:])
    return world.now_s


def test_over_a_long_way_it_takes_a_tenth_of_the_time_of_one_at_a_time() -> None:
    line = Line(delay_s=0.025)

    assert took_s(line) < 0.1 * took_s(line, wide=False)


@pytest.mark.parametrize("loss", [0.05, 0.2])
def test_loss_costs_no_waiting_for_the_vehicles_own_second(loss: float) -> None:
    for seed in range(5):
        # 401 items; by the vehicle's second alone it would be 43 s at 5 %, 225 s at 20 %.
        assert took_s(Line(seed=seed, loss=loss, delay_s=0.002)) < 401 * (0.0025 if loss < 0.1 else 0.012)


def test_on_a_line_that_reorders_it_is_about_as_quick_as_one_at_a_time() -> None:
    line = Line(delay_s=0.005, jitter_s=0.04)

    assert took_s(line) < 1.3 * took_s(line, wide=False)


def test_a_clean_line_needs_each_item_once() -> None:
    world = World(WindowedUpload(MANY), Board(), Line(delay_s=0.03))

    world.run()

    assert [said.number for said in world.said if isinstance(said, SendItem)] == list(range(len(MANY)))


wild_lines = st.builds(
    Line,
    seed=st.integers(0, 2**32),
    loss=st.floats(0.0, 0.6),
    doubling=st.floats(0.0, 0.9),
    delay_s=st.floats(0.0, 1.5),
    jitter_s=st.floats(0.0, 2.0),
    cut_s=st.tuples(st.floats(0.0, 3.0), st.floats(3.0, 20.0)),
)


@settings(max_examples=300)
@given(line=wild_lines, board=boards, window=st.integers(1, 64))
def test_whatever_a_line_does_it_ends_and_done_means_that_the_board_holds_it(
    line: Line, board: Board, window: int
) -> None:
    upload = WindowedUpload(NEW, window=window)
    World(upload, board, line).run()

    # An honest board acknowledges what it holds; one that alters an item is found by reading back.
    if ending(upload) is Ending.DONE and board.alters is None:
        assert holds_new(board)


@settings(max_examples=300)
@given(
    line=st.one_of(lines, wild_lines),
    board=boards,
    cancel_s=st.one_of(st.just(math.inf), st.floats(0.0, 20.0)),
)
def test_a_windowed_delivery_always_ends_and_verified_means_held(
    line: Line, board: Board, cancel_s: float
) -> None:
    delivery = Delivery(NEW, differences=differences, way=WIDE)
    World(delivery, board, line).run(cancel_s=cancel_s)

    end = delivery.outcome
    assert end is not None
    if end.result is Result.VERIFIED:
        assert holds_new(board)
    if end.held is not None and not board.receiving:
        assert list(end.held) == board.items


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), loss=st.sampled_from([0.05, 0.2]), reorders=st.booleans())
def test_an_honest_board_on_a_bad_line_gets_it(seed: int, loss: float, *, reorders: bool) -> None:
    board = Board(items=list(OLD))
    line = Line(seed=seed, loss=loss, doubling=0.1, jitter_s=0.05 if reorders else 0.0)
    delivery = Delivery(NEW, differences=differences, way=WIDE)
    World(delivery, board, line).run()

    assert delivery.outcome is not None
    assert delivery.outcome.result is Result.VERIFIED
    assert holds_new(board)


def test_a_count_that_comes_twice_and_opens_the_upload_anew_is_waited_for() -> None:
    """The board denies reading until it gives that up, after eight seconds and with a word of its own."""
    board = Board(items=list(OLD))
    delivery = Delivery(NEW, differences=differences, way=WIDE)
    World(delivery, board, Line(seed=8334, loss=0.2, doubling=0.1, jitter_s=0.05)).run()

    assert delivery.outcome is not None
    assert delivery.outcome.result is Result.VERIFIED
    assert holds_new(board)


def test_the_last_try_goes_one_at_a_time() -> None:
    delivery = Delivery(NEW, differences=differences, way=replace(WIDE, tries=2))
    world = World(delivery, Board(alters=4))
    world.run()

    tries = [index for index, said in enumerate(world.said) if isinstance(said, OfferCount)]
    second = [said.number for said in world.said[tries[1] :] if isinstance(said, SendItem)]
    assert len(tries) == 2
    assert second == list(range(21))
