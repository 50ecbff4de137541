"""How a link stands, in a word."""

from missions.link.state import LinkState, VehicleState


def link_word(state: VehicleState | None) -> str:
    """How the link stands, in a word."""
    if state is None:
        return "No vehicle"
    return {
        LinkState.CONNECTING: "Connecting",
        LinkState.UP: "Connected",
        LinkState.STALE: f"Silent for {state.silent_s or 0:.0f} s",
        LinkState.LOST: f"Lost for {state.silent_s or 0:.0f} s",
        LinkState.CLOSED: "Closed",
    }[state.link]
