"""The sorties of one aircraft together with their ways home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.flight import Crew, Flight
from planner.returns.return_need import greatest_need
from planner.returns.return_path import WaysHome, ways_home
from planner.sharing.sorties import Share
from planner.watch import Watch

#: Cuts the lanes of one aircraft anew, into the sorties of another crew.
CutAgain = Callable[[Share, Crew], Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeRow:
    """Sorties of one aircraft, and ways home from everywhere on each."""

    flights: tuple[Flight, ...]
    homes: tuple[WaysHome, ...]

    @classmethod
    def of(cls, flights: Sequence[Flight], watch: Watch) -> "SafeRow":
        """The sorties with ways home of as many items as they leave free."""
        return cls(flights=tuple(flights), homes=ways_home(flights, watch))

    @property
    def exposed(self) -> int:
        """Jumps tried that leave the flyable space, from places that no way home leads through."""
        return sum(home.exposed for home in self.homes)

    @property
    def faults(self) -> tuple[int, int]:
        """What is wrong with the ways home, the worse first (see `WaysHome.faults`)."""
        return (self.exposed, sum(home.failing for home in self.homes))

    @property
    def flown_s(self) -> float:
        """Seconds in the air, changes of batteries included."""
        return sum(flight.duration_s + flight.base.aircraft.turn_round_s for flight in self.flights)

    def needs(self, watch: Watch) -> list[float]:
        """Of each sortie the greatest share of what it may use that is gone once it is home."""
        return [
            greatest_need(flight, home.paths, watch)
            for flight, home in zip(self.flights, self.homes, strict=True)
        ]

    def only(self, places: Sequence[int]) -> "SafeRow":
        """Some of the sorties."""
        return SafeRow(
            flights=tuple(self.flights[place] for place in places),
            homes=tuple(self.homes[place] for place in places),
        )

    def with_more(self, other: "SafeRow") -> "SafeRow":
        """These sorties and others after them."""
        return SafeRow(flights=(*self.flights, *other.flights), homes=(*self.homes, *other.homes))
