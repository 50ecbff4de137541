"""Codes and names of states, and which of their lines are disputed."""

from __future__ import annotations

from missions.atlas.layers import BorderKind

_ISO_3166_1 = """
    004AFG 008ALB 012DZA 020AND 024AGO 031AZE 032ARG 040AUT 050BGD 051ARM 056BEL 064BTN 068BOL 070BIH 072BWA
    076BRA 084BLZ 096BRN 100BGR 104MMR 108BDI 112BLR 116KHM 120CMR 124CAN 140CAF 148TCD 152CHL 156CHN 170COL
    178COG 180COD 188CRI 191HRV 192CUB 196CYP 203CZE 204BEN 208DNK 214DOM 218ECU 222SLV 226GNQ 231ETH 232ERI
    233EST 246FIN 250FRA 262DJI 266GAB 268GEO 270GMB 275PSE 276DEU 288GHA 292GIB 300GRC 320GTM 324GIN 328GUY
    332HTI 336VAT 340HND 344HKG 348HUN 356IND 360IDN 364IRN 368IRQ 372IRL 376ISR 380ITA 384CIV 398KAZ 400JOR
    404KEN 408PRK 410KOR 414KWT 417KGZ 418LAO 422LBN 426LSO 428LVA 430LBR 434LBY 438LIE 440LTU 442LUX 454MWI
    458MYS 466MLI 478MRT 484MEX 492MCO 496MNG 498MDA 499MNE 504MAR 508MOZ 512OMN 516NAM 524NPL 528NLD 534SXM
    558NIC 562NER 566NGA 578NOR 586PAK 591PAN 598PNG 600PRY 604PER 616POL 620PRT 624GNB 626TLS 634QAT 642ROU
    643RUS 646RWA 663MAF 674SMR 682SAU 686SEN 688SRB 694SLE 703SVK 704VNM 705SVN 706SOM 710ZAF 716ZWE 724ESP
    728SSD 729SDN 732ESH 740SUR 748SWZ 752SWE 756CHE 760SYR 762TJK 764THA 768TGO 784ARE 788TUN 792TUR 795TKM
    800UGA 804UKR 807MKD 818EGY 826GBR 834TZA 840USA 854BFA 858URY 860UZB 862VEN 887YEM 894ZMB
"""
# Numeric -> alpha-3, states with a land border.
ALPHA_3 = {pair[:3]: pair[3:] for pair in _ISO_3166_1.split()}

# Names of the states whose borders the fine pack draws.
NAME_OF = {
    "ALB": "Albania", "AUT": "Austria", "BEL": "Belgium", "BGR": "Bulgaria", "BIH": "Bosnia and Herzegovina",
    "FRA": "France", "GBR": "United Kingdom", "GGY": "Guernsey", "GRC": "Greece", "HRV": "Croatia",
    "HUN": "Hungary", "ITA": "Italy", "JEY": "Jersey", "MKD": "North Macedonia", "MNE": "Montenegro",
    "NLD": "Netherlands", "ROU": "Romania", "SMR": "San Marino", "SRB": "Serbia", "SVN": "Slovenia",
    "TUR": "Türkiye", "VAT": "Vatican City", "XKX": "Kosovo",
}  # fmt: skip

# Land lines that are claimed, occupied or not agreed, as far as the sources draw them. A planner keeps away
# from these as from any other; marking them keeps the map from telling either side's story as settled.
_DISPUTED_PAIRS = """
    SRB-XKX HRV-SRB ISR-PSE ISR-SYR ISR-LBN IND-CHN IND-PAK BTN-CHN PRK-KOR ESH-MAR ESH-MRT ESH-DZA SDN-SSD
    EGY-SDN KEN-SSD ARM-AZE RUS-UKR RUS-GEO MAR-ESP GUY-VEN GUY-SUR BLZ-GTM THA-KHM ERI-ETH ERI-DJI KGZ-TJK
    KGZ-UZB HND-SLV ESP-GIB
"""
_DISPUTED = frozenset(frozenset(pair.split("-")) for pair in _DISPUTED_PAIRS.split())
_DISPUTED_AT_SEA = frozenset(
    {frozenset(("GRC", "TUR")), frozenset(("HRV", "SVN")), frozenset(("HRV", "MNE"))}
)
_WITHIN_ONE_STATE = frozenset({frozenset(("FRA", "MAF")), frozenset(("CHN", "HKG")), frozenset(("CUB", ""))})


def kind_between(codes: tuple[str, str], *, at_sea: bool) -> BorderKind:
    """The kind of the line between two sides; a side without a code is nobody's agreed state."""
    pair = frozenset(codes)
    if pair in _WITHIN_ONE_STATE:
        return BorderKind.ADMINISTRATIVE
    if "" in pair or pair in (_DISPUTED_AT_SEA if at_sea else _DISPUTED):
        return BorderKind.DISPUTED
    return BorderKind.INTERNATIONAL
