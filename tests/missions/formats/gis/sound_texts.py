"""One sound text of each format that is read from text, with most of what the format knows, to be damaged."""

from tests.missions.formats.gis.kml_texts import (
    coordinates,
    data,
    document,
    folder,
    many,
    placemark,
    polygon,
    ring,
)
from tests.missions.formats.gis.own_files import COAST
from tests.missions.formats.gis.shapes import HOLED, SQUARE

_TRACK = "".join(f"<gx:coord>{lon} {lat} 5</gx:coord>" for lon, lat in COAST)
_KML = document(
    folder(
        "Zones",
        placemark("R-1", data(role="zone", ceiling="FL 65", hours="Mon-Fri 07:00-17:00 UTC"), polygon(HOLED)),
        folder("Inner", placemark("both", many(polygon(SQUARE), ring(SQUARE.exterior.coords)))),
    ),
    placemark("coast", f"<LineString><altitudeMode>absolute</altitudeMode>{coordinates(COAST)}</LineString>"),
    placemark("flown", f"<gx:Track>{_TRACK}</gx:Track>"),
    "<NetworkLink><name>Live</name><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>",
)
_GPX = """<?xml version="1.0"?><gpx version="1.1">
<wpt lat="41.5" lon="19.5"><name>Buoy</name><ele>3</ele></wpt>
<rte>
<name>Bay</name><extensions><role>area</role></extensions><rtept lat="41.3" lon="19.4"/>
<rtept lat="41.3" lon="19.5"/><rtept lat="41.4" lon="19.5"/><rtept lat="41.3" lon="19.4"/></rte>
<trk><trkseg><trkpt lat="41.3" lon="19.4"/><trkpt lat="41.4" lon="19.4"/></trkseg></trk></gpx>"""
_OPENAIR = """* airspaces
AC R
AN LA R-1
AL GND
AH FL 65
V X=41:30:00 N 019:30:00 E
V D=-
DA 5,0,90
DB 41:35:00 N 019:30:00 E, 41:29:58 N 019:36:40 E
DP 41:18:00 N 019:24:00 E
AC CTR
AN Tirana
AL 1500ft AGL
AH 3000
V X=41:25:00 N 019:43:00 E
DC 5.5
AC Q
AN Route
V W=2
DY 41:18:00 N 019:24:00 E
DY 41:20:00 N 019:26:00 E
"""
_DXF = """  0
SECTION
  2
HEADER
  9
$INSUNITS
 70
6
  0
ENDSEC
  0
SECTION
  2
BLOCKS
  0
BLOCK
  2
FARM
 10
0.0
 20
0.0
  0
LWPOLYLINE
  8
0
 90
3
 70
1
 10
0.0
 20
0.0
 42
0.5
 10
90.0
 20
0.0
 10
90.0
 20
90.0
  0
ENDBLK
  0
ENDSEC
  0
SECTION
  2
ENTITIES
  0
INSERT
  8
FARMS
  2
FARM
 10
366000.0
 20
4580000.0
  0
CIRCLE
  8
ZONES
 10
367000.0
 20
4580000.0
 40
500.0
  0
ENDSEC
  0
EOF
"""
_CSV = f"""name;role;WKT;ceiling;start
R-1;zone;"{HOLED.wkt}";1500 ft AMSL;2026-03-01
R-2;zone;"{SQUARE.wkt}";120;
"""
_PAIRS = "41.32 19.42\n41.30 19.40\n41.30 19.44\n41.34 19.44\n41.34 19.40\n41.30 19.40\n"

SOUND_TEXTS = {
    "a.kml": _KML,
    "a.gpx": _GPX,
    "a.openair": _OPENAIR,
    "a.dxf": _DXF,
    "a.csv": _CSV,
    "a.tsv": "zone_id\tlat\tlon\n" + "".join(f"Z\t{lat}\t{lon}\n" for lon, lat in COAST),
    "a.wkt": f"SRID=4326;{HOLED.wkt};\n{SQUARE.wkt}\nPOINT EMPTY\nLINESTRING (19.4 41.3, 19.5 41.4)\n",
    "a.fence": _PAIRS,
    "a.rally": "RALLY 41.30 19.40 100.0 40.0 0.0 0\nRALLY 41.31 19.41 90 40 0 0\n",
    "a.txt": _OPENAIR,
}
