"""Seas, bays and lakes with their names, entered by hand: facts, no licence needed.

A position is where the name has room on the map, read off the coast's lines; a lake's lies in the lake.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.atlas.layers import PlaceKind


@dataclass(frozen=True, slots=True)
class Water:
    """One water with a name."""

    name: str
    kind: PlaceKind
    lon_deg: float
    lat_deg: float
    extent_km: int  # how long it is, roughly
    other_names: tuple[str, ...] = ()


_SEA, _STRAIT, _BAY, _LAKE = PlaceKind.SEA, PlaceKind.STRAIT, PlaceKind.BAY, PlaceKind.LAKE

WATERS = (
    Water("Adriatic Sea", _SEA, 16.3, 42.6, 340, ("Deti Adriatik", "Jadransko more", "Mare Adriatico")),
    Water("Ionian Sea", _SEA, 18.6, 38.6, 720, ("Deti Jon", "Ionio Pelagos", "Mar Ionio")),
    Water("Aegean Sea", _SEA, 25.2, 38.9, 340, ("Aigaio Pelagos", "Ege Denizi")),
    Water("Tyrrhenian Sea", _SEA, 12.0, 39.8, 420, ("Mar Tirreno",)),
    Water("English Channel", _SEA, -1.2, 50.2, 720, ("La Manche",)),
    Water("North Sea", _SEA, 3.2, 55.5, 1660),
    Water("Mediterranean Sea", _SEA, 18.0, 34.5, 2350, ("Mare Mediterraneo", "Mesogeios")),
    Water("Black Sea", _SEA, 34.5, 43.2, 1660, ("Karadeniz", "Cherno more")),
    Water("Strait of Otranto", _STRAIT, 18.95, 40.2, 147, ("Canale d'Otranto", "Kanali i Otrantos")),
    Water("Strait of Dover", _STRAIT, 1.42, 50.98, 73, ("Pas de Calais", "Dover Strait")),
    Water("Lalzi Bay", _BAY, 19.44, 41.508, 17, ("Gjiri i Lalzit",)),
    Water("Bay of Durrës", _BAY, 19.47, 41.26, 28, ("Gjiri i Durrësit",)),
    Water("Bay of Vlorë", _BAY, 19.38, 40.42, 37, ("Gjiri i Vlorës",)),
    Water("Drin Bay", _BAY, 19.52, 41.72, 28, ("Gjiri i Drinit",)),
    Water("Lake Ohrid", _LAKE, 20.72, 41.03, 30, ("Liqeni i Ohrit", "Ohridsko Ezero", "Liqeni i Pogradecit")),
    Water("Lake Prespa", _LAKE, 21.02, 40.89, 28, ("Great Prespa", "Liqeni i Prespës", "Megali Prespa")),
    Water("Small Prespa", _LAKE, 21.10, 40.76, 14, ("Mikri Prespa", "Prespa e Vogël")),
    Water("Lake Shkodër", _LAKE, 19.31, 42.17, 40, ("Lake Skadar", "Liqeni i Shkodrës", "Lake Scutari")),
    Water("Lake Butrint", _LAKE, 20.025, 39.78, 7, ("Liqeni i Butrintit",)),
    Water("Lake Doiran", _LAKE, 22.745, 41.21, 9, ("Dojransko Ezero", "Limni Doirani", "Dojran")),
    Water("Lake Kerkini", _LAKE, 23.14, 41.21, 15, ("Limni Kerkini",)),
    Water("Lake Vegoritis", _LAKE, 21.79, 40.75, 14, ("Limni Vegoritida",)),
    Water("Lake Ioannina", _LAKE, 20.88, 39.67, 8, ("Lake Pamvotis",)),
    Water("Lake Trichonida", _LAKE, 21.53, 38.57, 19, ("Limni Trichonida",)),
    Water("Lake Balaton", _LAKE, 17.75, 46.85, 75, ("Plattensee",)),
    Water("Lake Trasimeno", _LAKE, 12.10, 43.13, 14, ("Lago Trasimeno",)),
    Water("Lake Bolsena", _LAKE, 11.93, 42.60, 13, ("Lago di Bolsena",)),
)
