"""Names as they are compared: in small Latin letters without marks, whatever alphabet they came in."""

from __future__ import annotations

import unicodedata

_LETTERS = """
α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o
а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=sht
ъ= ы=y ь= э=e ю=yu я=ya ђ=d ѓ=g ѕ=dz ј=j љ=lj њ=nj ћ=c ќ=k џ=dz і=i ї=yi є=ye ґ=g
đ=d ł=l \u0131=i æ=ae ø=o þ=th œ=oe ð=d ə=e
"""
_TABLE = {ord(pair[0]): pair[2:] for pair in _LETTERS.split()}
_APOSTROPHES = dict.fromkeys(map(ord, "'\"`\u00b4\u02b9\u02bc\u2018\u2019"), "")


def folded(name: str) -> str:
    """The name for comparing: Durrës, DURRES and Дуррес are alike; letters it cannot say stay as they are."""
    apart = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).casefold())
    plain = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return " ".join(plain.translate(_TABLE).split())
