"""A local search that shortens a ring of lanes, and goes on from where it got stuck."""

from collections import deque

import numpy as np

from planner.tours.tour import Tour
from planner.watch import Watch

#: Longest run of lanes that is moved elsewhere in one piece; one-way lanes are moved in longer ones.
LONGEST_RUN = 5
LONGEST_ONE_WAY_RUN = 30

#: Swapping two runs of lanes, to get away from where no move helps, makes three joins at most so many times
#: as long as they were.
FARTHEST_KICK = 4.0

#: While it is kicked at least so often for each lane, a ring may be longer than the best known by so many
#: times its mean join, ever fewer: that leads out of orders that are only best of those near to them.
SLACK = 2.0
SLACK_KICKS = 8

GAIN_S = 1e-6  # less is no gain: two orders that take as long must not be swapped for ever

Near = list[list[tuple[float, int]]]


class TourSearch:
    """One ring of entries being shortened; remembers where each lane stands.

    Moves (2-opt: Croes 1958; Or-opt: Or 1976) are tried only between near ends, and only at ends whose join
    has changed since they were tried last (Bentley 1992). Where they find nothing more, two runs
    are swapped, the ends touched are tried again, and what is worse than is allowed by then is undone
    (iterated local search: Lourenço, Martin and Stützle 2003).
    """

    def __init__(self, ring: list[int], tour: Tour, near: Near) -> None:
        self.ring = ring
        self._tour, self._near = tour, near
        self._place = [0] * len(ring)
        self._run = LONGEST_ONE_WAY_RUN if tour.one_way else LONGEST_RUN
        self._open: deque[int] = deque()
        self._is_open = [False] * tour.stride
        self._undo: list[tuple[int, list[int]]] = []
        for place, entry in enumerate(ring):
            self._place[entry >> 1] = place

    def settle(self, watch: Watch) -> None:
        """Take every move that helps until there is none."""
        for entry in self.ring:
            self._reopen(entry, entry ^ 1)
        self._work(watch)
        self._undo.clear()

    def kick(self, times: int, watch: Watch) -> None:
        """Swap two runs of lanes somewhere and settle again, so many times; keep the best ring found."""
        count = len(self.ring)
        if count < 5:
            return
        chance = np.random.default_rng(count)
        best, over_s = list(self.ring), 0.0
        often = times >= SLACK_KICKS * count
        slack_s = SLACK * self._tour.ring_cost_s(self.ring) / count if often else 0.0
        kicks = chance.integers(0, [count, 1000, 1000], size=(times, 3)).tolist()
        for number, (place, one, other) in enumerate(kicks):
            watch.check()
            places = self._near_places(place, one, other)
            lost_s = self._swap(*places) if len(set(places)) == 3 else None
            if lost_s is None:
                continue
            lost_s -= self._work(watch)
            if over_s + lost_s > max(GAIN_S, slack_s * (1 - number / times)):
                self._take_back()
            else:
                over_s += lost_s
                if over_s < -GAIN_S:
                    best, over_s = list(self.ring), 0.0
            self._undo.clear()
        self._write(0, best)

    def _mate(self, end: int) -> int:
        """The end that an end is joined with."""
        ring = self.ring
        place = self._place[end >> 1]
        if ring[place] == end:
            return ring[place - 1] ^ 1
        return ring[place + 1 if place + 1 < len(ring) else 0]

    def _is_entry(self, end: int) -> bool:
        return self.ring[self._place[end >> 1]] == end

    def _reopen(self, *ends: int) -> None:
        for end in ends:
            if not self._is_open[end]:
                self._is_open[end] = True
                self._open.append(end)

    def _work(self, watch: Watch) -> float:
        """Try all open ends until none is left; the seconds gained."""
        gained_s = 0.0
        while self._open:
            watch.check()
            end = self._open.popleft()
            self._is_open[end] = False
            while True:
                gain_s = self._improve_at(end)
                if gain_s <= 0:
                    break
                gained_s += gain_s
        return gained_s

    def _improve_at(self, end: int) -> float:
        """Join an end with a nearer one by the first move found that helps; seconds gained, or 0."""
        # Tried tens of thousands of times: what stands beside ends, and known costs, are looked up in place.
        ring, place_of, tour = self.ring, self._place, self._tour
        known_s, stride = tour.known_s, tour.stride
        place = place_of[end >> 1]
        is_entry = ring[place] == end
        mate = ring[place - 1] ^ 1 if is_entry else ring[place + 1 if place + 1 < len(ring) else 0]
        old_s = tour.cost_s(end, mate)
        most_s = old_s - GAIN_S
        for floor_s, near_end in self._near[end]:
            if floor_s >= most_s:
                break
            if near_end == mate:
                continue
            new_s = known_s.get(end * stride + near_end)
            if new_s is None:
                new_s = tour.cost_s(end, near_end, old_s)
            if new_s >= most_s:
                continue
            place = place_of[near_end >> 1]
            alike = is_entry == (ring[place] == near_end)
            near_mate = self._mate(near_end)
            spare_s = old_s - new_s + tour.cost_s(near_end, near_mate)
            if alike and not tour.one_way:
                gain_s = spare_s - tour.cost_s(mate, near_mate, spare_s)
                if gain_s > GAIN_S:
                    self._reverse(end, near_end)
                    self._reopen(end, near_end, mate, near_mate)
                    return gain_s
            if not (alike and tour.one_way):
                gain_s = self._move_to(end, mate, near_end, spare_s) or self._move_to(
                    near_end, near_mate, end, spare_s
                )
                if gain_s > 0:
                    return gain_s
        return 0.0

    def _move_to(self, end: int, mate: int, head: int, spare_s: float) -> float:
        """Put a run of lanes that begins with `head` into the join of an end with its mate.

        `spare_s` is what the join and that of the head with its own mate take, less that of end and head.
        """
        ring, tour = self.ring, self._tour
        least_s, known_s, stride, count = tour.least_s, tour.known_s, tour.stride, len(ring)
        first = place = self._place[head >> 1]
        forwards = ring[place] == head
        step = 1 if forwards else -1
        head_mate = self._mate(head)
        for _ in range(min(self._run, count - 2)):
            tail = ring[place] ^ forwards
            if tail in (end, mate):
                return 0.0
            following = (place + step) % count
            after = ring[following] ^ (not forwards)
            join_s = known_s.get(tail * stride + after)
            most_s = spare_s + (tour.cost_s(tail, after) if join_s is None else join_s)
            rest_s = least_s[head_mate * stride + after]
            if least_s[tail * stride + mate] + rest_s < most_s - GAIN_S:
                added_s = tour.cost_s(tail, mate, most_s - rest_s)
                if added_s < most_s - GAIN_S:
                    added_s += tour.cost_s(head_mate, after, most_s - added_s)
                if added_s < most_s - GAIN_S:
                    self._carry(first, place, step, end)
                    self._reopen(end, mate, head, tail, head_mate, after)
                    return most_s - added_s
            place = following
        return 0.0

    def _reverse(self, end: int, near_end: int) -> None:
        """Join two ends by turning round what lies between them."""
        count = len(self.ring)
        one, other = self._place[end >> 1], self._place[near_end >> 1]
        first, last = (one, other - 1) if self._is_entry(end) else (one + 1, other)
        inner = (last - first) % count + 1
        if 2 * inner > count:
            first, inner = last + 1, count - inner
        run = self._lanes(first % count, inner)
        self._put(first % count, [entry ^ 1 for entry in reversed(run)])

    def _carry(self, first: int, last: int, step: int, end: int) -> None:
        """Move the run of places from first to last (in steps of +1 or -1) into the join at an end."""
        count = len(self.ring)
        if step < 0:
            first, last = last, first
        size = (last - first) % count + 1
        run = self._lanes(first, size)
        joined_at_exit = not self._is_entry(end)
        # The join lies before place `slot`; a run joined with an exit by its head must begin with it.
        slot = (self._place[end >> 1] + joined_at_exit) % count
        if joined_at_exit != (step > 0):
            run = [entry ^ 1 for entry in reversed(run)]
        ahead = (slot - last - 1) % count
        behind = (first - slot) % count
        if ahead <= behind:
            self._put(first, self._lanes((last + 1) % count, ahead) + run)
        else:
            self._put(slot, run + self._lanes(slot, behind))

    def _near_places(self, place: int, one: int, other: int) -> list[int]:
        """A place, another after which a lane near to its exit is left, and one near to that."""
        places = [place]
        for number in (one, other):
            near = self._near[self.ring[places[-1]] ^ 1]
            if near:
                places.append(self._place[near[number % len(near)][1] >> 1])
        return sorted(places)

    def _swap(self, first: int, second: int, third: int) -> float | None:
        """Cut after three places and swap runs between the cuts; seconds lost, None when far too many."""
        ring, count = self.ring, len(self.ring)
        cuts = (first, second, third)
        exits = [ring[place] ^ 1 for place in cuts]
        entries = [ring[(place + 1) % count] for place in cuts]
        old_s = sum(self._tour.cost_s(*join) for join in zip(exits, entries, strict=True))
        joins = ((exits[0], entries[1]), (exits[2], entries[0]), (exits[1], entries[2]))
        floors_s = [self._tour.least_s[one * self._tour.stride + other] for one, other in joins]
        new_s, most_s = sum(floors_s), FARTHEST_KICK * old_s
        for join, floor_s in zip(joins, floors_s, strict=True):
            if new_s >= most_s:
                return None
            new_s += self._tour.cost_s(*join, most_s - new_s + floor_s) - floor_s
        if new_s >= most_s:
            return None
        sizes = [(after - place) % count for place, after in zip(cuts, (*cuts[1:], first), strict=True)]
        start = min(range(3), key=lambda number: sizes[number] + sizes[(number + 1) % 3])
        at = (cuts[start] + 1) % count
        run = self._lanes(at, sizes[start])
        self._put(at, self._lanes((at + len(run)) % count, sizes[(start + 1) % 3]) + run)
        for join in joins:
            self._reopen(*join)
        return new_s - old_s

    def _lanes(self, start: int, size: int) -> list[int]:
        ring, count = self.ring, len(self.ring)
        if start + size <= count:
            return ring[start : start + size]
        return ring[start:] + ring[: start + size - count]

    def _put(self, start: int, entries: list[int]) -> None:
        """Write entries over a stretch of the ring, and remember what stood there."""
        self._undo.append((start, self._lanes(start, len(entries))))
        self._write(start, entries)

    def _write(self, start: int, entries: list[int]) -> None:
        ring, place_of, count = self.ring, self._place, len(self.ring)
        room = count - start
        ring[start : start + len(entries)] = entries[:room]
        if len(entries) > room:
            ring[: len(entries) - room] = entries[room:]
        for place, entry in enumerate(entries, start=start):
            place_of[entry >> 1] = place if place < count else place - count

    def _take_back(self) -> None:
        for start, entries in reversed(self._undo):
            self._write(start, entries)
