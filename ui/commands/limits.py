"""limit: 12 or 24 nautical miles off a state's land, derived from the built-in coast, as a brief."""

import argparse

from missions.atlas import load_atlas
from missions.derived_limits import SeaLimit, derived_limit
from missions.formats import write_brief, writer_for
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.zones import NOT_THE_LEGAL_LIMIT
from ui.commands.measures import Stopwatch
from ui.console import Console


def run_limit(given: argparse.Namespace, console: Console) -> int:
    """Derive a limit at sea and write it as zones to keep out of, or as lines to look at."""
    if writer_for(given.out).write_brief is None:
        raise BriefError(f"{given.out.name} cannot hold a limit.", remedy="Write .geojson or .vedette.")
    watch = Stopwatch()
    code = given.state.upper()
    limit = SeaLimit.TERRITORIAL_SEA if given.miles == 12 else SeaLimit.CONTIGUOUS_ZONE
    derived = derived_limit(load_atlas(), code, limit, near=(given.near,) if given.near else ())
    prefix = f"derived-{code}-{given.miles}"
    if given.kind == "zone":
        brief = PatrolBrief(name=derived.name, zones=derived.zones(prefix=prefix))
    else:
        brief = PatrolBrief(name=derived.name, lines=derived.lines(prefix=prefix))
    write_brief(brief, given.out)
    console.say(f"{derived.name}, {NOT_THE_LEGAL_LIMIT}, to within {derived.accuracy_m:,.0f} m.")
    console.say(f"Wrote {given.out}. {derived.source}")
    console.answer(
        {
            "name": derived.name,
            "label": NOT_THE_LEGAL_LIMIT,
            "accuracy_m": derived.accuracy_m,
            "source": derived.source,
            "zones": len(brief.zones),
            "lines": len(brief.lines),
            "files": [str(given.out)],
            "elapsed_s": watch.elapsed_s(),
            "cpu_s": watch.cpu_s(),
        }
    )
    return 0
