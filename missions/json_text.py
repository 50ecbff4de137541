"""JSON as we read and write it: strict, bounded, and the same bytes for the same value."""

import json
from collections.abc import Iterator

from missions.errors import MissionFileError

#: Nothing that is planned is longer, larger or later than this, in any unit; 1e308 only overflows later on.
GREATEST_NUMBER = 1e15

#: Geometry is at most 8 deep in a FeatureCollection; beyond this somebody means harm.
GREATEST_DEPTH = 60

#: How deep lists of objects are laid out a line each, so that a small change is a small difference.
_LINES_TO_DEPTH = 6

JsonObject = dict[str, object]


def parse_object(content: bytes, *, name: str) -> JsonObject:
    """The JSON object that `content` holds, in UTF-8 with or without a byte order mark.

    Raises:
        MissionFileError: it is not UTF-8, no JSON object, nested too deep, or holds a number that is none.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=refuse_constant)
    except UnicodeDecodeError as error:
        raise MissionFileError(
            f"{name} is not UTF-8 text: byte {error.start} is {content[error.start]:#04x}.",
            remedy="Save it as UTF-8, or choose another file.",
        ) from error
    except (ValueError, RecursionError) as error:
        why = f"{error}" if isinstance(error, ValueError) else "it is nested too deep"
        raise MissionFileError(
            f"{name} is not valid JSON: {why[:200]}.", remedy="It may be damaged: use another copy."
        ) from error
    if not isinstance(document, dict):
        raise MissionFileError(
            f"{name} holds a JSON {type(document).__name__}, not an object.", remedy="Choose another file."
        )
    refuse_excess(document, name=name)
    return document


def text_of(document: JsonObject) -> bytes:
    """The document in UTF-8: sorted members, shortest exact numbers, a line for each object in a list."""
    text = "".join(_pieces(document, 0)) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a surrogate pair: JSON can escape it, UTF-8 cannot hold it
        escaped = json.dumps(document, sort_keys=True, allow_nan=False, ensure_ascii=True)
        return escaped.encode("ascii") + b"\n"


def canonical(value: object) -> str:
    """One line, the same for the same value."""
    return json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def refuse_constant(text: str) -> object:
    """Refuse NaN and the infinities, which JSON has not.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{text} is not a number")


def refuse_excess(document: object, *, name: str) -> None:
    """Refuse what is nested too deep, or holds a number that nobody means.

    Raises:
        MissionFileError: it is or does, with the number.
    """
    level: list[object] = [document]
    for _ in range(GREATEST_DEPTH):
        deeper: list[object] = []
        for value in level:
            match value:
                case dict():
                    deeper.extend(value.values())
                case list():
                    deeper.extend(value)
                case int() | float() if not abs(value) <= GREATEST_NUMBER:  # nor does NaN compare so
                    raise MissionFileError(
                        f"{name} holds the number {_shortly(value)}.",
                        remedy=f"Numbers must lie within ±{GREATEST_NUMBER:g}.",
                    )
        if not deeper:
            return
        level = deeper
    raise MissionFileError(
        f"{name} is nested more than {GREATEST_DEPTH} deep.", remedy="It may be damaged: use another copy."
    )


def _shortly(value: float) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:20]}… of {len(text)} digits"


def _pieces(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and value and (depth < 3 or _holds_rows(value)) and depth <= _LINES_TO_DEPTH:
        members = [(canonical(key) + ": ", value[key]) for key in sorted(value)]
        yield from _bracketed("{", members, "}", depth)
    elif isinstance(value, list) and _is_rows(value) and depth <= _LINES_TO_DEPTH:
        yield from _bracketed("[", [("", row) for row in value], "]", depth)
    else:
        yield canonical(value)


def _bracketed(opening: str, members: list[tuple[str, object]], closing: str, depth: int) -> Iterator[str]:
    yield opening
    for number, (label, value) in enumerate(members):
        yield ("," if number else "") + "\n" + " " * (depth + 1) + label
        yield from _pieces(value, depth + 1)
    yield "\n" + " " * depth + closing


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _holds_rows(value: dict[str, object]) -> bool:
    return any(_is_rows(member) or isinstance(member, dict) for member in value.values())
