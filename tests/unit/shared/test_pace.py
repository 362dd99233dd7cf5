"""A batch holds as many records as are done in half a second."""

from shared.messaging.kafka.pace import FIRST_RECORDS, TARGET_SECONDS, Pace


def test_it_grows_while_full_batches_are_done_early_up_to_the_most() -> None:
    pace = Pace(1000)
    assert pace.records == FIRST_RECORDS
    sizes = []
    for _ in range(6):
        pace.took(pace.records, 0.01)
        sizes.append(pace.records)
    assert sizes == [200, 400, 800, 1000, 1000, 1000]


def test_it_shrinks_at_once_after_a_batch_that_lasted_too_long_down_to_one() -> None:
    pace = Pace(1000)
    pace.took(100, 4 * TARGET_SECONDS)
    assert pace.records == 25
    pace.took(25, 100.0)
    assert pace.records == 1
    pace.took(1, 100.0)
    assert pace.records == 1


def test_a_small_batch_says_nothing_about_a_full_one() -> None:
    pace = Pace(1000)
    pace.took(3, 0.001)
    assert pace.records == FIRST_RECORDS
