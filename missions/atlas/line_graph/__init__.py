"""Coasts, shores and borders as a graph: snap to a line, and find the ways along lines between two points."""

from missions.atlas.line_graph.net import LineFacts, LineNet, border_net, coast_net, net_of_lines
from missions.atlas.line_graph.search import Jump
from missions.atlas.line_graph.snapping import Snap, snap
from missions.atlas.line_graph.states import side_of, states_along
from missions.atlas.line_graph.ways import GAP_M, Stretch, Way, path_of, way_round, ways_between

__all__ = [
    "GAP_M",
    "Jump",
    "LineFacts",
    "LineNet",
    "Snap",
    "Stretch",
    "Way",
    "border_net",
    "coast_net",
    "net_of_lines",
    "path_of",
    "side_of",
    "snap",
    "states_along",
    "way_round",
    "ways_between",
]
