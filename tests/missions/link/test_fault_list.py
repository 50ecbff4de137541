"""Every fault of the list once; `python -m tests.benchmarks.bench_link` has two hundred seeds of each."""

import pytest

from tests.missions.link.fault_list import CASES, Case, allows, run, ways_of


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_no_fault_makes_it_lie_or_hang_and_what_can_succeed_succeeds(case: Case) -> None:
    for files in ways_of(case):
        verdict, took_s = run(case, seed=7, files=files, items=110)

        assert allows(case.want, verdict), (verdict, took_s, "files" if files else "messages")
