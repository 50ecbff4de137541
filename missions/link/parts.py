"""The parts of a package, in the order in which they are sent.

The mission goes first: where it fails, the fence and the rally points on board are not touched.
"""

from dataclasses import dataclass

from missions.items import Mission
from missions.link.protocol import Kind, WireItem
from missions.link.wire import mission_on_wire, part_on_wire

#: With its verb, at the beginning of a sentence.
SUBJECT = {
    Kind.MISSION: "The mission was",
    Kind.FENCE: "The fence was",
    Kind.RALLY: "The rally points were",
}
NAME = {Kind.MISSION: "mission", Kind.FENCE: "fence", Kind.RALLY: "rally points"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is sent in one transfer; of a mission home at 0. No items clear what is held."""

    kind: Kind
    items: tuple[WireItem, ...]

    @property
    def name(self) -> str:
        """What it is, in words."""
        return NAME[self.kind]


def parts_of(mission: Mission) -> tuple[Part, ...]:
    """Everything that goes with a mission; what it says nothing of is left as the vehicle has it."""
    beside = ((Kind.FENCE, mission.fence), (Kind.RALLY, mission.rally))
    return (
        Part(kind=Kind.MISSION, items=mission_on_wire(mission)),
        *(Part(kind=kind, items=part_on_wire(items)) for kind, items in beside if items is not None),
    )
