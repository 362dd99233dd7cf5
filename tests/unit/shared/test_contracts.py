"""The published language holds together: one writer, one name, one Spanish text for each."""

from enum import StrEnum

import pytest

from shared.contracts import reasons, vocabulary
from shared.contracts.registry import CONTRACTS, FACTS_OF, OWNER_OF, REQUESTS, REQUESTS_OF, TO_ONE_COMMUNE
from shared.contracts.topics import SHARED_TOPICS, commune_of_intake


def test_every_wire_name_is_explicit_unique_and_versioned() -> None:
    facts = [c.WIRE for group in (*FACTS_OF.values(), TO_ONE_COMMUNE) for c in group]
    names = facts + [c.WIRE for group in REQUESTS_OF.values() for c in group]
    assert len(set(names)) == len(names) == len(CONTRACTS)
    assert all(name.startswith("cl.mesa.") and name.endswith(".v1") for name in names)


def test_every_shared_topic_has_facts_and_every_request_an_owner() -> None:
    assert set(FACTS_OF) == set(SHARED_TOPICS)
    assert {c.WIRE for c in OWNER_OF} == set(REQUESTS)


def test_every_reason_has_its_spanish_text_and_a_code_means_the_same_in_every_list() -> None:
    codes = {code.value for kind in reasons.Reason.__subclasses__() for code in kind}
    assert codes == {code.value for code in reasons.TEXTS}
    assert all(reasons.TEXTS.values())


def test_every_lever_pulls_at_reasons_that_exist() -> None:
    codes = {code.value for code in reasons.TEXTS}
    assert all(called <= codes for called in reasons.LEVERS.values())


@pytest.mark.parametrize("word", vocabulary.Word.__subclasses__())
def test_every_word_of_a_vocabulary_has_its_spanish_label(word: type[StrEnum]) -> None:
    assert all(vocabulary.LABELS[word][code.value] for code in word)  # type: ignore[index]


def test_an_intake_topic_names_its_commune_and_no_other_topic_does() -> None:
    assert commune_of_intake("intake.05602") == "05602"
    assert [commune_of_intake(t) for t in ("vacancies", "intake.5602", "replies.05602")] == [None, None, None]
