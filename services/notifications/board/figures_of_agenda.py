"""What is counted in the agenda and in the help between offices."""

from collections.abc import Iterator

from services.notifications.board.counts import Count, Figure, counted
from services.notifications.board.matters import Activity, Agreement, Card, Question, Rendition, State
from services.notifications.board.matters.activities import Results
from services.notifications.board.matters.questions import QuestionStage
from shared.contracts.agenda import ActivityKind

HELD = {
    ActivityKind.FAIR: Figure.FAIR_HELD,
    ActivityKind.ENCUENTRO: Figure.ENCUENTRO_HELD,
    ActivityKind.MEETING: Figure.MEETING_HELD,
    ActivityKind.VISIT: Figure.VISIT_HELD,
}


def figures_of_agenda(state: State) -> Iterator[Count]:
    """The rows of a matter of the agenda; none of any other."""
    match state:
        case Activity():
            yield from _of_activity(state)
        case Question():
            yield from _of_question(state)
        case Card():
            for version, one in state.versions.items():
                yield counted(Figure.CARD_PUBLISHED, one.author, None, one.said, 1, str(version))
            for use in state.uses:
                yield counted(Figure.CARD_USED, use.commune, state.commune, use.said)
        case Agreement():
            dropped = state.stage == "dropped"
            for figure, by in (
                (Figure.AGREEMENT_MADE, state.made),
                (Figure.AGREEMENT_KEPT, state.kept),
                (Figure.AGREEMENT_LATE, None if dropped else state.late),
            ):
                if by:
                    yield counted(figure, state.owner, state.commune, by)
        case Rendition():
            if state.submitted:
                figure = Figure.RENDITION_LATE if state.was_late else Figure.RENDITION_IN_TIME
                yield counted(figure, state.commune, None, state.submitted)


def _of_activity(activity: Activity) -> Iterator[Count]:
    """What was held is counted once, of its host; who took part, each for itself."""
    results = activity.results
    if results and activity.kind:
        by = results.said.having(at=activity.starts_at or results.said.at)
        yield counted(HELD[activity.kind], activity.commune, None, by)
        for cut in results.attended or activity.party:
            yield counted(Figure.TOOK_PART, cut, activity.commune, by, 1, activity.kind)
        yield from _people(activity, results)
    for one in activity.interviewed:
        yield counted(Figure.INTERVIEW_NOTED, activity.commune, None, one)


def _people(activity: Activity, results: Results) -> Iterator[Count]:
    by = results.said.having(at=activity.starts_at or results.said.at)
    numbers = (
        (Figure.VISITORS, results.visitors),
        (Figure.INTERVIEWS, results.interviews),
        (Figure.EMPLOYERS_CAME, results.employers),
    )
    for figure, number in numbers:
        if number:
            yield counted(figure, activity.commune, None, by, number)


def _of_question(question: Question) -> Iterator[Count]:
    if question.asked:
        yield counted(Figure.QUESTION_ASKED, question.commune, None, question.asked)
    for number, answer in question.answers.items():
        about = str(number)
        yield counted(Figure.QUESTION_ANSWERED, answer.office, question.commune, answer.said, answer.hours, about)
        if answer.accepted and question.stage is QuestionStage.ACCEPTED:
            yield counted(Figure.ANSWER_HELPED, answer.office, question.commune, answer.accepted, 1, about)
