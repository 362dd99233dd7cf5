"""What matching acknowledges of the copies of hosted communes: what they were called for, once they are known."""

from shared.contracts.communes import Mode
from shared.contracts.matching import CopyAcknowledged
from tests.unit.services.matching.mothers import COIHUECO, NIQUEN, joined, of_kind, posted, table, unfilled


def test_a_hosted_commune_that_is_called_acknowledges_the_revision_it_was_called_for() -> None:
    matching = table()
    matching.handles(posted())
    call = unfilled(NIQUEN).model_copy(update={"revision": 3})
    said = of_kind(matching.handles(call), CopyAcknowledged)
    assert [(fact.commune, fact.revision) for fact in said] == [(NIQUEN, 3)], "the home commune was not called"


def test_a_commune_with_its_own_system_that_is_called_acknowledges_by_itself() -> None:
    matching = table()
    matching.handles(joined(COIHUECO, Mode.EXTERNAL))
    call = unfilled(COIHUECO).model_copy(update={"revision": 1})
    assert of_kind(matching.handles(call), CopyAcknowledged) == []


def test_too_early_a_call_heard_before_the_commune_joined_is_acknowledged_when_it_has() -> None:
    matching = table()
    assert matching.handles(unfilled(COIHUECO).model_copy(update={"revision": 1})) == ()
    (said,) = of_kind(matching.handles(joined(COIHUECO)), CopyAcknowledged)
    assert (said.commune, said.revision) == (COIHUECO, 1)
