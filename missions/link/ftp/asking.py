"""A conversation by MAVLink FTP: each request is asked again until its reply comes, or none comes."""

from abc import abstractmethod
from dataclasses import dataclass

from missions.link.ftp.packets import SEQUENCES, FileReply, FileRequest, Op
from missions.link.protocol import Heard, Kind, Saying
from missions.link.round_trips import RoundTrips
from missions.link.transfer import Ending, Transfer

#: ArduPilot keeps five requests and drops the sixth.
MOST_UNDER_WAY = 5
#: Asked again sooner, a vehicle that is busy for a moment would have to drop what it has no room for.
_FLOOR_S = 0.04
#: Without a reply; messages are tried then.
PATIENCE_S = 5.0

#: Ours, unlike what other stations count from 0: a reset closes a session of its own number alone.
_SESSION = 0xB7
#: More than a burst has packets: a vehicle that is asked with the number before its last reply repeats that.
LEAP = 600


@dataclass(frozen=True, slots=True)
class _Waiting:
    request: FileRequest
    times: int
    sent_s: float


class Asking(Transfer):
    """Requests under way, and the timer that asks again; begins by closing what was left open."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._timer = RoundTrips(floor_s=_FLOOR_S)
        self._waiting: dict[int, _Waiting] = {}  # by sequence
        self._sequence = 0
        self._heard_s = 0.0

    def start(self, now_s: float) -> Saying:
        """Close what was left open."""
        # A vehicle repeats its last reply to a number it knows: begin elsewhere every time (by D. Knuth's
        # multiplier, so that no number of requests leads from one beginning to the next).
        self._sequence = int(now_s * 1_000) * 40_503 % SEQUENCES
        self._heard_s = now_s
        return self._ask(Op.RESET, now_s)

    def feed(self, heard: Heard, now_s: float) -> Saying:
        """Take a reply, and go on."""
        if self.outcome is not None or not isinstance(heard, FileReply) or heard.session != _SESSION:
            return ()
        waiting = self._waiting.get((heard.sequence - 1) % SEQUENCES)
        if waiting is None:
            return self._unasked(heard, now_s)
        del self._waiting[waiting.request.sequence]
        self._heard_s = now_s
        if waiting.request.op != heard.asked:
            return self._due(self._renumbered(waiting.request, now_s), now_s)
        if waiting.times == 1:
            self._timer.sample(now_s - waiting.sent_s)
        return self._due(self._answered(waiting.request, heard, now_s), now_s)

    def tick(self, now_s: float) -> Saying:
        """Ask again for what did not come, or give up."""
        if self.outcome is not None or now_s < self.due_s:
            return ()
        if now_s >= self._heard_s + PATIENCE_S:
            return self._fell_silent()
        late = [one for one in self._waiting.values() if one.sent_s + self._timer.wait_s <= now_s]
        if late:
            self._timer.back_off()
        again = tuple(self._sent(one.request, one.times + 1, now_s) for one in late)
        return self._due((*again, *self._waited(now_s)), now_s)

    def cancel(self, now_s: float) -> Saying:
        """Stop, and close what is open."""
        if self.is_over:
            return ()
        farewell = self._ask(Op.RESET, now_s)
        self._end(Ending.CANCELLED)
        return farewell

    @abstractmethod
    def _answered(self, request: FileRequest, reply: FileReply, now_s: float) -> Saying:
        """Go on after the reply to a request."""

    @abstractmethod
    def _fell_silent(self) -> Saying:
        """Nothing came for too long."""

    def _unasked(self, reply: FileReply, now_s: float) -> Saying:  # noqa: ARG002 - for those that read in bursts
        """A reply to nothing that waits: a second one, or part of a burst."""
        return ()

    def _waited(self, now_s: float) -> Saying:  # noqa: ARG002 - likewise
        """More to do when the timer is due."""
        return ()

    def _ask(
        self, op: Op, now_s: float, *, data: bytes = b"", offset: int = 0, size: int | None = None
    ) -> Saying:
        request = FileRequest(
            sequence=self._sequence,
            session=_SESSION,
            op=op,
            offset=offset,
            data=data,
            size=len(data) if size is None else size,
        )
        self._sequence = (self._sequence + (LEAP if op is Op.BURST else 1)) % SEQUENCES
        return self._due((self._sent(request, 1, now_s),), now_s)

    def _renumbered(self, request: FileRequest, now_s: float) -> Saying:
        """The vehicle repeats what it last said under this number: it has not looked at the request."""
        self._sequence = (self._sequence + LEAP) % SEQUENCES
        return self._ask(request.op, now_s, data=request.data, offset=request.offset, size=request.size)

    def _sent(self, request: FileRequest, times: int, now_s: float) -> FileRequest:
        self._waiting[request.sequence] = _Waiting(request, times, now_s)
        return request

    def _due(self, saying: Saying, now_s: float) -> Saying:
        if self.outcome is None:
            oldest_s = min((one.sent_s for one in self._waiting.values()), default=now_s)
            self.due_s = min(oldest_s + self._timer.wait_s, self._heard_s + PATIENCE_S)
        return saying
