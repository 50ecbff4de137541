"""Sending, reading back and comparing, against a board that behaves as ArduPilot does, on bad lines."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.link.canonical import compare
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.protocol import Ack, Code, OfferCount, Request, SendItem, WireItem
from tests.missions.link.board import Board, Line, World, waypoints

OLD = waypoints(12, height_m=100.0)
NEW = waypoints(20)

lines = st.builds(
    Line,
    seed=st.integers(0, 2**32),
    loss=st.sampled_from([0.0, 0.02, 0.05, 0.2, 0.5]),
    doubling=st.sampled_from([0.0, 0.1, 0.5]),
    delay_s=st.sampled_from([0.0, 0.001, 0.05, 0.3]),
    jitter_s=st.sampled_from([0.0, 0.02, 0.4]),
    cut_s=st.sampled_from([(math.inf, math.inf), (0.1, 5.1), (0.2, 12.2), (0.3, math.inf), (0.0, 4.0)]),
)
boards = st.builds(
    Board,
    items=st.sampled_from([[], list(OLD), list(NEW)]).map(list),
    capacity=st.sampled_from([650, 20]),
    refuse_at=st.sampled_from([None, None, None, 7]),
    never_acknowledges=st.booleans(),
    last_word=st.sampled_from([0, 0, 0, 1, 5, 15]),
    alters=st.sampled_from([None, None, None, 4]),
    reboots_at=st.sampled_from([None, None, 9]),
    asks_backwards_at=st.sampled_from([None, 6]),
)


def differences(sent: Sequence[WireItem], held: Sequence[WireItem]) -> tuple[str, ...]:
    return compare(sent, held, vehicle_type="Copter").differences


def delivered(
    board: Board,
    line: Line | None = None,
    *,
    items: tuple[WireItem, ...] = NEW,
    cancel_s: float = math.inf,
) -> Delivered:
    delivery = Delivery(items, differences=differences)
    World(delivery, board, line).run(cancel_s=cancel_s)
    assert delivery.outcome is not None
    return delivery.outcome


def holds_new(board: Board) -> bool:
    return board.items[1:] == list(NEW[1:])


@settings(max_examples=2000)
@given(line=lines, board=boards)
def test_it_always_ends_and_verified_means_that_the_board_holds_it(line: Line, board: Board) -> None:
    end = delivered(board, line)

    if end.result is Result.VERIFIED:
        assert holds_new(board)
    if end.held is not None and not board.receiving:
        assert list(end.held) == board.items


@settings(max_examples=500)
@given(line=lines, board=boards, cancel_s=st.floats(0.0, 20.0))
def test_it_ends_when_cancelled_at_any_moment_and_never_lies(
    line: Line, board: Board, cancel_s: float
) -> None:
    end = delivered(board, line, cancel_s=cancel_s)

    if end.result is Result.VERIFIED:
        assert holds_new(board)
    if end.held is not None and not board.receiving:
        assert list(end.held) == board.items


@settings(max_examples=500)
@given(seed=st.integers(0, 2**32), loss=st.sampled_from([0.05, 0.1, 0.2]))
def test_an_honest_board_on_a_lossy_line_gets_it(seed: int, loss: float) -> None:
    board = Board(items=list(OLD))

    assert delivered(board, Line(seed=seed, loss=loss, doubling=0.1, jitter_s=0.02)).result is Result.VERIFIED
    assert holds_new(board)


def test_a_clean_line_needs_each_message_once() -> None:
    delivery = Delivery(NEW, differences=differences)
    world = World(delivery, Board())
    world.run()

    sent = [said.number for said in world.said if isinstance(said, SendItem)]
    assert sent == list(range(21))
    assert [said for said in world.said if isinstance(said, OfferCount)] == [OfferCount(21)]
    assert delivery.done == delivery.total


@pytest.mark.parametrize(
    "line",
    [
        Line(loses=frozenset({OfferCount(21)})),
        Line(loses=frozenset({Request(0)})),
        Line(loses=frozenset({Request(10)})),
        Line(loses=frozenset({SendItem(20, NEW[20])})),
        Line(loses=frozenset({SendItem(10, NEW[10]), Request(11), Request(12)})),
        Line(loses=frozenset({Ack(Code.ACCEPTED)})),
        Line(cut_s=(0.2, 5.2)),
        Line(cut_s=(0.2, 12.2)),
        Line(delay_s=0.15),
        Line(doubling=0.3, jitter_s=0.1),
    ],
    ids=[
        "count",
        "first-request",
        "request",
        "last-item",
        "three",
        "last-word",
        "cut5",
        "cut12",
        "rtt300",
        "doubled",
    ],
)
def test_what_can_succeed_succeeds(line: Line) -> None:
    board = Board(items=list(OLD))

    assert delivered(board, line).result is Result.VERIFIED
    assert holds_new(board)


@pytest.mark.parametrize(
    "board",
    [
        Board(never_acknowledges=True),
        Board(last_word=Code.ERROR),
        Board(reboots_at=9),
        Board(asks_backwards_at=6),
    ],
    ids=["never-acknowledges", "wrong-last-word", "reboots", "asks-backwards"],
)
def test_a_clumsy_board_gets_it_all_the_same(board: Board) -> None:
    assert delivered(board).result is Result.VERIFIED
    assert holds_new(board)


def test_a_lost_request_costs_less_than_the_vehicles_own_second() -> None:
    world = World(Delivery(NEW, differences=differences), Board(), Line(loses=frozenset({Request(10)})))

    world.run()

    assert world.now_s < 1.5


def test_an_altered_item_is_found_after_three_tries() -> None:
    end = delivered(Board(alters=4))

    assert end.result is Result.DIFFERS
    assert end.retries == 2
    assert len(end.differences) == 1
    assert "Item 4" in end.differences[0]


def test_a_refused_item_ends_it_and_what_is_held_is_read() -> None:
    board = Board(items=list(OLD), refuse_at=7)

    end = delivered(board)

    assert (end.result, end.code, end.number) == (Result.REFUSED, Code.INVALID_PARAM7, 7)
    assert end.held is not None
    assert list(end.held) == board.items == [*NEW[:7], *OLD[7:]]


def test_too_little_room_leaves_the_old_mission_and_says_so() -> None:
    end = delivered(Board(items=list(OLD), capacity=20))

    assert (end.result, end.code) == (Result.REFUSED, Code.NO_SPACE)
    assert end.held == OLD


def test_no_space_is_tried_again_where_it_is_not_the_last_word() -> None:
    delivery = Delivery(NEW, differences=differences, is_final=lambda _: False)

    World(delivery, Board(starts_up_s=1.0)).run()

    assert delivery.outcome is not None
    assert delivery.outcome.result is Result.VERIFIED


def test_a_board_busy_with_another_station_refuses_and_what_it_holds_is_not_known() -> None:
    end = delivered(Board(items=list(OLD), is_busy=True))

    assert (end.result, end.held) == (Result.REFUSED, None)


def test_a_line_cut_for_ever_ends_not_knowing() -> None:
    end = delivered(Board(items=list(OLD)), Line(cut_s=(0.2, math.inf)))

    assert (end.result, end.held) == (Result.FAILED, None)


def test_a_cancelled_upload_waits_until_the_board_tells_what_it_holds() -> None:
    board = Board(items=list(OLD))

    end = delivered(board, cancel_s=0.1)

    assert end.result is Result.CANCELLED
    assert end.held is not None
    assert list(end.held) == board.items
    assert 0 < sum(one == other for one, other in zip(end.held, NEW, strict=False)) < len(NEW)


def test_a_cancel_that_comes_too_late_finds_the_whole_mission() -> None:
    board = Board(items=list(OLD))

    assert delivered(board, cancel_s=0.45).result is Result.VERIFIED
    assert holds_new(board)


def test_abandoning_ends_at_once_not_knowing() -> None:
    delivery = Delivery(NEW, differences=differences)
    delivery.start(0.0)

    delivery.abandon()

    assert delivery.is_over
    assert delivery.outcome is not None
    assert delivery.outcome.held is None
