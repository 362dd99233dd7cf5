"""What must hold after everything broke: pure functions of what was asked and what stands in the books."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.chaos import seats
from deploy.chaos.asking import Asked, HttpAsked, IntakeAsked
from deploy.chaos.books import Books, Published, Written
from deploy.chaos.linearizable import Operation, UndecidedError, stuck_at
from shared.contracts.envelope import Fact
from shared.contracts.intake import VacancyPost
from shared.contracts.registry import FACTS
from shared.contracts.replies import RequestAccepted, RequestRejected
from shared.contracts.topics import VACANCIES
from shared.http.idempotency import id_of

SHOWN = 5
REPLIES = {RequestAccepted.WIRE, RequestRejected.WIRE}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: how many it looked at, how many are wrong, the first of them, and what to do."""

    name: str
    looked_at: int
    wrong: int
    first: tuple[str, ...] = ()
    do: str = ""

    @property
    def holds(self) -> bool:
        return self.wrong == 0


def verdict(name: str, looked_at: int, wrong: Iterable[str], do: str) -> Verdict:
    """The verdict over so many, of which these are wrong."""
    found = list(wrong)
    return Verdict(name, looked_at, len(found), tuple(found[:SHOWN]), do)


def answered(asked: Sequence[Asked], books: Books) -> Verdict:
    """Every request has an answer: by HTTP in the asker's hand, by intake on the replies topic of its commune."""
    replies = {json.loads(p.value)["request_id"] for p in books.published if p.type in REPLIES}
    wrong = [
        f"{one.key} {one.wire} of {one.commune}: {len(one.sent)} sendings, the last {[s.status for s in one.sent[-5:]]}"
        for one in asked
        if one.answer is None or (isinstance(one, IntakeAsked) and one.key not in replies)
    ]
    return verdict("every request has its answer", len(asked), wrong, "look for the key or id in the inbox and the log")


def same_bytes(asked: Sequence[Asked]) -> Verdict:
    """However often and wherever a key was sent, the answer is the same to the byte."""
    several = [one for one in asked if isinstance(one, HttpAsked) and len(one.answers) > 1]
    wrong = [
        f"{one.key} {one.wire}: {first.status} {first.body[:160]!r}, then {other.status} {other.body[:160]!r}"
        for one in several
        if (first := one.answer)
        and (other := next((a for a in one.answers if (a.status, a.body) != (first.status, first.body)), None))
    ]
    return verdict("a key again gets the same bytes", len(several), wrong, "the inbox of the service: was it kept?")


def no_fault_of_ours(asked: Sequence[Asked]) -> Verdict:
    """No 5xx but 503, which says: come again."""
    sent = [(one, each) for one in asked for each in one.sent if each.status is not None]
    ours = [(one, each) for one, each in sent if (each.status or 0) >= 500 and each.status != 503]
    wrong = [f"{one.key} {one.wire}: {each.status} {each.body[:160]!r}" for one, each in ours]
    return verdict("nobody is told that it is our fault", len(sent), wrong, "the log of the service, dead letters")


def answered_once(asked: Sequence[Asked], books: Books) -> Verdict:
    """One answer a request on its replies topic, the same bytes however often; and the inbox holds what was told."""
    told: dict[str, set[bytes]] = defaultdict(set)
    for fact in books.published:
        if fact.type in REPLIES:
            told[json.loads(fact.value)["request_id"]].add(fact.value)
    wrong = [f"{identity}: {len(values)} different answers" for identity, values in told.items() if len(values) > 1]
    http = [one for one in asked if isinstance(one, HttpAsked) and one.answer and one.answer.status in (200, 201)]
    for one in http:
        identity = id_of(books.secrets[one.service], one.commune, one.key)
        if (one.service, one.commune, identity) not in books.answered:
            wrong.append(f"{one.key} {one.wire}: told {one.answer and one.answer.status}, and not in the inbox")
    return verdict("one answer a request, and it is kept", len(told) + len(http), wrong, "mesa dead-letters list")


def one_vacancy_a_post(asked: Sequence[Asked], books: Books) -> Verdict:
    """As many vacancies as posts that were accepted, and each post told its own."""
    made: dict[str, str] = {}
    wrong: list[str] = []
    for key, result in _accepted_posts(asked, books):
        vacancy = result["vacancy_id"]
        if vacancy in made:
            wrong.append(f"{vacancy} was told to {made[vacancy]} and to {key}")
        made[vacancy] = key
        if vacancy not in books.folios:
            wrong.append(f"{vacancy} was told to {key} and does not exist")
        elif result.get("folio") != books.folios[vacancy]:
            wrong.append(f"{vacancy}: told {result.get('folio')}, kept {books.folios[vacancy]}")
    wrong += [f"{vacancy} exists, and nobody was told" for vacancy in sorted(set(books.folios) - set(made))]
    return verdict("a vacancy a post, with the folio that was told", len(made), wrong, "mesa story ID")


def _accepted_posts(asked: Sequence[Asked], books: Books) -> Iterable[tuple[str, Mapping[str, str]]]:
    for one in asked:
        if isinstance(one, HttpAsked) and one.wire == VacancyPost.WIRE and one.answer and one.answer.status == 201:
            yield one.key, json.loads(one.answer.body)
    seen: set[str] = set()
    for fact in books.published:
        if fact.type == RequestAccepted.WIRE:
            reply = json.loads(fact.value)
            if reply["request_type"] == VacancyPost.WIRE and reply["request_id"] not in seen:
                seen.add(reply["request_id"])
                yield reply["request_id"], reply["result"]


def folios(books: Books) -> Verdict:
    """No folio is given to two vacancies, in the table and in what was said."""
    given: dict[str, set[str]] = defaultdict(set)
    for vacancy, folio in books.folios.items():
        given[folio].add(vacancy)
    for fact in books.published:
        if fact.topic == VACANCIES.name and (folio := json.loads(fact.value).get("folio")):
            given[folio].add(fact.key)
    wrong = [f"{folio}: {', '.join(sorted(map(str, those)))}" for folio, those in given.items() if len(those) > 1]
    return verdict("a folio names one vacancy", len(given), wrong, "vacancies: folio_series and its lock")


def fact_ids(books: Books) -> Verdict:
    """An id means one fact: a repeat of it on a topic is the same bytes, and in no outbox it stands for another."""
    meant: dict[str, tuple[str, bytes]] = {}
    wrong: list[str] = []
    everything: Iterable[Published | Written] = (*books.published, *books.written)
    for one in everything:
        before = meant.setdefault(one.id, (one.type, one.value))
        if before != (one.type, one.value):
            wrong.append(f"{one.id} on {one.topic}: {before[1][:120]!r} and {one.value[:120]!r}")
    return verdict("an id is one fact, byte for byte", len(meant), wrong, "which request caused it: mesa story ID")


def nothing_missing(books: Books) -> Verdict:
    """What an outbox holds stands on its topic."""
    there = {(one.topic, one.id) for one in books.published}
    wrong = [f"{w.service} {w.position} {w.id} {w.type}" for w in books.written if (w.topic, w.id) not in there]
    return verdict(
        "no fact of an outbox is missing from its topic", len(books.written), wrong, "mesa replay; the relay"
    )


def nothing_invented(books: Books) -> Verdict:
    """What stands on a topic was committed into an outbox."""
    written = {(one.topic, one.id) for one in books.written}
    wrong = [f"{p.row} {p.id} {p.type}" for p in books.published if (p.topic, p.id) not in written]
    return verdict(
        "no fact on a topic that no outbox holds", len(books.published), wrong, "a commit was lost: mesa audit"
    )


def order(books: Books) -> Verdict:
    """Per topic and key the first occurrences come in the order of the outbox's positions."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    meant: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in books.published:
        said[one.topic, one.key].append(one.id)
    for row in books.written:
        meant[row.topic, row.key].append(row.id)
    wrong = []
    for place, ids in said.items():
        first, wanted = list(dict.fromkeys(ids)), list(dict.fromkeys(meant[place]))
        if first != [one for one in wanted if one in set(first)]:
            at = next((a for a, b in zip(first, wanted, strict=False) if a != b), "the end")
            wrong.append(f"{place[0]} {place[1]} from {at} on")
    return verdict("order of each key is the outbox's", len(said), wrong, "the relay: two of them at once?")


def never_oversold(books: Books) -> Verdict:
    """By the facts alone, in their order: nobody was given a seat on which somebody sits."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    seen: set[str] = set()
    for one in books.published:
        if one.topic == VACANCIES.name and one.id not in seen and one.type in FACTS:
            seen.add(one.id)
            facts[one.key].append(FACTS[one.type].model_validate_json(one.value))
    wrong = [line for those in facts.values() for line in seats.oversold(those)]
    return verdict("no seat is given while somebody sits on it", len(facts), wrong, "mesa story ID")


def linearizable(histories: Mapping[str, Sequence[Operation]]) -> Verdict:
    """What officers were told about contested seats could have happened one after another."""
    wrong = []
    for vacancy, history in histories.items():
        try:
            if stuck := stuck_at(history, seats.NOBODY, seats.step):
                wrong.append(
                    f"{vacancy}: {stuck.what} was answered {stuck.answer} ({stuck.told}), which no order explains"
                )
        except UndecidedError as wide:
            wrong.append(f"{vacancy}: not decided, {wide}")
    looked_at = sum(map(len, histories.values()))
    return verdict("claims of contested seats are linearizable", looked_at, wrong, "mesa story ID")


def all_checks(asked: Sequence[Asked], books: Books, histories: Mapping[str, Sequence[Operation]]) -> list[Verdict]:
    """Every check of what was asked and what the books hold."""
    return [
        answered(asked, books),
        same_bytes(asked),
        no_fault_of_ours(asked),
        answered_once(asked, books),
        one_vacancy_a_post(asked, books),
        folios(books),
        fact_ids(books),
        nothing_missing(books),
        nothing_invented(books),
        order(books),
        never_oversold(books),
        linearizable(histories),
    ]


def plain(checks: Sequence[Verdict]) -> list[dict[str, Any]]:
    """For machines."""
    return [
        {"name": c.name, "looked_at": c.looked_at, "wrong": c.wrong, "first": list(c.first), "do": c.do} for c in checks
    ]
