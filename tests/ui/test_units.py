import pytest

from ui.units import area_text, distance_text, duration_text, number_text, share_text


@pytest.mark.parametrize(
    ("distance_m", "text"), [(0, "0 m"), (999.4, "999 m"), (1_000, "1.00 km"), (54_530, "54.5 km")]
)
def test_distances(distance_m: float, text: str) -> None:
    assert " ".join(distance_text(distance_m)) == text


@pytest.mark.parametrize(
    ("area_m2", "text"), [(900, "900 m²"), (45_000, "4.5 ha"), (11_104_000, "11.10 km²"), (3e8, "300 km²")]
)
def test_areas(area_m2: float, text: str) -> None:
    assert " ".join(area_text(area_m2)) == text


@pytest.mark.parametrize(
    ("duration_s", "text"), [(59.4, "59 s"), (59.6, "1:00 min"), (1_603, "26:43 min"), (53_460, "14:51 h")]
)
def test_durations(duration_s: float, text: str) -> None:
    assert " ".join(duration_text(duration_s)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100 %"), (0.99999, "99.9 %"), (0.9996, "99.9 %"), (0.9, "90.0 %"), (0, "0.0 %")],
)
def test_only_what_is_wholly_done_reads_one_hundred(share: float, text: str) -> None:
    assert " ".join(share_text(share)) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(-0.3, 0, "0"), (-0.04, 1, "0.0"), (-0.6, 0, "-1"), (119.6, 0, "120")]
)
def test_nothing_has_no_sign(value: float, decimals: int, text: str) -> None:
    assert number_text(value, decimals=decimals) == text
