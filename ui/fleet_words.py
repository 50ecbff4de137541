"""What the vehicles of a window are called, how each stands in a word, and what it is to fly next."""

from collections.abc import Iterable, Sequence

from missions.compile import compile_sortie
from missions.link.state import LinkState, VehicleState
from missions.receipt import Receipt
from planner.brief import PatrolBrief
from planner.errors import PatrolError
from planner.fleet import Aircraft
from planner.route import PatrolPlan, Sortie
from ui.flight_deck import FlightDeck

#: A word, and the style's state that it is shown in.
StateWord = tuple[str, str]


def aircraft_of(deck: FlightDeck, brief: PatrolBrief) -> Aircraft | None:
    """The aircraft of a brief that a vehicle is: by its board, its system id, or as it was simulated."""
    state, stand = deck.state, deck.stand
    if state is not None:
        by_board = (one for one in brief.aircraft if one.uid and one.uid == state.uid)
        by_id = (one for one in brief.aircraft if not one.uid and state.system_id == (one.system_id or -1))
        found = next(by_board, None) or next(by_id, None)
        if found is not None:
            return found
    as_simulated = (one for one in brief.aircraft if stand and one.aircraft_id == stand.aircraft_id)
    return next(as_simulated, None)


def name_of(deck: FlightDeck, brief: PatrolBrief) -> str:
    """What a vehicle is called: its aircraft, and what it says of itself."""
    aircraft = aircraft_of(deck, brief)
    parts = [aircraft.aircraft_id] if aircraft is not None else []
    if deck.state is not None and deck.state.system_id is not None:
        parts.append(vehicle_words(deck.state))
    return " · ".join(parts) or deck.address or "New vehicle"


def vehicle_words(state: VehicleState) -> str:
    """What a vehicle says of itself, such as "Copter 3"."""
    return f"{state.vehicle_type or 'Vehicle'} {state.system_id or ''}".strip()


def state_word(deck: FlightDeck) -> StateWord:
    """How a vehicle stands."""
    state = deck.state
    if state is None or not deck.is_connected:
        return ("connecting", "") if deck.is_engaged else ("not connected", "")
    if state.link is not LinkState.UP:
        return ("silent", "caution") if state.link is LinkState.STALE else ("lost", "bad")
    if deck.transfer.is_busy:
        return "receiving", ""
    if not state.armed:
        return "connected", "good"
    return ("flying" if state.landed is False else "armed"), "caution"


def why_not_its(
    sortie: Sortie, deck: FlightDeck, fleet: Iterable[FlightDeck], brief: PatrolBrief
) -> str | None:
    """Why a vehicle is not to fly a sortie, whatever else is: it is another's, or another holds it."""
    own, others = aircraft_of(deck, brief), [one for one in fleet if one is not deck]
    if own is not None and own.aircraft_id != sortie.aircraft_id:
        return f"{sortie.sortie_id} is for {sortie.aircraft_id}, and this vehicle is {own.aircraft_id}."
    for other in others:
        theirs, name = aircraft_of(other, brief), name_of(other, brief)
        if own is None and theirs is not None and theirs.aircraft_id == sortie.aircraft_id:
            return f"{sortie.sortie_id} is for {sortie.aircraft_id}, which is {name}."
        if other.sortie is not None and other.sortie.sortie_id == sortie.sortie_id:
            if other.transfer.is_busy:
                return f"{name} is given {sortie.sortie_id}."
            return f"{name} holds {sortie.sortie_id}: send that one another sortie first, or disconnect it."
    return None


def next_sortie(plan: PatrolPlan, receipts: Iterable[Receipt], own: Sequence[Sortie]) -> Sortie | None:
    """The first sortie of those that are for a vehicle that was not sent; all were: its first."""
    sent = {receipt.plan_id for receipt in receipts if receipt.verified}
    left = (sortie for sortie in own if not sent or _plan_id(plan, sortie) not in sent)
    return next(left, own[0] if own else None)


def _plan_id(plan: PatrolPlan, sortie: Sortie) -> str | None:
    try:
        return compile_sortie(plan, sortie).plan_id
    except PatrolError:  # it cannot be sent, so it was not
        return None
