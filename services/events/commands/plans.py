"""Commands about the Mesa's plan of a year: set a goal or an activity, correct it, drop it."""

from datetime import datetime

from services.events.commands.guards import faults_of_communes, require_at_table, require_none
from services.events.model import plans
from services.events.model.ids import id_made_by
from services.events.model.offices import Office
from services.events.model.plans import PlanLine, YearPlan
from shared.calendar import SANTIAGO
from shared.contracts.agenda import Goal, PlannedActivity
from shared.contracts.envelope import Envelope
from shared.contracts.intake import PlanActivity, PlanDrop, PlanGoal
from shared.contracts.intake.plan import AboutPlan
from shared.messaging.decisions import Decision, LoadedAggregates, reject
from shared.territory import name_of

MOST_LINES = 60
"""More lines than a table follows in a year, and as many as a year is planned with in the solver's time."""
YEARS_AHEAD = 2


def set_goal(aggregates: LoadedAggregates, command: Envelope[PlanGoal], now: datetime) -> Decision:
    """A goal of one commune or, without an owner, of the whole Mesa."""
    goal = command.data.goal
    require_none(faults_of_communes(aggregates, (goal.owner,) if goal.owner else (), "goal.owner"))
    if goal.due_on.year != command.data.year:
        raise reject("due_out_of_range", f"El plazo es un día de {command.data.year}", "goal.due_on")
    return _set(aggregates, command, command.data.line_id, goal, now)


def set_activity(aggregates: LoadedAggregates, command: Envelope[PlanActivity], now: datetime) -> Decision:
    """Something that is to be held in a month; it gets its date by the same doors as any other."""
    activity = command.data.activity
    require_none(
        faults_of_communes(aggregates, (activity.host,), "activity.host"),
        faults_of_communes(aggregates, activity.invited, "activity.invited"),
    )
    return _set(aggregates, command, command.data.line_id, activity, now)


def drop_line(aggregates: LoadedAggregates, command: Envelope[PlanDrop], now: datetime) -> Decision:
    """It is not planned any more."""
    asked = command.data
    plan = _plan_of(aggregates, asked, now)
    line = _own(plan, asked.line_id, asked.commune)
    fact = plans.dropped(plan.year, line, asked.commune, line.named or _all(aggregates), asked.why)
    return Decision((plan.without(line),), (fact,), {"line_id": line.line_id})


def _set(
    aggregates: LoadedAggregates,
    command: Envelope[PlanGoal] | Envelope[PlanActivity],
    line_id: str | None,
    content: Goal | PlannedActivity,
    now: datetime,
) -> Decision:
    plan = _plan_of(aggregates, command.data, now)
    line = PlanLine(line_id or id_made_by(command), command.data.commune, content)
    result = {"line_id": line.line_id}
    known = _own(plan, line_id, line.commune) if line_id else plan.line(line.line_id)
    if known and (line_id is None or known.content == content):
        return Decision(result=result)
    if known and type(known.content) is not type(content):
        raise reject("unknown_line", f"La línea {line_id} no es de esa clase", "line_id")
    if known is None and len(plan.lines) >= MOST_LINES:
        raise reject("too_many_lines", f"El plan de {plan.year} ya tiene {MOST_LINES} líneas", "year")
    if isinstance(content, Goal):
        fact = plans.goal_set(plan.year, line, content, line.named or _all(aggregates))
    else:
        fact = plans.activity_set(plan.year, line, content)
    return Decision((plan.put(line),), (fact,), result)


def _plan_of(aggregates: LoadedAggregates, asked: AboutPlan, now: datetime) -> YearPlan:
    """The plan of the year that a request names. Raises Rejected for who asks, or for a year that is over."""
    require_at_table(aggregates, asked.commune)
    this = now.astimezone(SANTIAGO).year
    if not this <= asked.year <= this + YEARS_AHEAD:
        raise reject("period_out_of_range", f"Se planifica desde {this} hasta {this + YEARS_AHEAD}", "year")
    return aggregates.get(YearPlan, str(asked.year)) or YearPlan(asked.year)


def _own(plan: YearPlan, line_id: str, commune: str) -> PlanLine:
    """The line, if who asks wrote it or is named in it; a goal of the whole Mesa is everybody's. Raises Rejected."""
    line = plan.line(line_id)
    if line is None:
        raise reject("unknown_line", f"El plan de {plan.year} no tiene la línea {line_id}", "line_id")
    if line.named and commune not in (line.commune, *line.named):
        raise reject("not_your_line", f"La línea es de {name_of(line.commune)}", "commune")
    return line


def _all(aggregates: LoadedAggregates) -> tuple[str, ...]:
    return tuple(sorted(office.commune for office in aggregates.all(Office) if office.at_table))
