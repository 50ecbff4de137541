"""XML as we write it."""

import re
import xml.etree.ElementTree as ET

#: Letters that XML 1.0 has no way of writing.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(text: str) -> str:
    """The text without letters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element in another."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = None if text is None else written(text)
    return element


def content_of(root: ET.Element) -> bytes:
    """The file: UTF-8, a line an element."""
    ET.indent(root, space=" ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def degrees(value: float) -> str:
    """An angle without an exponent, to a hundredth of what autopilots hold."""
    return f"{value:.9f}".rstrip("0").rstrip(".")
