"""What a topic does not take now is asked again; what the broker will never take is told."""

import pytest

from shared.messaging.kafka import refused_for_good
from shared.messaging.relay import Refusal
from shared.messaging.unit_of_work import TransientError

TOO_LARGE = Refusal("MessageSizeTooLargeError", topic_wide=False)
NOT_THERE = Refusal("UnknownTopicOrPartitionError", topic_wide=True)


def test_a_record_that_is_too_large_is_refused_for_good() -> None:
    assert refused_for_good([None, TOO_LARGE, None]) == ["MessageSizeTooLargeError"]


def test_a_topic_that_is_not_there_passes() -> None:
    with pytest.raises(TransientError, match="UnknownTopicOrPartitionError"):
        refused_for_good([None, NOT_THERE, TOO_LARGE])
