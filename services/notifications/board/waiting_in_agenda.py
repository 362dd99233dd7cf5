"""What waits for an office in the agenda and in the help between offices."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from services.notifications.board.items import Item, Waits
from services.notifications.board.matters import (
    Activity,
    Agreement,
    Clash,
    DateMatter,
    Question,
    Rendition,
    State,
)
from services.notifications.board.matters.activities import ActivityStage
from services.notifications.board.matters.agreements import AgreementStage
from services.notifications.board.matters.clashes import ClashStage
from services.notifications.board.matters.dates import DateStage
from services.notifications.board.matters.questions import QuestionStage
from services.notifications.board.matters.renditions import RenditionStage
from shared.calendar import SANTIAGO


def waiting_in_agenda(state: State) -> Iterator[Item]:
    """The items of a matter of the agenda; none of any other."""
    match state:
        case DateMatter(stage=DateStage.OPEN):
            yield from _votes(state)
        case Question():
            yield from _help(state)
        case Clash(stage=ClashStage.OPEN):
            first = min(one.starts_at for one in state.activities)
            for cut in state.communes:
                yield Item(cut, Waits.CLASH, first, {"text": state.text})
        case Activity(stage=ActivityStage.SCHEDULED):
            yield from _tasks(state)
        case Agreement(stage=AgreementStage.OPEN | AgreementStage.LATE):
            late = state.stage is AgreementStage.LATE
            needs = {"activity_id": state.activity_id, "of": state.title, "late": late}
            yield Item(state.owner, Waits.AGREEMENT, end_of(state.due_on), needs)
        case Rendition(stage=RenditionStage.DUE | RenditionStage.LATE):
            needs = {"late": state.stage is RenditionStage.LATE}
            yield Item(state.commune, Waits.RENDITION, end_of(state.due_on), needs)


def _votes(date_: DateMatter) -> Iterator[Item]:
    needs = {"options": len(date_.options), "from": date_.commune, "quorum": date_.quorum}
    for cut in date_.missing:
        yield Item(cut, Waits.VOTE, date_.answer_by, needs)


def _help(question: Question) -> Iterator[Item]:
    if question.stage is QuestionStage.ROUTED and question.office:
        yield Item(question.office, Waits.ANSWER, question.answer_by, {"from": question.commune})
    if question.stage is QuestionStage.ANSWERED:
        number = max(question.answers)
        yield Item(question.commune, Waits.ACCEPT, None, {"from": question.answers[number].office, "number": number})


def _tasks(activity: Activity) -> Iterator[Item]:
    for number, task in sorted(activity.tasks.items()):
        if task.done is None:
            needs = {"task": number, "what": task.what, "late": task.late is not None}
            yield Item(task.owner, Waits.TASK, end_of(task.due_on), needs, str(number))


def end_of(day: date) -> datetime:
    """When a day is over in Santiago: what is due on a day may be done until then."""
    return datetime.combine(day + timedelta(days=1), time(), SANTIAGO)
