"""What is asked of a vehicle, by what its link carries."""

import pytest
from pymavlink.dialects.v20 import ardupilotmega

from missions.link.address import parse_address
from missions.link.quality import LinkMeter
from missions.link.streams import REQUESTS_AT_ONCE, LinkClass, class_of, stream_requests

_OVERHEAD_BYTES = 12  # of a MAVLink 2 frame without signature


def bytes_per_s(link: LinkClass) -> float:
    """What the streams asked for take at most: MAVLink 2 leaves out zeros at the end."""
    found = 0.0
    for _, fields in stream_requests((1, 1), link):
        if fields[2] == 511:
            kind = ardupilotmega.mavlink_map[int(fields[4])]  # type: ignore[call-overload]
            found += (kind.unpacker.size + _OVERHEAD_BYTES) * 1e6 / float(fields[5])  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("serial:/dev/ttyUSB0", LinkClass.SLOW_SERIAL),
        ("serial:/dev/ttyUSB0:57600", LinkClass.SLOW_SERIAL),
        ("serial:COM3:115200", LinkClass.FAST_SERIAL),
        ("udpin:127.0.0.1:14550", LinkClass.NETWORK),
        ("tcp:127.0.0.1:5760", LinkClass.NETWORK),
    ],
)
def test_an_address_says_what_its_link_carries(address: str, link: LinkClass) -> None:
    assert class_of(parse_address(address)) is link


def test_a_slow_radio_is_given_a_tenth_of_what_it_carries() -> None:
    assert bytes_per_s(LinkClass.SLOW_SERIAL) < 0.1 * 57_600 / 10
    assert bytes_per_s(LinkClass.SLOW_SERIAL) < bytes_per_s(LinkClass.FAST_SERIAL)
    assert bytes_per_s(LinkClass.FAST_SERIAL) < bytes_per_s(LinkClass.NETWORK)
    assert REQUESTS_AT_ONCE[LinkClass.SLOW_SERIAL] == 1


def test_every_link_is_asked_for_the_same_messages() -> None:
    asked = [{fields[4] for _, fields in stream_requests((1, 1), link)} for link in LinkClass]

    assert asked[0] == asked[1] == asked[2]


def test_only_answers_to_what_was_asked_are_timed() -> None:
    meter = LinkMeter()
    stamp = meter.question(now_s=10.0)
    assert stamp is not None
    assert meter.question(now_s=10.5) is None
    meter.answer(123, stamp + 1, now_s=10.1)  # never asked
    meter.answer(0, stamp, now_s=10.1)  # a question of the vehicle's own
    assert meter.quality(now_s=10.2).round_trip_s is None
    meter.answer(123, stamp, now_s=10.2)
    meter.answer(123, stamp, now_s=19.0)  # doubled on the way
    assert meter.quality(now_s=19.0).round_trip_s == pytest.approx(0.2)
    assert meter.quality(now_s=100.0).round_trip_s is None


def test_rates_are_those_of_the_last_seconds() -> None:
    meter = LinkMeter()
    for tick in range(100):
        meter.frame(40, now_s=tick / 10)

    quality = meter.quality(now_s=9.9)
    assert quality.messages_per_s == pytest.approx(10, rel=0.05)
    assert quality.bytes_per_s == pytest.approx(400, rel=0.05)
    assert meter.quality(now_s=60.0).messages_per_s == 0.0
