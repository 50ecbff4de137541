"""Missions as files: message by message, on every kind of line, and what follows when it does not work."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.link.delivery import Delivered, Delivery, Result
from missions.link.ftp.asking import MOST_UNDER_WAY, PATIENCE_S
from missions.link.ftp.packets import FileReply, FileRequest, Op
from missions.link.ftp.reading import FileDownload
from missions.link.ftp.sending import FileUpload
from missions.link.protocol import Heard, Kind, OfferCount, Said
from missions.link.transfer import Ending, Transfer
from missions.link.ways import Way
from missions.link.windowed import WIDEST
from tests.missions.link.board import Line, World, waypoints
from tests.missions.link.ftp.filing import FilingBoard
from tests.missions.link.test_delivery import NEW, OLD, differences, holds_new, lines

FILES = Way(window=WIDEST, reading_window=WIDEST, by_file=True)
MANY = waypoints(640)


def reply_to(request: Said, *, is_ack: bool = True, data: bytes = b"") -> FileReply:
    assert isinstance(request, FileRequest)
    return FileReply(
        sequence=request.sequence + 1,
        session=request.session,
        is_ack=is_ack,
        asked=request.op,
        offset=request.offset,
        data=data,
    )


def ops(saying: tuple[Said, ...]) -> list[Op]:
    return [said.op for said in saying if isinstance(said, FileRequest)]


def ending(machine: Transfer) -> Ending | None:
    return machine.outcome.ending if machine.outcome else None


def writing(items: int = 100) -> tuple[FileUpload, tuple[Said, ...]]:
    """A file has been created, and the first pieces are under way."""
    upload = FileUpload(waypoints(items), kind=Kind.MISSION)
    (reset,) = upload.start(0.0)
    (create,) = upload.feed(reply_to(reset), 0.02)
    return upload, upload.feed(reply_to(create), 0.04)


def test_it_first_closes_what_was_left_open_and_then_creates() -> None:
    upload = FileUpload(OLD, kind=Kind.FENCE)

    (reset,) = upload.start(0.0)
    (create,) = upload.feed(reply_to(reset), 0.02)

    assert ops((reset, create)) == [Op.RESET, Op.CREATE]
    assert isinstance(create, FileRequest)
    assert create.data == b"@MISSION/fence.dat"


def test_five_pieces_are_under_way_and_none_holds_half_an_item() -> None:
    upload, pieces = writing()

    assert ops(pieces) == [Op.WRITE] * MOST_UNDER_WAY
    assert all(isinstance(one, FileRequest) and len(one.data) % 38 == 0 for one in pieces)
    assert ops(upload.feed(reply_to(pieces[3]), 0.06)) == [Op.WRITE]


def test_the_head_comes_last_then_the_close() -> None:
    upload, pieces = writing(8)
    assert ops(pieces) == [Op.WRITE] * 2

    assert upload.feed(reply_to(pieces[0]), 0.06) == ()
    (head,) = upload.feed(reply_to(pieces[1]), 0.06)
    (close,) = upload.feed(reply_to(head), 0.08)
    upload.feed(reply_to(close), 0.1)

    assert isinstance(head, FileRequest)
    assert (head.op, head.offset, len(head.data)) == (Op.WRITE, 0, 10)
    assert ops((close,)) == [Op.TERMINATE]
    assert ending(upload) is Ending.DONE


def test_what_is_late_is_asked_again_under_its_number() -> None:
    upload, pieces = writing()

    again = upload.tick(upload.due_s)

    assert again == pieces


def test_a_second_reply_and_a_strangers_change_nothing() -> None:
    upload, pieces = writing()
    upload.feed(reply_to(pieces[0]), 0.06)

    assert upload.feed(reply_to(pieces[0]), 0.06) == ()
    assert upload.feed(replace(reply_to(pieces[1]), session=3), 0.06) == ()
    assert upload.done == 6


def test_a_refused_piece_ends_it_and_leaves_no_head() -> None:
    upload, pieces = writing()

    farewell = upload.feed(reply_to(pieces[0], is_ack=False, data=b"\x0a"), 0.06)

    assert ops(farewell) == [Op.RESET]
    assert ending(upload) is Ending.STOPPED


def test_silence_before_the_head_is_silence_and_after_it_uncertain() -> None:
    early, _ = writing()
    late, pieces = writing(3)
    late.feed(reply_to(pieces[0]), 0.06)

    for upload in (early, late):
        while upload.outcome is None:
            now_s = upload.due_s
            upload.tick(now_s)
        assert now_s < PATIENCE_S + 1.0

    assert (ending(early), ending(late)) == (Ending.SILENT, Ending.UNCONFIRMED)


def test_a_reply_repeated_from_before_is_seen_through() -> None:
    """A vehicle that knows the number repeats what it said to it, and does nothing."""
    upload = FileUpload(OLD, kind=Kind.MISSION)
    (reset,) = upload.start(0.0)

    (again,) = upload.feed(replace(reply_to(reset), asked=Op.TERMINATE), 0.02)

    assert isinstance(reset, FileRequest)
    assert isinstance(again, FileRequest)
    assert (again.op, again.sequence) == (Op.RESET, reset.sequence + 601)
    assert ops(upload.feed(reply_to(again), 0.04)) == [Op.CREATE]


def test_two_conversations_begin_with_different_numbers() -> None:
    first, second = FileUpload(OLD, kind=Kind.MISSION), FileUpload(OLD, kind=Kind.MISSION)

    assert first.start(10.0) != second.start(11.0)


def read(board: FilingBoard, line: Line | None = None) -> FileDownload:
    download = FileDownload(kind=Kind.MISSION)
    World(download, board, line).run()
    return download


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 640, 4_000])
def test_a_file_of_any_length_is_read(count: int) -> None:
    board = FilingBoard(items=list(waypoints(count)))

    download = read(board)

    assert download.outcome is not None
    assert download.outcome.items == tuple(board.items)
    assert download.done == download.total


@pytest.mark.parametrize("seed", range(5))
def test_a_burst_with_losses_is_mended(seed: int) -> None:
    board = FilingBoard(items=list(MANY))

    download = read(board, Line(seed=seed, loss=0.2, doubling=0.1, jitter_s=0.02))

    assert download.outcome is not None
    assert download.outcome.items == MANY


@pytest.mark.parametrize(("delay_s", "bursts"), [(0.002, 0), (0.025, 1)])
def test_far_away_a_burst_brings_it_and_nearby_pieces_do(delay_s: float, bursts: int) -> None:
    board = FilingBoard(items=list(MANY))
    download = FileDownload(kind=Kind.MISSION)
    world = World(download, board, Line(delay_s=delay_s))
    world.run()

    assert ops(tuple(world.said)).count(Op.BURST) == bursts
    assert download.outcome is not None
    assert download.outcome.items == MANY
    assert board.drops == 0
    assert world.now_s < 0.3


def test_an_empty_mission_is_read() -> None:
    download = read(FilingBoard())

    assert download.outcome is not None
    assert download.outcome.items == ()


def test_a_burst_of_an_earlier_conversation_is_not_taken() -> None:
    earlier, download = FileDownload(kind=Kind.MISSION), FileDownload(kind=Kind.MISSION)
    board = FilingBoard(items=list(OLD))
    World(earlier, board).run()
    late = [
        heard
        for sequence in (700, 1_300)
        for heard in board.answer_file(
            FileRequest(sequence=sequence, session=0xB7, op=Op.BURST, size=239), 9.0
        )
    ]
    (reset,) = download.start(20.0)
    (opening,) = download.feed(reply_to(reset), 20.1)
    download.feed(reply_to(opening), 20.2)

    for heard in late:
        download.feed(heard, 20.3)

    assert download.done == 0


def delivered(
    board: FilingBoard, line: Line | None = None, *, cancel_s: float = math.inf, way: Way = FILES
) -> tuple[Delivered, World]:
    delivery = Delivery(NEW, differences=differences, way=way)
    world = World(delivery, board, line)
    world.run(cancel_s=cancel_s)
    assert delivery.outcome is not None
    return delivery.outcome, world


def used_messages(world: World) -> bool:
    return any(isinstance(said, OfferCount) for said in world.said)


def test_a_good_line_needs_no_messages() -> None:
    board = FilingBoard(items=list(OLD))

    end, world = delivered(board)

    assert end.result is Result.VERIFIED
    assert holds_new(board)
    assert not used_messages(world)
    assert board.drops == 0


@pytest.mark.parametrize(
    "board",
    [
        FilingBoard(offers=False),
        FilingBoard(name=b"@MISSION/other.dat"),
        FilingBoard(refuses=frozenset({Op.CREATE})),
        FilingBoard(refuses=frozenset({Op.WRITE})),
        FilingBoard(refuses=frozenset({Op.RESET, Op.TERMINATE})),
        FilingBoard(refuses=frozenset({Op.OPEN_READING})),
        FilingBoard(refuses=frozenset({Op.BURST})),
        FilingBoard(loses_files=1),
        FilingBoard(shuts_at=2),
        FilingBoard(stranger_s=(0.0, math.inf)),
        FilingBoard(stranger_s=(0.05, 2.0)),
    ],
    ids=[
        "silent",
        "no-such-file",
        "no-create",
        "no-write",
        "no-close",
        "no-open",
        "no-burst",
        "stale",
        "shut",
        "stranger",
        "stranger-later",
    ],
)
def test_on_any_doubt_messages_follow(board: FilingBoard) -> None:
    board.items = list(OLD)

    end, _ = delivered(board)

    assert end.result is Result.VERIFIED
    assert holds_new(board)


@pytest.mark.parametrize("cancel_s", [0.0, 0.03, 0.05, 0.059])
def test_a_cancel_while_the_file_is_written_leaves_the_old_mission_whole(cancel_s: float) -> None:
    board = FilingBoard(items=list(OLD))

    end, _ = delivered(board, cancel_s=cancel_s)

    assert (end.result, end.is_untouched) == (Result.CANCELLED, True)
    assert end.held == OLD
    assert tuple(board.items) == OLD


def test_a_line_cut_while_the_file_is_written_leaves_the_old_mission_whole() -> None:
    board = FilingBoard(items=list(OLD))

    end, _ = delivered(board, Line(cut_s=(0.05, math.inf)))

    assert (end.result, end.held) == (Result.FAILED, None)
    assert tuple(board.items) == OLD


class DeafAfterClosing(FilingBoard):
    """Hears of no close, nor of anything by file after it."""

    def answer_file(self, said: FileRequest, now_s: float) -> list[Heard]:
        self.offers = self.offers and said.op is not Op.TERMINATE
        return super().answer_file(said, now_s)


def test_a_file_that_may_still_be_stored_is_not_followed_by_messages() -> None:
    """Closed by another station later on, it would take the place of what came after it."""
    board = DeafAfterClosing(items=list(OLD))

    end, world = delivered(board)

    assert (end.result, end.held) == (Result.FAILED, None)
    assert not used_messages(world)


boards = st.builds(
    FilingBoard,
    items=st.sampled_from([[], list(OLD), list(NEW)]).map(list),
    capacity=st.sampled_from([650, 650, 20]),
    refuse_at=st.sampled_from([None, None, None, 7]),
    never_acknowledges=st.booleans(),
    alters=st.sampled_from([None, None, None, 4]),
    reboots_at=st.sampled_from([None, None, 9]),
    refuses=st.frozensets(st.sampled_from([Op.CREATE, Op.WRITE, Op.READ, Op.BURST, Op.RESET]), max_size=1),
    loses_files=st.sampled_from([0, 0, 0, 1, 3]),
    shuts_at=st.sampled_from([None, None, 2, 4, 5]),
    stranger_s=st.sampled_from([(0.0, 0.0), (0.0, 2.0), (0.08, 4.0)]),
)


@settings(max_examples=400)
@given(line=lines, board=boards, cancel_s=st.one_of(st.just(math.inf), st.floats(0.0, 20.0)))
def test_it_always_ends_and_verified_means_that_the_board_holds_it(
    line: Line, board: FilingBoard, cancel_s: float
) -> None:
    before = list(board.items)
    end, _ = delivered(board, line, cancel_s=cancel_s)

    if end.result is Result.VERIFIED:
        assert holds_new(board)
    if end.held is not None and not board.receiving:
        assert list(end.held) == board.items
    if end.is_untouched:
        assert end.held is None or list(end.held) == before


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), loss=st.sampled_from([0.0, 0.05, 0.2]), delay_s=st.floats(0.0, 0.3))
def test_an_honest_board_on_a_lossy_line_gets_it(seed: int, loss: float, delay_s: float) -> None:
    board = FilingBoard(items=list(OLD))

    end, _ = delivered(board, Line(seed=seed, loss=loss, doubling=0.1, delay_s=delay_s, jitter_s=0.02))

    assert end.result is Result.VERIFIED
    assert holds_new(board)
