"""Values sent through a pipe between two processes of ours: each pickled, its length before it.

Only for pipes that one of our processes made for the other: a pickle can do whatever its maker likes.
"""

import gc
import pickle
import queue
import struct
from typing import Any, BinaryIO

#: Sent to the planner instead of a brief: give up the one that is being planned.
CANCEL = "cancel"

_LENGTH = struct.Struct(">Q")


def write_frame(pipe: BinaryIO, value: object) -> None:
    """Send one value.

    Raises:
        OSError: nobody reads any more.
    """
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next value as it was pickled; None when the other side has ended."""
    length = pipe.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(length)
    data = pipe.read(size)
    return data if len(data) == size else None


def pass_on(pipe: BinaryIO, frames: "queue.Queue[bytes | None]") -> None:
    """Put frames into a queue as they come, until there are no more; then None."""
    data: bytes | None = b""
    while data is not None:
        try:
            data = read_frame(pipe)
        except (OSError, ValueError):  # closed by us, in the middle of a read
            data = None
        frames.put(data)


def value_of(frame: bytes) -> Any:
    """The value in a frame of ours.

    A plan is some hundred thousand objects and no garbage: looking for it over and over while they are made
    would stop every thread for a third of a second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(frame)  # noqa: S301 - only from our own processes, see above
    finally:
        if was_enabled:
            gc.enable()
