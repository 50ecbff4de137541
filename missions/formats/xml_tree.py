"""Small XML files from strangers as a tree, grown by the same careful walk as larger ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from missions.formats.gis.readers.safe_xml import walk


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
        waiting = self.children[::-1]
        while waiting:
            one = waiting.pop()
            if one.tag == tag:
                yield one
            waiting += one.children[::-1]


def tree_of(content: bytes, *, name: str) -> Node:
    """The tree of a file.

    Raises:
        MissionFileError: it is not well-formed, declares entities, or is deeper or longer than anybody needs.
    """
    root = Node("")
    still_open = [root]

    def started(tag: str, _attributes: Mapping[str, str]) -> None:
        node = Node(tag)
        still_open[-1].children.append(node)
        still_open.append(node)

    def ended(_tag: str, text: str) -> None:
        still_open.pop().text = text

    walk(content, started=started, ended=ended, wanted=lambda _tag: True, name=name)
    return root
