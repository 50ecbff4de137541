"""What is an address of a vehicle, and what must never reach the connection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.link import AddressError, parse_address
from missions.link.address import AddressKind


@pytest.mark.parametrize(
    ("text", "connection"),
    [
        ("tcp:127.0.0.1:5760", "tcp:127.0.0.1:5760"),
        ("tcp::5760", "tcp:127.0.0.1:5760"),
        ("udpin::14550", "udpin:127.0.0.1:14550"),
        ("udpout:drone-7.example:14550", "udpout:drone-7.example:14550"),
        ("serial:/dev/ttyACM0", "/dev/ttyACM0"),
        ("serial:/dev/serial/by-id/usb-ArduPilot_Pixhawk1_3E-if00:115200", None),
        ("serial:COM3:57600", "COM3"),
    ],
)
def test_the_four_forms_are_read(text: str, connection: str | None) -> None:
    address = parse_address(text)

    assert parse_address(str(address)) == address
    if connection is not None:
        assert address.connection_string == connection


@pytest.mark.parametrize(
    "text",
    [
        "",
        "127.0.0.1:14550",
        "udp:127.0.0.1:14550",
        "tcpin:0.0.0.0:5760",
        "tcp:127.0.0.1",
        "tcp:127.0.0.1:0",
        "tcp:127.0.0.1:65536",
        "tcp:127.0.0.1:57²0",
        "tcp:127.0.0.1:5760:1",
        "tcp:a b:5760",
        "tcp:-x:5760",
        "/bin/sh",
        "/usr/bin/evil.elf",
        "serial:/bin/sh",
        "serial:/tmp/../bin/sh",
        "serial:/dev/serial/by-id/../../../bin/x.elf",
        "serial:/dev/serial/by-id/flight.tlog",
        "serial:/dev/ttyUSB0,9600",
        "serial:/dev/ttyUSB0:fast",
        "serial:/dev/ttyUSB0:99",
        "csv:/etc/passwd",
        "flight.bin",
        "wss:example.org",
        "udpbcast:255.255.255.255:14550",
        "tcp:" + "a" * 300 + ":1",
    ],
)
def test_anything_else_is_refused_in_two_sentences(text: str) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_address(text)

    assert len(refusal.value.problem) < 120
    assert refusal.value.remedy


@given(st.text(max_size=60) | st.from_regex(r"(tcp|udpin|udpout|serial):.{0,40}", fullmatch=True))
def test_whatever_is_typed_names_no_program_and_no_file(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressError:
        return

    given = address.connection_string
    assert "/bin/" not in given
    assert not given.endswith((".elf", ".log", ".tlog", ".bin", ".raw"))
    assert given.startswith(("tcp:", "udpin:", "udpout:", "/dev/", "COM"))
    assert address.kind is AddressKind.SERIAL or given.count(":") == 2


def test_only_a_listener_beyond_this_machine_is_open_to_others() -> None:
    assert parse_address("udpin:0.0.0.0:14550").is_open_to_others
    assert not parse_address("udpin::14550").is_open_to_others
    assert not parse_address("tcp:192.0.2.1:5760").is_open_to_others
