"""What a vehicle holds, in words."""

from collections.abc import Mapping, Sequence

from missions.link.canonical import compare, without_home
from missions.link.parts import NAME, Part
from missions.link.protocol import Kind, WireItem
from missions.parameter_table import FENCE_SWITCH
from planner.wording import counted


def describe_held(
    held: Sequence[WireItem] | None,
    sent: Sequence[WireItem],
    *,
    vehicle_type: str | None,
    kind: Kind = Kind.MISSION,
) -> str:
    """A sentence on what the vehicle holds, beside what was sent; of a mission home at 0 in both."""
    if held is None:
        of_what = "" if kind is Kind.MISSION else f" of {NAME[kind]}"
        return f"What the vehicle holds now{of_what} is not known."
    have, want = without_home(held, kind), without_home(sent, kind)
    if not compare(sent, held, vehicle_type=vehicle_type, kind=kind).differences and have:
        return f"The vehicle now holds {_whole(kind, len(have))}."
    return f"The vehicle now holds {_other_than_sent(kind, have, want, vehicle_type)}."


def _other_than_sent(
    kind: Kind, have: Sequence[WireItem], want: Sequence[WireItem], vehicle_type: str | None
) -> str:
    if not have:
        return f"no {NAME[kind]}"
    same = _leading(have, want, vehicle_type, kind)
    if same == 0:
        return _other(kind, len(have))
    if same == len(have):
        return f"only the first {same} of {_counted(kind, len(want))}"
    return f"{_mixed(kind)}: {_counted(kind, len(have))}, the first {same} as sent, the rest not"


def describe_untouched(part: Part, before: Sequence[WireItem], *, subject: str = "It") -> str:
    """A sentence on a part of which nothing was stored: it is as it was."""
    count = len(without_home(before, part.kind))
    if count == 0:
        return f"{subject} still holds no {NAME[part.kind]}."
    return f"{subject} still holds its {NAME[part.kind]} of before, {_counted(part.kind, count)}."


def describe_parameters(
    wanted: Mapping[str, float], before: Mapping[str, float], told: Mapping[str, float | None]
) -> str:
    """A sentence or two on which parameters are as they are to be, and which are not.

    Args:
        wanted: what each was to hold.
        before: what each held before anything was sent.
        told: what each was read to hold since; one that was not written is as before.
    """
    now = {name: told.get(name, before[name]) for name in wanted}
    done = [name for name, value in now.items() if value == wanted[name] != before[name]]
    unknown = [name for name, value in now.items() if value is None]
    left = [name for name, value in now.items() if value not in (None, wanted[name])]
    if not done and not unknown and all(now[name] == before[name] for name in wanted):
        return "Its parameters are as they were."
    said = []
    if done:
        said.append(f"Parameters set: {_named(done)}.")
    if left:
        said.append(f"Not set: {_named(left)}.")
    if unknown:
        said.append(f"What it holds of {_named(unknown)} is not known.")
    if now.get(FENCE_SWITCH) == 0 and before[FENCE_SWITCH]:
        said.append(f"Its fence, which was on, is switched off ({FENCE_SWITCH} 0).")
    return " ".join(said)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names)


def _counted(kind: Kind, count: int) -> str:
    """Missions and fences have items, rally points are their own."""
    return counted(count, "rally point") if kind is Kind.RALLY else counted(count, "item")


def _whole(kind: Kind, count: int) -> str:
    if kind is Kind.RALLY:
        return f"all rally points that were sent, {count}"
    return f"the whole {NAME[kind]}, {_counted(kind, count)}"


def _other(kind: Kind, count: int) -> str:
    if kind is Kind.RALLY:
        return f"{counted(count, 'rally point')} that were not sent now"
    return f"{_counted(kind, count)} of another {NAME[kind]}"


def _mixed(kind: Kind) -> str:
    return "mixed rally points" if kind is Kind.RALLY else f"a mixed {NAME[kind]}"


def _leading(held: Sequence[WireItem], sent: Sequence[WireItem], vehicle_type: str | None, kind: Kind) -> int:
    """How many items from the first on are those that were sent."""
    pairs = zip(held, sent, strict=False)
    for index, (have, want) in enumerate(pairs):
        # Beside a mission's home, which is not compared.
        home = (have,) if kind is Kind.MISSION else ()
        if compare((*home, want), (*home, have), vehicle_type=vehicle_type, kind=kind).differences:
            return index
    return min(len(held), len(sent))
