"""Commands about how an activity is prepared: booths, programme, tasks and costs; employers who are invited."""

from datetime import datetime

from services.events.commands.guards import (
    activity_of_host,
    faults_of_communes,
    known_activity,
    require_coming,
    require_none,
    require_of_party,
)
from services.events.model import preparation
from services.events.model.activities import Activity
from services.events.model.preparation import Guest, Preparation, Reply, Task, day_before
from shared.contracts.agenda import ActivityKind, ActivityPrepared, CostShared
from shared.contracts.envelope import Envelope
from shared.contracts.intake import ActivityPrepare, EmployerAnswer, EmployerInvite, TaskFinish
from shared.employers import employer_of
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, reject
from shared.territory import name_of

_WITH_EMPLOYERS = (ActivityKind.FAIR, ActivityKind.ENCUENTRO)


def prepare_activity(aggregates: LoadedAggregates, command: Envelope[ActivityPrepare], now: datetime) -> Decision:
    """What is needed, in the place of what was planned before. A task that is the same as before stays done."""
    asked = command.data
    activity = activity_of_host(aggregates, asked.activity_id, asked.commune)
    require_coming(activity)
    require_none(
        faults_of_communes(aggregates, tuple(task.owner for task in asked.tasks), "tasks"),
        faults_of_communes(aggregates, tuple(share.commune for share in asked.costs), "costs"),
    )
    known = {task.number: task for task in aggregates.of(Task, activity.activity_id)}
    tasks: list[Aggregate] = []
    for n, one in enumerate(asked.tasks, 1):
        due_on = day_before(activity.starts_at, one.days_before, one.owner)
        task = Task(activity.activity_id, n, one.what, one.owner, one.days_before, due_on)
        before = known.pop(n, None)
        same = before is not None and (before.what, before.owner, before.dropped) == (task.what, task.owner, False)
        # the timer of that day has fired already, and fires once
        told = before is not None and before.told_late and before.due_on == due_on
        task = task.late() if told else task
        tasks.append(task.finished() if same and before and before.done else task)
    tasks += [task.off() for _, task in sorted(known.items()) if not task.dropped]
    plan = Preparation(activity.activity_id, asked.booths, asked.programme, asked.costs)
    fact = _prepared(activity, plan, [task for task in tasks if isinstance(task, Task) and not task.dropped])
    return Decision((plan, *tasks), (fact,), {"activity_id": activity.activity_id})


def finish_task(aggregates: LoadedAggregates, command: Envelope[TaskFinish], now: datetime) -> Decision:
    """A task is done: said by whoever does it, or by a host."""
    asked = command.data
    activity = known_activity(aggregates, asked.activity_id)
    task = aggregates.get(Task, f"{asked.activity_id}/{asked.task}")
    if task is None or task.dropped:
        raise reject("unknown_task", f"«{activity.title}» no tiene la tarea {asked.task}", "task")
    if asked.commune not in (task.owner, *activity.hosts):
        raise reject("not_your_task", f"La tarea es de {name_of(task.owner)}", "commune")
    result = {"activity_id": activity.activity_id}
    if task.done:
        return Decision(result=result)
    return Decision((task.finished(),), (preparation.done(activity, task),), result)


def late_task(aggregates: LoadedAggregates, key: str, now: datetime) -> Decision:
    """The day of a task is over and nobody has said that it is done."""
    task = aggregates.get(Task, key)
    activity = aggregates.get(Activity, task.activity_id) if task else None
    if task is None or activity is None or task.due_at is None or task.due_at > now:
        return Decision()
    return Decision((task.late(),), (preparation.late(activity, task),))


def invite_employer(aggregates: LoadedAggregates, command: Envelope[EmployerInvite], now: datetime) -> Decision:
    """An office invites an employer. Whom another office speaks with is not called again."""
    asked = command.data
    activity = _of_party(aggregates, asked.activity_id, asked.commune)
    require_coming(activity)
    employer_id = employer_of(asked.employer)
    known = aggregates.get(Guest, f"{activity.activity_id}/{employer_id}")
    if known and known.office != asked.commune:
        text = f"{name_of(known.office)} ya habla con «{known.employer}» sobre «{activity.title}»"
        raise reject("already_invited", text, "employer")
    result = {"activity_id": activity.activity_id, "employer_id": employer_id}
    if known:
        return Decision(result=result)
    guest = Guest(activity.activity_id, employer_id, asked.employer, asked.commune)
    return Decision((guest,), (preparation.told(activity, guest),), result)


def answer_employer(aggregates: LoadedAggregates, command: Envelope[EmployerAnswer], now: datetime) -> Decision:
    """What an employer answered; the last answer counts. A booth goes to whoever confirms first."""
    asked = command.data
    activity = _of_party(aggregates, asked.activity_id, asked.commune)
    require_coming(activity)
    guest = aggregates.get(Guest, f"{activity.activity_id}/{employer_of(asked.employer)}")
    if guest is None:
        raise reject("unknown_employer", f"Nadie ha invitado a «{asked.employer}»", "employer")
    if guest.office != asked.commune:
        raise reject("not_your_guest", f"{name_of(guest.office)} habla con «{guest.employer}»", "commune")
    after = guest.confirmed(_booth(aggregates, guest) if asked.booth else None) if asked.comes else guest.declined()
    result = {"activity_id": activity.activity_id, "employer_id": guest.employer_id}
    if after.booth:
        result["booth"] = str(after.booth)
    if after == guest:
        return Decision(result=result)
    return Decision((after,), (preparation.told(activity, after),), result)


def _booth(aggregates: LoadedAggregates, guest: Guest) -> int | None:
    """The number of a free booth, the one it has already if any; None: nobody needs one. Raises Rejected."""
    plan = aggregates.get(Preparation, guest.activity_id)
    if plan is None or plan.booths is None:
        return None
    if guest.booth:
        return guest.booth
    taken = {each.booth for each in aggregates.of(Guest, guest.activity_id) if each.reply is Reply.CONFIRMED}
    free = [number for number in range(1, plan.booths + 1) if number not in taken]
    if not free:
        raise reject("no_booth_left", f"Los {plan.booths} puestos están tomados", "booth")
    return free[0]


def _of_party(aggregates: LoadedAggregates, activity_id: str, commune: str) -> Activity:
    """The activity with employers that a request names, if who asks takes part. Raises Rejected."""
    found = known_activity(aggregates, activity_id)
    if found.kind not in _WITH_EMPLOYERS:
        raise reject("no_employers_here", "A una reunión o una visita no se invita a empresas", "activity_id")
    require_of_party(found, commune)
    return found


def _prepared(a: Activity, plan: Preparation, tasks: list[Task]) -> ActivityPrepared:
    return ActivityPrepared(
        activity_id=a.activity_id,
        commune=a.commune,
        title=a.title,
        starts_at=a.starts_at,
        booths=plan.booths,
        tasks=tuple(t.given for t in tasks),
        costs=tuple(CostShared(commune=share.commune, pesos=share.pesos) for share in plan.costs),
    )
