"""What stands in the menus: everything that can be done, its words, keys and icon, in one table."""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

Keys = str | QKeySequence.StandardKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One thing to do: its identity, words, keys and icon."""

    name: str
    text: str
    keys: Keys = ""
    icon: str = ""
    tip: str = ""
    short: str = ""  # on a button, where it is not the text
    checkable: bool = False


_STANDARD = QKeySequence.StandardKey

MENUS: dict[str, tuple[ActionRow | None, ...]] = {
    "&File": (
        ActionRow(name="new", text="&New patrol", keys=_STANDARD.New, icon="new"),
        ActionRow(name="open", text="&Open …", keys=_STANDARD.Open, icon="open"),
        ActionRow(name="recent", text="Open &recent"),
        ActionRow(
            name="copies",
            text="Open a &backup …",
            keys="Ctrl+Shift+B",
            tip="What a file held before a save replaced it.",
        ),
        ActionRow(name="sample", text="Open the &sample patrol"),
        None,
        ActionRow(name="save", text="&Save", keys=_STANDARD.Save, icon="save"),
        ActionRow(name="save_as", text="Save &as …", keys="Ctrl+Shift+S"),
        None,
        ActionRow(
            name="import",
            text="&Import …",
            keys="Ctrl+I",
            icon="import",
            tip="Read areas, lines and maps: KML, GeoJSON, GeoPackage, Shapefile, S-57 charts and others.",
        ),
        ActionRow(
            name="export",
            text="&Export …",
            keys="Ctrl+E",
            icon="export",
            tip="Write the plan for another station (.plan, .waypoints) or a map (KML, GPX, GeoPackage…).",
        ),
        ActionRow(
            name="convert",
            text="&Convert a file …",
            keys="Ctrl+Shift+E",
            tip="Any file that can be read to any that can be written; what is open here stays as it is.",
        ),
        None,
        ActionRow(name="quit", text="&Quit", keys="Ctrl+Q"),
    ),
    "&Edit": (
        ActionRow(name="undo", text="&Undo", keys=_STANDARD.Undo, icon="undo"),
        ActionRow(name="redo", text="&Redo", keys="Ctrl+Shift+Z", icon="redo"),
        None,
        ActionRow(name="cut", text="Cu&t", keys=_STANDARD.Cut, tip="Copy what is chosen, and take it away."),
        ActionRow(
            name="copy",
            text="&Copy",
            keys=_STANDARD.Copy,
            tip="What is chosen, as GeoJSON: into another window, another patrol or another program.",
        ),
        ActionRow(
            name="paste",
            text="&Paste",
            keys=_STANDARD.Paste,
            tip="Where it was copied; beside that where it still lies there.",
        ),
        ActionRow(
            name="duplicate", text="&Duplicate", keys="Ctrl+D", tip="One more of what is chosen, beside it."
        ),
        None,
        ActionRow(
            name="next_edge",
            text="Choose the next &edge",
            keys="E",
            tip="Go round the edges of the chosen area; Shift+E chooses one more.",
        ),
        ActionRow(
            name="free_edges",
            text="Make edges &free or hard",
            keys="F",
            tip="The chosen edges of an area, or the far edge of a strip.",
        ),
    ),
    "&Draw": (
        ActionRow(name="select", text="&Select", keys="V", icon="select", tip="Choose, move and reshape."),
        ActionRow(
            name="area", text="&Area", keys="A", icon="area", tip="Draw ground to see, corner by corner."
        ),
        ActionRow(
            name="corridor",
            text="Corr&idor",
            keys="K",
            icon="corridor",
            tip="Draw ground to see along a line: a road, a river, a border of your own.",
        ),
        ActionRow(
            name="coast_strip",
            text="&Coast strip",
            keys="C",
            icon="coast-strip",
            short="Coast",
            tip="Make a strip along a coast or lake shore with two clicks.",
        ),
        ActionRow(
            name="border_strip",
            text="&Border strip",
            keys="B",
            icon="border-strip",
            short="Border",
            tip="Make a strip along a border with two clicks.",
        ),
        ActionRow(
            name="exclusion", text="&Exclusion", keys="X", icon="exclusion", tip="Draw ground never to enter."
        ),
        ActionRow(name="hole", text="&Hole", keys="H", icon="hole", tip="Cut a hole into an area."),
        ActionRow(
            name="zone",
            text="&Zone",
            keys="Z",
            icon="zone",
            tip="Draw a zone with heights and hours, corner by corner.",
        ),
        ActionRow(
            name="zone_circle",
            text="Circle z&one",
            keys="O",
            icon="zone-circle",
            short="Circle",
            tip="Draw a round zone: its middle, then its rim.",
        ),
        ActionRow(
            name="zone_corridor",
            text="Corridor zo&ne",
            keys="N",
            icon="zone-corridor",
            short="Lane",
            tip="Draw a zone along a line.",
        ),
        ActionRow(name="launch", text="&Launch", keys="L", icon="launch", tip="Place where sorties start."),
        ActionRow(
            name="recovery", text="&Recovery", keys="R", icon="recovery", tip="Place where sorties end."
        ),
        ActionRow(
            name="rally",
            text="Rally &point",
            keys="P",
            icon="rally",
            short="Rally",
            tip="Place where a plain RTL may lead instead of home.",
        ),
        ActionRow(name="measure", text="&Measure", keys="M", icon="measure", tip="Measure distances."),
    ),
    "&Plan": (
        ActionRow(name="replan", text="Plan &again", keys="F5", icon="plan", tip="Plan the brief once more."),
        ActionRow(name="cancel_plan", text="&Cancel planning", keys="Shift+F5", icon="cancel"),
        ActionRow(
            name="guard",
            text="Stay in a s&tate …",
            keys="Ctrl+B",
            icon="guard",
            tip="Keep every leg, turn and way home inside one state's land and waters.",
        ),
        ActionRow(
            name="limit",
            text="&Limit off a coast …",
            keys="Ctrl+Shift+L",
            tip="12 or 24 nautical miles off a state's coast: derived, not the legal limit.",
        ),
        None,
        ActionRow(name="page_brief", text="Show &brief", keys="Ctrl+1", icon="brief"),
        ActionRow(name="page_sorties", text="Show &sorties and findings", keys="Ctrl+2", icon="sorties"),
        ActionRow(name="page_vehicle", text="Show &vehicle", keys="Ctrl+3", icon="fly"),
        ActionRow(
            name="page_layers",
            text="Show &layers of the map",
            keys="Ctrl+4",
            icon="layers",
            tip="Which layers the map shows, and where they come from.",
        ),
    ),
    "&Vehicle": (
        ActionRow(
            name="simulate",
            text="&Simulated vehicle",
            keys="Ctrl+Shift+V",
            icon="simulate",
            tip="Start a simulated vehicle at the launch and connect to it, beside those that are.",
        ),
        ActionRow(
            name="simulate_all",
            text="Simulate a&ll aircraft",
            keys="Ctrl+Shift+A",
            tip="Start a simulated vehicle for every aircraft of the brief.",
        ),
        ActionRow(name="connect", text="&Connect", keys="Ctrl+K", icon="connect"),
        ActionRow(
            name="disconnect",
            text="&Disconnect",
            keys="Ctrl+Shift+K",
            icon="disconnect",
            tip="Hang up on the vehicle that is shown; the others go on.",
        ),
        None,
        ActionRow(
            name="add_vehicle",
            text="Add a &vehicle",
            keys="Ctrl+Shift+J",
            tip="Connect another vehicle beside those that are.",
        ),
        ActionRow(
            name="next_vehicle", text="&Next vehicle", keys="F6", tip="Show the next one that is connected."
        ),
        ActionRow(name="previous_vehicle", text="Pr&evious vehicle", keys="Shift+F6"),
        None,
        ActionRow(name="upload", text="&Upload", keys="Ctrl+U", icon="upload"),
        ActionRow(name="start", text="&Arm and start …", keys="Ctrl+G", icon="start"),
        None,
        ActionRow(name="pause", text="&Pause", keys="Ctrl+P", icon="pause", tip="Stop and hold."),
        ActionRow(
            name="go_on", text="C&ontinue", keys="Ctrl+Shift+P", icon="start", tip="Go on with the mission."
        ),
        ActionRow(
            name="return", text="&Return", keys="Ctrl+R", icon="return", tip="Fly home by the return path."
        ),
        None,
        ActionRow(
            name="records",
            text="Show &flight records",
            keys="Ctrl+Shift+F",
            tip="Open the folder of flight records and .tlog files, one of each a connection.",
        ),
        ActionRow(
            name="operator",
            text="&Operator’s name …",
            keys="Ctrl+Shift+O",
            tip="In whose name flights are recorded.",
        ),
        ActionRow(
            name="signing",
            text="Signing &key …",
            keys="Ctrl+Shift+Y",
            tip="Sign links (MAVLink 2), and hear nobody who has not the key.",
        ),
    ),
    "Vie&w": (
        ActionRow(name="zoom_in", text="Zoom &in", keys=_STANDARD.ZoomIn, icon="zoom-in"),
        ActionRow(name="zoom_out", text="Zoom &out", keys=_STANDARD.ZoomOut, icon="zoom-out"),
        ActionRow(name="find", text="Find a p&lace …", keys="Ctrl+L", tip="Go to a place or a position."),
        ActionRow(name="fit", text="&Whole patrol", keys="Ctrl+0", icon="fit", tip="Show the whole patrol."),
        ActionRow(
            name="follow",
            text="&Follow the vehicle",
            keys="Ctrl+F",
            icon="follow",
            tip="Keep it in view.",
            checkable=True,
        ),
        None,
        ActionRow(
            name="over_time",
            text="Profile over t&ime",
            keys="Ctrl+Shift+T",
            tip="Heights over the time in the air, not over distance.",
            checkable=True,
        ),
        ActionRow(
            name="notation",
            text="Next &notation of positions",
            keys="Ctrl+Shift+N",
            tip="Degrees, minutes, seconds, UTM or MGRS; all can be typed at any time.",
        ),
        ActionRow(
            name="theme",
            text="Next &theme",
            keys="Ctrl+T",
            icon="theme",
            tip="Dark, light, or for a screen in the sun.",
        ),
    ),
    "&Help": (ActionRow(name="keys", text="&Shortcuts", keys="F1", icon="help"),),
}
