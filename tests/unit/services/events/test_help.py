"""Questions between offices and rendiciones, decided without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.events.commands.questions import ask_help, pass_on, without_office
from services.events.commands.renditions import remind_rendition
from services.events.model.offices import Office
from services.events.model.questions import Question, State
from services.events.model.renditions import Rendition
from services.events.model.routing import Candidate, best_placed
from shared.contracts.agenda import HelpRouted, HelpUnanswered, HelpWithdrawn, Process, RenditionDue, RenditionLate
from shared.contracts.communes import OmilType
from shared.contracts.envelope import root_envelope
from shared.contracts.intake import HelpAsk
from shared.messaging.decisions import Aggregate, LoadedAggregates

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday, nine o'clock in Santiago
SAN_CARLOS, NIQUEN, SAN_FABIAN = "16301", "16303", "16304"


def candidate(commune: str, name: str, **more: int | OmilType | datetime) -> Candidate:
    known = {"omil_type": OmilType.IV, "good": 0, "pending": 0, "answer_by": NOW + timedelta(hours=8), **more}
    return Candidate(commune, name, **known)  # type: ignore[arg-type]


def mesa(*more: Aggregate) -> LoadedAggregates:
    offices = [
        Office(SAN_CARLOS, "San Carlos", True, {}, OmilType.I),
        Office(NIQUEN, "Ñiquén", True, {}, OmilType.IV),
        Office(SAN_FABIAN, "San Fabián", True, {}, OmilType.III),
    ]
    return LoadedAggregates([*offices, *more])


def asked(aggregates: LoadedAggregates) -> Question:
    request = HelpAsk(commune=NIQUEN, code=Process.PP33, question="¿Qué se firma?")
    decision = ask_help(aggregates, root_envelope(request, "ask-1", "/comunas/16303", NOW), NOW)
    aggregates.apply(decision.changed)
    (question,) = aggregates.all(Question)
    return question


def test_the_reason_says_good_answers_and_load() -> None:
    choice = best_placed([candidate(SAN_CARLOS, "San Carlos", good=4, pending=1)], Process.PP33)
    assert choice
    assert choice.reasons[0] == "San Carlos: respondió bien 4 de PP33, tiene 1 pregunta pendiente"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"good": 1}, {"good": 0}),
        ({"pending": 0}, {"pending": 1}),
        ({"omil_type": OmilType.I}, {"omil_type": OmilType.IV}),
        ({"answer_by": NOW}, {"answer_by": NOW + timedelta(days=2)}),
        ({"good": 5, "pending": 0}, {"good": 50, "pending": 1}),
    ],
)
def test_who_is_better_placed_is_asked(better: dict[str, int], worse: dict[str, int]) -> None:
    choice = best_placed([candidate("1", "A", **worse), candidate("2", "B", **better)], Process.PP33)
    assert choice
    assert choice.commune == "2"
    assert best_placed([], Process.PP33) is None


def test_a_silent_office_loses_its_turn_and_at_the_end_it_stands_open() -> None:
    aggregates = mesa()
    first = asked(aggregates)
    assert (first.office, first.state) == (SAN_CARLOS, State.ROUTED)
    assert first.answer_by
    assert pass_on(aggregates, first.help_id, first.answer_by - timedelta(seconds=1)).changed == ()
    passed = pass_on(aggregates, first.help_id, first.answer_by)
    (routed,) = passed.facts
    assert isinstance(routed, HelpRouted)
    assert (routed.office, routed.silent, routed.turn) == (SAN_FABIAN, SAN_CARLOS, 2)
    aggregates.apply(passed.changed)
    ended = pass_on(aggregates, first.help_id, routed.answer_by)
    (told,) = ended.facts
    assert isinstance(told, HelpUnanswered)
    assert told.tried == (SAN_CARLOS, SAN_FABIAN)


def test_silence_is_counted_in_working_hours() -> None:
    friday = datetime(2026, 3, 6, 19, tzinfo=UTC)  # 16:00 in Santiago; the office closes at 16:30
    request = HelpAsk(commune=NIQUEN, code=Process.PP33, question="¿Qué se firma?", answer_hours=1.0)
    decision = ask_help(mesa(), root_envelope(request, "ask-1", "/comunas/16303", friday), friday)
    (question,) = decision.changed
    assert question.due_at == datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_what_waits_for_an_office_that_leaves_is_passed_on_and_its_own_questions_are_taken_back() -> None:
    aggregates = mesa()
    question = asked(aggregates)
    (passed,) = without_office(aggregates, SAN_CARLOS, NOW).facts
    assert isinstance(passed, HelpRouted)
    assert (passed.help_id, passed.office) == (question.help_id, SAN_FABIAN)
    (gone,) = without_office(aggregates, NIQUEN, NOW).facts
    assert isinstance(gone, HelpWithdrawn)
    assert gone.office == SAN_CARLOS


def test_a_rendition_is_reminded_of_and_late_once_each_and_what_was_missed_is_told_once() -> None:
    planned = Rendition("r-1", NIQUEN, "Gastos", date(2026, 3, 12), (5, 3, 0)).waiting_from(NOW)
    assert planned.due_at == datetime(2026, 3, 7, 11, 30, tzinfo=UTC)
    after_an_outage = datetime(2026, 3, 10, tzinfo=UTC)
    reminded = remind_rendition(LoadedAggregates([planned]), "r-1", after_an_outage)
    (due,) = reminded.facts
    assert isinstance(due, RenditionDue)
    assert due.days_left == 3
    (waiting,) = reminded.changed
    assert waiting.due_at == datetime(2026, 3, 12, 11, 30, tzinfo=UTC)
    over = remind_rendition(LoadedAggregates([waiting]), "r-1", datetime(2026, 3, 13, 3, tzinfo=UTC))
    assert isinstance(over.facts[0], RenditionLate)
    assert over.changed[0].due_at is None
