"""The mission protocol as ArduPilot 4.6.3 speaks it: message in, replies out, no clock of its own.

Upload: it asks by MISSION_REQUEST, asks again after a second without limit, gives up after eight, takes one
station at a time. Behaviour after GCS_MAVLink/MissionItemProtocol.cpp and its three kinds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sitl.dialect import Message, mavlink
from sitl.item_stores import ItemStore
from sitl.stored_item import RefusedItemError, from_wire, to_old_wire, to_wire

ACCEPTED = int(mavlink.MAV_MISSION_ACCEPTED)
ERROR = int(mavlink.MAV_MISSION_ERROR)
DENIED = int(mavlink.MAV_MISSION_DENIED)
UNSUPPORTED = int(mavlink.MAV_MISSION_UNSUPPORTED)
WARNING = int(mavlink.MAV_SEVERITY_WARNING)
INFO = int(mavlink.MAV_SEVERITY_INFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who sent a message, and over which link."""

    link: int
    system: int
    component: int

    @property
    def address(self) -> tuple[int, int]:
        """System and component, as a target."""
        return self.system, self.component

    def is_same_station(self, other: "Peer") -> bool:
        """The vehicle tells stations apart by their numbers, not by their links."""
        return self.address == other.address


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTimes:
    """How patient the vehicle is, in its own time."""

    ask_again_s: float = 1.0
    give_up_s: float = 8.0


Send = Callable[[int, Message], None]
Say = Callable[[int, str], None]


@dataclass(slots=True)
class Upload:
    """An upload under way."""

    peer: Peer
    wanted: int
    last: int
    received_s: float
    asked_s: float
    warned: bool = False


class ItemTransfer:
    """Transfers of one kind of items: mission, fence or rally."""

    def __init__(self, store: ItemStore, *, times: TransferTimes, send: Send, say: Say) -> None:
        self.store = store
        self.upload: Upload | None = None
        self._times = times
        self._send = send
        self._say = say
        self._told_to_ask_int = False

    def count(self, peer: Peer, count: int, now_s: float) -> None:
        """MISSION_COUNT: an upload begins, or a clear when the count is zero."""
        if not self._take_over(peer):
            return
        if count > self.store.capacity:
            self._acknowledge(peer, int(mavlink.MAV_MISSION_NO_SPACE))
            self._say(WARNING, f"Only {self.store.capacity} items are supported")
            return
        self.store.begin(count, partial=False)
        if count == 0:
            self._finish(peer)
            return
        self._start(peer, 0, count - 1, now_s)

    def write_partial(self, peer: Peer, first: int, last: int, now_s: float) -> None:
        """MISSION_WRITE_PARTIAL_LIST: some items are to be replaced."""
        if self.upload is not None:
            self._acknowledge(peer, DENIED)
            return
        count = self.store.count
        if first < 0 or first > count or last > count or last < first:
            self._say(WARNING, "Flight plan update rejected")
            self._acknowledge(peer, ERROR)
            return
        self.store.begin(count, partial=True)
        self._start(peer, first, last, now_s)

    def item(self, peer: Peer, message: Message, now_s: float) -> None:
        """MISSION_ITEM_INT or MISSION_ITEM."""
        upload = self.upload
        if upload is None:
            self._acknowledge(peer, ERROR)
            return
        if message.get_type() == "MISSION_ITEM" and not upload.warned:
            upload.warned = True
            self._say(WARNING, "got MISSION_ITEM; GCS should send MISSION_ITEM_INT")
        if message.seq != upload.wanted:
            self._acknowledge(peer, int(mavlink.MAV_MISSION_INVALID_SEQUENCE))
            return
        if not peer.is_same_station(upload.peer):
            self._acknowledge(peer, DENIED)
            return
        try:
            self.store.put(int(message.seq), from_wire(message), last=upload.last)
        except RefusedItemError as refusal:
            self._end()
            self._acknowledge(peer, refusal.result)
            return
        self._go_on(upload, peer, now_s)

    def clear(self, peer: Peer) -> None:
        """MISSION_CLEAR_ALL."""
        if not self._take_over(peer):
            return
        try:
            self.store.clear()
        except RefusedItemError as refusal:
            self._acknowledge(peer, refusal.result)
            return
        self._acknowledge(peer, ACCEPTED)

    def request_list(self, peer: Peer) -> None:
        """MISSION_REQUEST_LIST: a download begins; nobody may while an upload is open."""
        if self.upload is not None:
            self._acknowledge(peer, DENIED)
            return
        self._send_count(peer)

    def request(self, peer: Peer, seq: int, *, old_form: bool) -> None:
        """MISSION_REQUEST_INT, or MISSION_REQUEST in the old form."""
        if self.upload is not None and not old_form:
            self._acknowledge(peer, DENIED)
            return
        try:
            item = self.store.get(seq)
        except RefusedItemError as refusal:
            if self.store.mission_type == mavlink.MAV_MISSION_TYPE_MISSION:
                self._send_count(peer)
            self._acknowledge(peer, refusal.result)
            return
        if old_form and not self._told_to_ask_int:
            self._told_to_ask_int = True
            self._say(WARNING, "got MISSION_REQUEST; use MISSION_REQUEST_INT!")
        build = to_old_wire if old_form else to_wire
        kind, current = self.store.mission_type, self.store.is_current(seq)
        answer = build(item, seq=seq, target=peer.address, mission_type=kind, current=current)
        self._send(peer.link, answer)

    def tick(self, now_s: float) -> None:
        """Ask again, or give up."""
        upload = self.upload
        if upload is None:
            return
        if now_s - upload.received_s > self._times.give_up_s:
            self._end()
            self._say(WARNING, self.store.timeout_text)
            self._acknowledge(upload.peer, int(mavlink.MAV_MISSION_OPERATION_CANCELLED))
        elif now_s - upload.asked_s > self._times.ask_again_s:
            self._ask(upload, now_s)

    def forget(self) -> None:
        """The vehicle restarts: an upload under way is lost, what it wrote stays."""
        self._end()

    def _take_over(self, peer: Peer) -> bool:
        if self.upload is not None:
            if not peer.is_same_station(self.upload.peer):
                self._acknowledge(peer, DENIED)
                return False
            self._end()
        return True

    def _start(self, peer: Peer, first: int, last: int, now_s: float) -> None:
        self.upload = Upload(peer=peer, wanted=first, last=last, received_s=now_s, asked_s=now_s)
        self._ask(self.upload, now_s)

    def _go_on(self, upload: Upload, peer: Peer, now_s: float) -> None:
        upload.received_s = now_s
        upload.wanted += 1
        if upload.wanted > upload.last:
            self.upload = None
            self._finish(peer)
        else:
            self._ask(upload, now_s)

    def _finish(self, peer: Peer) -> None:
        try:
            text = self.store.complete()
        except RefusedItemError as refusal:
            if refusal.says:
                self._say(WARNING, refusal.says)
            self._acknowledge(peer, refusal.result)
            return
        if text:
            self._say(INFO, text)
        self._acknowledge(peer, ACCEPTED)

    def _end(self) -> None:
        self.upload = None
        self.store.abandon()

    def _ask(self, upload: Upload, now_s: float) -> None:
        upload.asked_s = now_s
        request = mavlink.MAVLink_mission_request_message(
            *upload.peer.address, upload.wanted, self.store.mission_type
        )
        self._send(upload.peer.link, request)

    def _send_count(self, peer: Peer) -> None:
        count = mavlink.MAVLink_mission_count_message(
            *peer.address, self.store.count, self.store.mission_type
        )
        self._send(peer.link, count)

    def _acknowledge(self, peer: Peer, result: int) -> None:
        ack = mavlink.MAVLink_mission_ack_message(*peer.address, result, self.store.mission_type)
        self._send(peer.link, ack)


class MissionProtocol:
    """The three transfers, told apart by mission_type."""

    def __init__(self, stores: Iterable[ItemStore], *, times: TransferTimes, send: Send, say: Say) -> None:
        self._send = send
        self.transfers = {
            store.mission_type: ItemTransfer(store, times=times, send=send, say=say) for store in stores
        }

    @property
    def busy(self) -> bool:
        """Whether an upload is open."""
        return any(transfer.upload is not None for transfer in self.transfers.values())

    def receive(self, peer: Peer, message: Message, now_s: float) -> None:
        """Answer one message of the protocol."""
        kind = int(message.mission_type)
        transfer = self.transfers.get(kind)
        if transfer is None:
            ack = mavlink.MAVLink_mission_ack_message(*peer.address, UNSUPPORTED, kind)
            self._send(peer.link, ack)
            return
        match message.get_type():
            case "MISSION_COUNT":
                transfer.count(peer, int(message.count), now_s)
            case "MISSION_ITEM_INT" | "MISSION_ITEM":
                transfer.item(peer, message, now_s)
            case "MISSION_REQUEST_LIST":
                transfer.request_list(peer)
            case "MISSION_REQUEST_INT":
                transfer.request(peer, int(message.seq), old_form=False)
            case "MISSION_REQUEST":
                transfer.request(peer, int(message.seq), old_form=True)
            case "MISSION_CLEAR_ALL":
                transfer.clear(peer)
            case "MISSION_WRITE_PARTIAL_LIST":
                transfer.write_partial(peer, int(message.start_index), int(message.end_index), now_s)

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        for transfer in self.transfers.values():
            transfer.tick(now_s)

    def forget(self) -> None:
        """Lose every upload under way, as a restart does."""
        for transfer in self.transfers.values():
            transfer.forget()
