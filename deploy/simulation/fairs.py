"""What is asked about fairs in one history, and what must be true of them when everything has come to rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from deploy.simulation.picking import every, facts_of, of_host, of_party, some_cut, stored
from deploy.simulation.state import HistoryState, WorldState
from services.events.model.activities import Activity
from services.events.model.attendance import Interview
from services.events.model.listing import UnfilledVacancy, next_fair
from services.events.model.preparation import Guest, Task
from services.vacancies.model.placements import Placement, PlacementState
from services.vacancies.model.vacancy import Stage, Vacancy
from shared.contracts import intake
from shared.contracts.agenda import FairInterviewed
from shared.contracts.envelope import Request


def prepare(world: WorldState, now: datetime) -> Request | None:
    about = of_host(world, Activity, "activity_id")
    if about is None:
        return None
    tasks = tuple(
        intake.TaskAsked(what=f"Tarea {n}", owner=some_cut(world), days_before=world.chance.randint(0, 4))
        for n in range(1, world.chance.randint(1, 4))
    )
    shares = (intake.CostShare(commune=about["commune"], pesos=1000),)
    booths = world.chance.choice((None, 1, 2))
    return intake.ActivityPrepare(**about, booths=booths, tasks=tasks, total_pesos=1000, costs=shares)


def finish(world: WorldState, now: datetime) -> Request | None:
    tasks = every(world, Task)
    if not tasks:
        return None
    task = world.chance.choice(tasks)
    return intake.TaskFinish(commune=task.owner, activity_id=task.activity_id, task=task.number)


def invite(world: WorldState, now: datetime) -> Request | None:
    """Two offices may want to call one employer about one fair."""
    about = of_party(world)
    employer = f"Agrícola {world.chance.randint(1, 3)}"
    return intake.EmployerInvite(**about, employer=employer) if about else None


def employer_answers(world: WorldState, now: datetime) -> Request | None:
    guests = every(world, Guest)
    if not guests:
        return None
    guest, comes = world.chance.choice(guests), world.chance.random() < 0.7
    about = {"commune": guest.office, "activity_id": guest.activity_id, "employer": guest.employer}
    return intake.EmployerAnswer(**about, comes=comes)


def check_in(world: WorldState, now: datetime) -> Request | None:
    """A device hands in what it noted; now and then some of it for the second time, or of another day."""
    about = of_party(world)
    seats = [(v.vacancy_id, x.candidate_ref) for v in every(world, Vacancy) for x in v.leases]
    if about is None:
        return None
    fair = next(a for a in every(world, Activity) if a.activity_id == about["activity_id"])
    entries = []
    for n in range(world.chance.randint(1, 4)):
        at = fair.starts_at + timedelta(hours=world.chance.choice((0, 0, 1, 40)))
        note = {"entry_id": f"n{world.chance.randint(1, 30)}-{n}", "at": at, "ticket": f"t{world.chance.randint(1, 9)}"}
        pair = world.chance.choice(seats) if seats and world.chance.random() < 0.5 else None
        kind = intake.CheckInKind.INTERVIEW if pair else intake.CheckInKind.VISIT
        who = {"vacancy_id": pair[0], "candidate_ref": pair[1]} if pair else {}
        entries.append(intake.CheckIn(**note, kind=kind, **who))
    return intake.FairCheckIn(**about, device="puerta-1", entries=tuple(entries))


DOINGS: tuple[tuple[Callable[[Any, datetime], Request | None], int], ...] = (
    (prepare, 1),
    (finish, 1),
    (invite, 2),
    (employer_answers, 2),
    (check_in, 2),
)


def the_network_ends_at_a_fair(history: HistoryState) -> Iterator[str]:
    exhausted = {v.vacancy_id: v for v in stored(history, "vacancies", Vacancy) if v.stage is Stage.EXHAUSTED}
    stranded = {s.vacancy_id: s for s in stored(history, "events", UnfilledVacancy) if not s.gone}
    for vacancy_id in sorted(exhausted.keys() ^ stranded.keys()):
        yield f"{vacancy_id} is {'exhausted' if vacancy_id in exhausted else 'stranded'} for one service only"
    fairs = stored(history, "events", Activity)
    for vacancy_id in sorted(exhausted.keys() & stranded.keys()):
        listed = stranded[vacancy_id]
        if listed.seats_left != exhausted[vacancy_id].open_seats:
            yield f"{vacancy_id}: {listed.seats_left} seats at the fair, {exhausted[vacancy_id].open_seats} open"
        if listed.fair_id is None and next_fair(fairs, listed, history.now):
            yield f"{vacancy_id} waits though a fair comes"


def what_was_interviewed_is_counted(history: HistoryState) -> Iterator[str]:
    """Each person and vacancy that a fair brought together stands at one fair, and got as far as the facts say."""
    said = facts_of(history, "agenda")
    told = [(fact.vacancy_id, fact.candidate_ref) for fact in said if isinstance(fact, FairInterviewed)]
    if len(set(told)) != len(told):
        yield "two fairs brought the same person and vacancy together"
    interviews = {(i.vacancy_id, i.candidate_ref): i for i in stored(history, "events", Interview)}
    if {pair for pair, i in interviews.items() if i.activity_id} != set(told):
        yield "what is kept of interviews is not what was told"
    for p in stored(history, "vacancies", Placement):
        known = interviews.get((p.vacancy_id, p.candidate_ref))
        if known is None or (known.placed != (p.state is not PlacementState.UNDONE) and not _again(history, p)):
            yield f"{p.placement_id} is {p.state}, and the chain does not know"


def _again(history: HistoryState, placement: Placement) -> bool:
    """Whether the same person was placed twice in one vacancy: the chain follows the last."""
    pair = (placement.vacancy_id, placement.candidate_ref)
    return sum((p.vacancy_id, p.candidate_ref) == pair for p in stored(history, "vacancies", Placement)) > 1
