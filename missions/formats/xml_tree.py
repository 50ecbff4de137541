"""Small XML files from strangers as a tree: nothing declared, nothing from outside, bounded in depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from missions.errors import MissionFileError

_GREATEST_DEPTH = 60
_MOST_ELEMENTS = 1_000_000


@dataclass(slots=True)
class Node:
    """An element: its name without a prefix, what stands in it, and its children."""

    tag: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def first(self, *path: str) -> Node | None:
        """The first element down this path."""
        node: Node | None = self
        for tag in path:
            node = next((one for one in node.children if one.tag == tag), None) if node else None
        return node

    def value(self, *path: str) -> str | None:
        """What stands in it; None where there is none, or nothing in it."""
        found = self.first(*path)
        return None if found is None else found.text.strip() or None

    def every(self, tag: str) -> Iterator[Node]:
        """All elements of this name, at any depth, in their order."""
        for one in self.children:
            if one.tag == tag:
                yield one
            yield from one.every(tag)


def tree_of(content: bytes, *, name: str) -> Node:
    """The tree of a file.

    Raises:
        MissionFileError: it is not well-formed, declares entities, or is deeper or longer than anybody needs.
    """
    parser = expat.ParserCreate()
    grower = _Grower(name)
    parser.buffer_text = True
    parser.StartElementHandler = grower.start
    parser.EndElementHandler = grower.end
    parser.CharacterDataHandler = grower.text
    parser.EntityDeclHandler = grower.refuse
    parser.ExternalEntityRefHandler = grower.refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise MissionFileError(
            f"{name} is not well-formed XML: line {parser.ErrorLineNumber}, {error}.",
            remedy="It may be damaged or cut off: use another copy.",
        ) from error
    return grower.root


class _Grower:
    def __init__(self, name: str) -> None:
        self.root = Node("")
        self._name = name
        self._open = [self.root]
        self._count = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) > _GREATEST_DEPTH or self._count > _MOST_ELEMENTS:
            raise MissionFileError(
                f"{self._name} has {self._count} elements, {len(self._open)} deep.",
                remedy="It may be damaged: use another copy.",
            )
        node = Node(tag.rpartition(":")[2])
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].text += text

    def refuse(self, *_declared: object) -> int:
        raise MissionFileError(
            f"{self._name} declares entities of its own.", remedy="Export it anew: nobody needs them here."
        )
