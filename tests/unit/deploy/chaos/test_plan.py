"""The plan of faults: the same twice, in its limits, never the same fault over itself."""

from itertools import pairwise

import pytest

from deploy.chaos.plan import GAP, PROCESSES, ROLES, SECONDS, Kind, draw

PROCESS_NAMES = ("matching", "matching-2", "vacancies")
SERVICES = ("matching", "vacancies")


def test_the_same_seed_draws_the_same_plan_and_another_another() -> None:
    assert draw(7, 600, PROCESS_NAMES, SERVICES) == draw(7, 600, PROCESS_NAMES, SERVICES)
    assert draw(7, 600, PROCESS_NAMES, SERVICES) != draw(8, 600, PROCESS_NAMES, SERVICES)


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_keeps_its_limits(seed: int) -> None:
    plan = draw(seed, 600, PROCESS_NAMES, SERVICES)
    assert {fault.kind for fault in plan} == set(Kind)
    assert all(GAP[0] - 0.02 <= b.at - a.at <= GAP[1] + 0.02 for a, b in pairwise(plan))
    for fault in plan:
        least, most = SECONDS.get(fault.kind, (0.0, 0.0))
        assert least <= fault.seconds <= most
        wanted = PROCESS_NAMES if fault.kind in PROCESSES else SERVICES if fault.kind in ROLES else ("",)
        assert fault.target in wanted
    for kind in Kind:
        for target in PROCESS_NAMES:
            same = [fault for fault in plan if (fault.kind, fault.target) == (kind, target)]
            assert all(a.at + a.seconds <= b.at for a, b in pairwise(same))


def test_what_cannot_be_done_here_is_not_planned() -> None:
    without = [kind for kind in Kind if kind is not Kind.FULL_DISK]
    assert Kind.FULL_DISK not in {fault.kind for fault in draw(1, 3_600, PROCESS_NAMES, SERVICES, without)}
