"""Of what waits for an officer's word before it is offered."""

from services.notifications.notices.model import VacancySummary
from services.notifications.notices.texts.words import UNTITLED, FactText, Line, NoticeTexts, Texts, people
from shared.contracts.matching import ProposalAnswered, ProposalChanged, ProposalLapsed, ProposalOpened
from shared.territory import name_of
from shared.text import when


def opened_line(fact: ProposalOpened) -> Line:
    return name_of(fact.commune), f"tiene {people(fact.candidates)} por confirmar, hasta el {when(fact.answer_by)}"


def opened_notices(fact: ProposalOpened, summary: VacancySummary | None) -> NoticeTexts:
    fit = "persona calza" if fact.candidates == 1 else "personas calzan"
    until = f"Hasta el {when(fact.answer_by)}."
    yield fact.commune, f"Confirme a quién ofrecer para {_title(summary)}: {fact.candidates} {fit}. {until}"


def changed_line(fact: ProposalChanged) -> Line:
    return name_of(fact.commune), f"tiene ahora {people(fact.candidates)} por confirmar"


def answered_line(fact: ProposalAnswered) -> Line:
    later = f"; después responde por {people(fact.left)}" if fact.left else ""
    did = f"confirma a {people(fact.offered)}" if fact.offered else "no confirma a nadie"
    return name_of(fact.commune), f"{did}{later}"


def lapsed_line(fact: ProposalLapsed) -> Line:
    return name_of(fact.commune), "ya no tiene a nadie por confirmar: se cumplió el plazo o cambió la vacante"


def lapsed_notices(fact: ProposalLapsed, summary: VacancySummary | None) -> NoticeTexts:
    why = "se cumplió el plazo, o cambiaron la vacante o las personas"
    yield fact.commune, f"Ya no hay que confirmar a nadie para {_title(summary)}: {why}."


def _title(summary: VacancySummary | None) -> str:
    return f"«{summary.title}»" if summary else UNTITLED


TEXTS: Texts = {
    ProposalOpened: FactText(opened_line, opened_notices),
    ProposalChanged: FactText(changed_line, nobody="la oficina ya tiene el aviso, y ve cuántas personas son"),
    ProposalAnswered: FactText(answered_line, nobody="la oficina misma respondió"),
    ProposalLapsed: FactText(lapsed_line, lapsed_notices),
}
