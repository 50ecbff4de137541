"""Numbers as the operator reads them: a value and its unit apart, never more figures than are known."""


def distance_text(distance_m: float) -> tuple[str, str]:
    """Metres below one kilometre, kilometres above."""
    if distance_m < 1_000:
        return f"{distance_m:.0f}", "m"
    kilometres = distance_m / 1_000
    return (f"{kilometres:.2f}" if kilometres < 10 else f"{kilometres:.1f}"), "km"


def area_text(area_m2: float) -> tuple[str, str]:
    """Hectares below one square kilometre, square kilometres above."""
    if area_m2 < 1e4:
        return f"{area_m2:.0f}", "m²"
    if area_m2 < 1e6:
        return f"{area_m2 / 1e4:.1f}", "ha"
    return f"{area_m2 / 1e6:.2f}" if area_m2 < 1e8 else f"{area_m2 / 1e6:.0f}", "km²"


def duration_text(duration_s: float) -> tuple[str, str]:
    """Minutes and seconds below one hour, hours and minutes above."""
    seconds = round(duration_s)
    if seconds < 60:
        return f"{seconds}", "s"
    if seconds < 3_600:
        return f"{seconds // 60}:{seconds % 60:02d}", "min"
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}", "h"


def clock_text(after_s: float) -> str:
    """How long after a start, to the minute: hours and minutes."""
    minutes = round(after_s / 60)
    return f"{minutes // 60}:{minutes % 60:02d} h"


def share_text(share: float) -> tuple[str, str]:
    """Per cent; only what is wholly done reads 100."""
    percent = share * 100
    if percent >= 99.95:
        return ("100" if share >= 1 - 1e-9 else "99.9"), "%"
    return f"{percent:.1f}", "%"


def number_text(value: float, *, decimals: int = 0) -> str:
    """Rounded, and never a minus before nothing."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"
