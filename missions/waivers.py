"""Warnings that somebody answers for: who, why and until when, for this plan and no other.

A waiver binds to one finding by its code, its subject and a hash over all that it says and all that the plan
flies. Another plan, or the same with another measure, has none. Errors are never waived.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from missions.json_text import canonical
from missions.value_codec import to_json
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.require import require_name
from planner.route import PatrolPlan, Sortie
from planner.times import Instant, TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Somebody's word that one warning about one plan may stand, until a moment."""

    code: str  # of the finding
    subject: str  # of the finding
    bound_to: str  # SHA-256 over the finding and what the plan flies
    who: str  # answers for it
    why: str
    until: Instant  # from then on the warning stands as before
    made_at: Instant

    def __post_init__(self) -> None:
        require_name(self.who, name="Who answers for a waiver")
        require_name(self.why, name="The reason of a waiver")
        if self.until <= self.made_at:
            raise BriefError(
                f"The waiver ends at {self.until.to_iso()}, and it is {self.made_at.to_iso()}.",
                remedy="Let it end later.",
            )

    @property
    def words(self) -> str:
        """Who, until when and why, in a sentence."""
        return f"Waived by {self.who} until {self.until.utc:%d %B %Y, %H:%M} UTC: {self.why}"


def waive(finding: Finding, plan: PatrolPlan, *, who: str, why: str, holds: TimeWindow) -> Waiver:
    """A waiver of one warning about a plan, from now, which is when `holds` opens.

    Raises:
        BriefError: it is no warning, nobody answers for it, or there is no reason.
    """
    if finding.level is not Level.WARNING:
        raise BriefError(
            f"{finding.code} is of the level {finding.level.value}: only warnings can be waived.",
            remedy="Change the brief so that it is put right, and plan again.",
        )
    return Waiver(
        code=finding.code,
        subject=finding.subject,
        bound_to=_bound(finding, flown_sha256(plan)),
        who=who.strip(),
        why=why.strip(),
        until=holds.closes,
        made_at=holds.opens,
    )


def waived(
    findings: Sequence[Finding], plan: PatrolPlan, waivers: Sequence[Waiver], *, now: Instant
) -> dict[Finding, Waiver]:
    """Which of the findings about a plan are waived now, and by which waiver; the newest counts."""
    standing = {(one.code, one.subject, one.bound_to): one for one in waivers if now < one.until}
    if not standing:
        return {}
    flown, answer = flown_sha256(plan), dict[Finding, Waiver]()
    for finding in findings:
        waiver = standing.get((finding.code, finding.subject, _bound(finding, flown)))
        if finding.level is Level.WARNING and waiver is not None:
            answer[finding] = waiver
    return answer


def flown_sha256(plan: PatrolPlan) -> str:
    """Hash over all that the sorties of a plan fly, their ways home among it."""
    return _newest.of(plan)


class _Newest:
    """The hash of the plan that was asked about last: the window asks again at every change of the brief."""

    def __init__(self) -> None:
        self._known: tuple[PatrolPlan, str] | None = None

    def of(self, plan: PatrolPlan) -> str:
        known = self._known
        if known is None or known[0] is not plan:
            flown = canonical(to_json(plan.sorties, tuple[Sortie, ...]))
            self._known = known = (plan, hashlib.sha256(flown.encode()).hexdigest())
        return known[1]


_newest = _Newest()


def _bound(finding: Finding, flown: str) -> str:
    said = canonical(to_json(finding)).encode(errors="surrogatepass")
    return hashlib.sha256(said + flown.encode()).hexdigest()
