"""Wire name → class, explicit: what may travel on which topic, and which service answers which request."""

from collections.abc import Iterable, Mapping

from shared.contracts import agenda, communes, employers, held, intake, matching, notices, replies, topics, vacancies
from shared.contracts.envelope import Fact, Request
from shared.contracts.topics import Topic

FACTS_OF: Mapping[Topic, tuple[type[Fact], ...]] = {
    topics.COMMUNES: (communes.CommuneJoined, communes.CommuneChanged, communes.CommuneLeft),
    topics.VACANCIES: (
        vacancies.VacancyPosted,
        vacancies.VacancyAmended,
        vacancies.VacancyUnfilled,
        vacancies.VacancyFilled,
        vacancies.VacancyClosed,
        vacancies.VacancyLinked,
        vacancies.VacancyParted,
        vacancies.CallEnded,
        vacancies.CallUnanswered,
        vacancies.CallExtended,
        vacancies.SeatLeased,
        vacancies.SeatExtended,
        vacancies.SeatReleased,
        vacancies.CandidateReferred,
        vacancies.PlacementDeclared,
        vacancies.PlacementUndone,
        vacancies.PlacementEnded,
        vacancies.PlacementVerified,
        vacancies.PlacementRefuted,
        vacancies.PlacementCorrected,
        vacancies.BusPulse,
        employers.EmployerContacted,
        employers.EmployerVisitPlanned,
        employers.ApproachProposed,
        employers.ApproachAnswered,
        employers.ApproachConcluded,
        held.VacancyRequestHeld,
        held.VacancyRequestTakenBack,
        held.VacancyRequestDone,
        held.VacancyRequestRefused,
    ),
    topics.OFFERS: (
        matching.OfferMade,
        matching.OfferDeclined,
        matching.OfferWithdrawn,
        matching.ProposalOpened,
        matching.ProposalChanged,
        matching.ProposalAnswered,
        matching.ProposalLapsed,
        matching.CopyAcknowledged,
        matching.PulseReturned,
        matching.DisclosureGiven,
        matching.DisclosureRevoked,
        matching.IdentityErased,
        matching.CounterCounted,
        held.OfferRequestHeld,
        held.OfferRequestTakenBack,
        held.OfferRequestDone,
        held.OfferRequestRefused,
    ),
    topics.AGENDA: (
        agenda.FairScheduled,
        agenda.FairMoved,
        agenda.FairCancelled,
        agenda.FairConcluded,
        agenda.FairListed,
        agenda.EncuentroScheduled,
        agenda.EncuentroMoved,
        agenda.EncuentroCancelled,
        agenda.EncuentroConcluded,
        agenda.MeetingScheduled,
        agenda.MeetingMoved,
        agenda.MeetingCancelled,
        agenda.MeetingConcluded,
        agenda.VisitScheduled,
        agenda.VisitMoved,
        agenda.VisitCancelled,
        agenda.VisitConcluded,
        agenda.DateProposed,
        agenda.DateVoted,
        agenda.DateFixed,
        agenda.DateLapsed,
        agenda.DateWithdrawn,
        agenda.ClashFound,
        agenda.ClashResolved,
        agenda.ClashAccepted,
        agenda.ActivityPrepared,
        agenda.AgreementMade,
        agenda.AgreementKept,
        agenda.AgreementLate,
        agenda.AgreementDropped,
        agenda.TaskDone,
        agenda.TaskLate,
        agenda.EmployerInvited,
        agenda.EmployerConfirmed,
        agenda.EmployerDeclined,
        agenda.FairInterviewed,
        agenda.FairCounted,
        agenda.HelpRequested,
        agenda.HelpRouted,
        agenda.HelpUnanswered,
        agenda.HelpAnswered,
        agenda.HelpAccepted,
        agenda.HelpReopened,
        agenda.HelpWithdrawn,
        agenda.CardPublished,
        agenda.CardUsed,
        agenda.RenditionPlanned,
        agenda.RenditionDue,
        agenda.RenditionLate,
        agenda.RenditionSubmitted,
        agenda.PlanGoalSet,
        agenda.PlanActivitySet,
        agenda.PlanLineDropped,
        agenda.FoundingStarted,
        agenda.FoundingNoted,
        agenda.FoundingEnvisioned,
        agenda.FoundingAgreed,
    ),
    topics.NOTICES: (notices.NoticeDelivered, notices.NoticeAbandoned),
}

REPLIES: tuple[type[Fact], ...] = (replies.RequestAccepted, replies.RequestRejected)
PASSED_ON: Mapping[str, tuple[type[Fact], ...]] = {"matching": (replies.DisclosureAsked,)}
"""What a service tells one commune on its replies topic, though that asked nothing."""
TO_ONE_COMMUNE: tuple[type[Fact], ...] = (*REPLIES, *(c for said in PASSED_ON.values() for c in said))

REQUESTS_OF: Mapping[str, tuple[type[Request], ...]] = {
    "vacancies": (
        intake.VacancyPost,
        intake.VacancyAmend,
        intake.VacancyWithdraw,
        intake.VacancyDeclareUnfilled,
        intake.VacancyPart,
        intake.VacancyAcknowledge,
        intake.SeatRelease,
        intake.SeatExtend,
        intake.SeatsSettle,
        intake.CandidateRefer,
        intake.PlacementDeclare,
        intake.PlacementUndo,
        intake.PlacementEnd,
        intake.PlacementVerify,
        intake.PlacementCorrect,
        intake.EmployerContact,
        intake.EmployerPlan,
        intake.EmployerReport,
        intake.ApproachPropose,
        intake.ApproachAnswer,
        intake.ApproachConclude,
        intake.VacancyTakeBack,
    ),
    "matching": (
        intake.OfferMake,
        intake.CandidateOffer,
        intake.OfferDecline,
        intake.OfferWithdraw,
        intake.ProposalConfirm,
        intake.ProposalDecline,
        intake.ConsentRecord,
        intake.ConsentRevoke,
        intake.DisclosureAsk,
        intake.OfferTakeBack,
    ),
    "events": (
        intake.FairSchedule,
        intake.EncuentroSchedule,
        intake.MeetingSchedule,
        intake.VisitSchedule,
        intake.ActivityMove,
        intake.ActivityCancel,
        intake.ActivityConclude,
        intake.ActivityPrepare,
        intake.TaskFinish,
        intake.EmployerInvite,
        intake.EmployerAnswer,
        intake.FairCheckIn,
        intake.AgreementMake,
        intake.AgreementKeep,
        intake.AgreementDrop,
        intake.VisitReport,
        intake.DatePropose,
        intake.DateVote,
        intake.DateWithdraw,
        intake.ClashAccept,
        intake.VenueRegister,
        intake.ResourceRegister,
        intake.BusyEnter,
        intake.BusyRemove,
        intake.CalendarImport,
        intake.HelpAsk,
        intake.HelpAnswer,
        intake.HelpAccept,
        intake.HelpReopen,
        intake.HelpWithdraw,
        intake.CardPublish,
        intake.CardRevise,
        intake.CardUse,
        intake.RenditionPlan,
        intake.RenditionSubmit,
        intake.PlanGoal,
        intake.PlanActivity,
        intake.PlanDrop,
        intake.FoundingStart,
        intake.FoundingNote,
        intake.FoundingVision,
        intake.FoundingAgree,
    ),
}

DOORKEEPER = "vacancies"
"""The service that answers for what no service can read: an intake record of unknown type or broken form."""

FACTS: Mapping[str, type[Fact]] = {c.WIRE: c for said in (*FACTS_OF.values(), TO_ONE_COMMUNE) for c in said}
REQUESTS: Mapping[str, type[Request]] = {c.WIRE: c for asked in REQUESTS_OF.values() for c in asked}
CONTRACTS: Mapping[str, type[Fact] | type[Request]] = {**FACTS, **REQUESTS}

TOPIC_OF: Mapping[type[Fact], Topic] = {c: topic for topic, said in FACTS_OF.items() for c in said}
OWNER_OF: Mapping[type[Request], str] = {c: name for name, asked in REQUESTS_OF.items() for c in asked}


def topics_heard(handled: Iterable[type]) -> list[Topic]:
    """The topics of the facts among what somebody handles, by name."""
    return sorted({TOPIC_OF[c] for c in handled if c in TOPIC_OF}, key=lambda topic: topic.name)


def takes_requests(handled: Iterable[type]) -> bool:
    """Whether there is a request among what somebody handles."""
    return any(issubclass(c, Request) for c in handled)


def topic_name(fact: Fact) -> str:
    """The topic, without prefix, on which a fact travels; what one commune alone is told goes to its replies."""
    if isinstance(fact, replies.RequestAccepted | replies.RequestRejected | replies.DisclosureAsked):
        return topics.replies_to(fact.commune).name
    return TOPIC_OF[type(fact)].name
