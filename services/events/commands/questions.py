"""Commands of help between offices: ask, answer, accept, reopen, take back; the clock passes a question on."""

from datetime import datetime

from services.events.commands.guards import require_at_table
from services.events.model import questions
from services.events.model.ids import id_made_by
from services.events.model.offices import Office
from services.events.model.questions import SETTLED, WAITING, Answer, GoodAnswers, Question, State
from services.events.model.routing import Candidate, Choice, best_placed
from shared.calendar import add_working_hours, working_hours_between
from shared.contracts.agenda import Process
from shared.contracts.envelope import Envelope, Fact
from shared.contracts.intake import HelpAccept, HelpAnswer, HelpAsk, HelpReopen, HelpWithdraw
from shared.messaging.decisions import Aggregate, Decision, LoadedAggregates, reject
from shared.territory import name_of

LEFT = "La comuna dejó la Mesa"


def ask_help(aggregates: LoadedAggregates, command: Envelope[HelpAsk], now: datetime) -> Decision:
    """A question goes to the office best placed; without another office it stands open at once."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    help_id = id_made_by(command)
    if aggregates.get(Question, help_id) is not None:
        return Decision(result={"help_id": help_id})
    question = Question(
        help_id, asked.commune, asked.code, asked.question, asked.details, asked.answer_hours, asked_at=now, since=now
    )
    after, told = _on_to_the_next(aggregates, question, now)
    return Decision((after,), (questions.requested(question), *told), {"help_id": help_id})


def answer_help(aggregates: LoadedAggregates, command: Envelope[HelpAnswer], now: datetime) -> Decision:
    """The office whose turn it is answers; once the question stands open, any that is at the table."""
    asked = command.data
    require_at_table(aggregates, asked.commune)
    question = _known(aggregates, asked.help_id)
    if question.state not in WAITING:
        raise reject("stale_help", _SAID[question.state], "help_id")
    if question.commune == asked.commune:
        raise reject("own_question", "La pregunta es de su propia oficina", "commune")
    if question.state is State.ROUTED and question.office != asked.commune:
        raise reject("not_your_turn", f"Responde {name_of(question.office or '')}", "commune")
    after = question.answered(asked.commune)
    hours = round(working_hours_between(question.since, now, question.commune), 2)
    answer = Answer(question.help_id, after.answers, asked.commune, asked.answer, now, hours)
    return Decision((after, answer), (questions.answered(after, answer),), {"help_id": question.help_id})


def accept_help(aggregates: LoadedAggregates, command: Envelope[HelpAccept], now: datetime) -> Decision:
    """The answer helped: from now on its office is known for that process."""
    question = _of_asker(aggregates, command.data.help_id, command.data.commune)
    result = {"help_id": question.help_id}
    if question.state is State.ACCEPTED:
        return Decision(result=result)
    answer = _last_answer(aggregates, question)
    after = question.nobodys(State.ACCEPTED)
    helped = Answer(answer.help_id, answer.number, answer.office, answer.text, answer.at, answer.hours, accepted=True)
    good = GoodAnswers(answer.office, question.code, _good(aggregates, answer.office, question.code) + 1)
    return Decision((after, helped, good), (questions.accepted(after, helped),), result)


def reopen_help(aggregates: LoadedAggregates, command: Envelope[HelpReopen], now: datetime) -> Decision:
    """The answer did not help: it goes back to the office that gave it, if it is there and wanted; else to another."""
    asked = command.data
    question = _of_asker(aggregates, asked.help_id, asked.commune)
    answer = _last_answer(aggregates, question)
    reopened = question.reopened(now)
    facts: tuple[Fact, ...] = (questions.reopened(reopened, answer.office, asked.why),)
    back = None if asked.elsewhere else _back_to(aggregates, reopened, answer.office, now)
    if back:
        after = reopened.routed(back)
        facts += (questions.routed(after, None),)
    else:
        after, told = _on_to_the_next(aggregates, reopened, now)
        facts += told
    return Decision((after,), facts, {"help_id": question.help_id})


def withdraw_help(aggregates: LoadedAggregates, command: Envelope[HelpWithdraw], now: datetime) -> Decision:
    """No answer is needed any more."""
    question = _of_asker(aggregates, command.data.help_id, command.data.commune)
    if question.state in SETTLED:
        raise reject("stale_help", _SAID[question.state], "help_id")
    after = question.nobodys(State.WITHDRAWN)
    fact = questions.withdrawn(question, command.data.why)
    return Decision((after,), (fact,), {"help_id": question.help_id})


def pass_on(aggregates: LoadedAggregates, help_id: str, now: datetime) -> Decision:
    """An office was silent for its working hours: the next one is asked."""
    question = aggregates.get(Question, help_id)
    if question is None or question.due_at is None or question.due_at > now:
        return Decision()
    after, told = _on_to_the_next(aggregates, question, now)
    return Decision((after,), told)


def without_office(aggregates: LoadedAggregates, commune: str, now: datetime) -> Decision:
    """An office has left the Mesa: what waits for it is passed on, and what it asked is taken back."""
    seen = LoadedAggregates(_seen(aggregates, commune))
    changed: list[Aggregate] = []
    facts: list[Fact] = []
    told: tuple[Fact, ...]
    for question in sorted(aggregates.all(Question), key=lambda each: each.help_id):
        if question.commune == commune and question.state not in SETTLED:
            after, told = question.nobodys(State.WITHDRAWN), (questions.withdrawn(question, LEFT),)
        elif question.office == commune:
            after, told = _on_to_the_next(seen, question, now)
        else:
            continue
        seen.apply((after,))
        changed.append(after)
        facts += told
    return Decision(tuple(changed), tuple(facts))


def _on_to_the_next(
    aggregates: LoadedAggregates, question: Question, now: datetime
) -> tuple[Question, tuple[Fact, ...]]:
    """The question with the best placed office that was not asked yet, or open for everybody, and what is told."""
    others = (
        office for office in aggregates.all(Office)
        if office.at_table and office.commune != question.commune and office.commune not in question.tried
    )  # fmt: skip
    choice = best_placed((_candidate(aggregates, office, question, now) for office in others), question.code)
    if choice is None:
        after = question.nobodys(State.OPEN)
        return after, (questions.unanswered(after),)
    after = question.routed(choice)
    return after, (questions.routed(after, question.office),)


def _candidate(aggregates: LoadedAggregates, office: Office, question: Question, now: datetime) -> Candidate:
    pending = sum(q.office == office.commune for q in aggregates.all(Question) if q.help_id != question.help_id)
    good = _good(aggregates, office.commune, question.code)
    answer_by = add_working_hours(now, question.answer_hours, office.commune)
    return Candidate(office.commune, office.name, office.omil_type, good, pending, answer_by)


def _back_to(aggregates: LoadedAggregates, question: Question, commune: str, now: datetime) -> Choice | None:
    office = aggregates.get(Office, commune)
    if office is None or not office.at_table:
        return None
    answer_by = add_working_hours(now, question.answer_hours, commune)
    return Choice(commune, answer_by, (f"{office.name} respondió antes esta pregunta",))


def _good(aggregates: LoadedAggregates, commune: str, code: Process) -> int:
    known = aggregates.get(GoodAnswers, GoodAnswers(commune, code).key)
    return known.number if known else 0


def _seen(aggregates: LoadedAggregates, gone: str) -> list[Aggregate]:
    """What routing reads, as if the office had left already."""
    offices = [office for office in aggregates.all(Office) if office.commune != gone]
    return [*offices, *aggregates.all(Question), *aggregates.all(GoodAnswers)]


def _known(aggregates: LoadedAggregates, help_id: str) -> Question:
    found = aggregates.get(Question, help_id)
    if found is None:
        raise reject("unknown_help", f"No existe la pregunta {help_id}", "help_id")
    return found


def _of_asker(aggregates: LoadedAggregates, help_id: str, commune: str) -> Question:
    """The question, if who asks has asked it. Raises Rejected."""
    question = _known(aggregates, help_id)
    if question.commune != commune:
        raise reject("not_your_question", f"La hizo {name_of(question.commune)}", "commune")
    return question


def _last_answer(aggregates: LoadedAggregates, question: Question) -> Answer:
    """The answer that waits for a word of who asked. Raises Rejected."""
    found = aggregates.get(Answer, f"{question.help_id}/{question.answers}")
    if found is None or question.state is not State.ANSWERED:
        raise reject("stale_help", _SAID[question.state], "help_id")
    return found


_SAID = {
    State.ROUTED: "La pregunta todavía espera respuesta",
    State.OPEN: "La pregunta todavía espera respuesta",
    State.ANSWERED: "La pregunta ya fue respondida",
    State.ACCEPTED: "La respuesta ya fue aceptada",
    State.WITHDRAWN: "La pregunta fue retirada",
}
