"""Where simulated aircraft stand, and which sortie is offered next to which aircraft."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.receipt import Receipt
from planner.route import PatrolPlan, Sortie
from planner.times import Instant
from tests.ui.fleets import EAST, shared_brief, shared_patrol
from tests.ui.patrols import AT_SEA
from ui.fleet_words import next_sortie
from ui.stands import next_stand, stands_of

ids = st.one_of(st.none(), st.integers(1, 250))


def _are_apart(wanted: list[int | None]) -> bool:
    named = [wish for wish in wanted if wish is not None]
    return len(set(named)) == len(named)


@given(st.lists(ids, min_size=1, max_size=12).filter(_are_apart))
def test_each_simulated_aircraft_has_an_id_of_its_own_and_that_of_the_brief(wanted: list[int | None]) -> None:
    brief = shared_brief(*[AT_SEA] * len(wanted))
    fleet = tuple(replace(one, system_id=wish) for one, wish in zip(brief.aircraft, wanted, strict=True))
    stands = stands_of(replace(brief, aircraft=fleet), None)

    found = [stand.system_id for stand in stands]
    assert len(set(found)) == len(wanted)
    assert all(wish in {None, one} for wish, one in zip(wanted, found, strict=True))
    assert all(1 <= one <= 250 for one in found)
    assert stands_of(replace(brief, aircraft=fleet), None) == stands


def test_stands_are_taken_in_their_order_and_then_the_first_again_as_another_vehicle() -> None:
    stands = stands_of(shared_brief(AT_SEA, EAST), None)
    first = next_stand(stands, ())
    assert first == stands[0]
    second = next_stand(stands, [stands[0]])
    assert second == stands[1]

    third = next_stand(stands, stands)

    assert third is not None
    assert third.home == AT_SEA
    assert third.system_id not in {stand.system_id for stand in stands}
    assert next_stand((), ()) is None


def receipt_of(plan: PatrolPlan, sortie: Sortie, *, verified: bool = True) -> Receipt:
    return Receipt(
        system_id=1,
        vehicle_type="Copter",
        firmware=None,
        uid=None,
        at=Instant(utc=datetime(2026, 12, 1, tzinfo=UTC)),
        sortie_id=sortie.sortie_id,
        plan_id=compile_sortie(plan, sortie).plan_id,
        item_count=1,
        retries=0,
        seconds_s=1.0,
        verified=verified,
        differences=(),
        notes=(),
        sha256="",
        lane_of_item=(None,),
    )


def test_the_next_sortie_is_the_first_of_its_own_that_was_not_sent() -> None:
    plan = shared_patrol().plan
    assert plan is not None
    first, second = plan.sorties
    of_another_plan = replace(receipt_of(plan, first), plan_id="of another plan")

    assert next_sortie(plan, (), plan.sorties) is first
    assert next_sortie(plan, (), (second,)) is second
    assert next_sortie(plan, (receipt_of(plan, first),), plan.sorties) is second
    assert next_sortie(plan, (receipt_of(plan, first),), (first,)) is first  # all of its own were sent
    assert next_sortie(plan, (), ()) is None
    unproved = receipt_of(plan, first, verified=False)
    assert next_sortie(plan, (unproved, of_another_plan), plan.sorties) is first
