"""The status of a rejection over HTTP, by its code: what kind of rejection it is (RFC 9110, 6585)."""

from collections.abc import Collection
from http import HTTPStatus

from shared.contracts.replies import Fault

NOT_YOURS = """
    commune_has_own_system commune_is_hosted commune_not_in_mesa no_consent not_invited not_of_the_party
    not_your_activity not_your_agreement not_your_busy not_your_candidate not_your_clash not_your_contact
    not_your_disclosure not_your_guest not_your_lease not_your_line not_your_placement not_your_proposal
    not_your_question not_your_rendition not_your_resource not_your_seeker not_your_task not_your_turn not_your_vacancy
    not_your_venue own_question
"""
"""403: somebody else may, or may not either."""

UNKNOWN = """
    unknown_activity unknown_agreement unknown_approach unknown_busy unknown_calendar unknown_candidate unknown_card
    unknown_clash unknown_commune unknown_consent unknown_contact unknown_date unknown_disclosure unknown_employer
    unknown_feed unknown_founding unknown_held unknown_help unknown_lease unknown_line unknown_occupation unknown_offer
    unknown_placement unknown_proposal unknown_rendition unknown_resource unknown_revision unknown_seeker unknown_task
    unknown_vacancy unknown_venue
"""
"""404 where the path names it; 422 where the body does."""

STATE = """
    address_lost already_answered already_begun already_invited already_placed already_registered extended_enough
    identity_elsewhere linked_vacancy no_booth_left no_candidate_free no_copy no_longer_held no_open_seats
    no_such_interview not_begun not_beneficiary
    not_linked rut_differs rut_taken seats_placed stale_activity stale_agreement stale_approach stale_card stale_clash
    stale_consent stale_date stale_disclosure stale_fence stale_help stale_key stale_lease stale_placement
    stale_proposal stale_rendition stale_stage stale_vacancy too_many_at_once too_many_calendars too_many_feeds
    too_many_lines validity_over venue_closed venue_taken
"""
"""409: it could be done at another time, or before somebody else did something."""

GONE = "gone_disclosure gone_identity gone_lease identity_erased"
"""410: it was there, and will not be again."""

REVISION = "stale_revision version_mismatch"
"""412: somebody else changed it after it was read."""

OFTEN = "too_often"
"""429: after a while it is read again."""

LACKING = "no_pdf"
"""503: this machine lacks what it takes; the text says what to do instead."""

CONTENT = """
    address_refused
    candidate_twice contact_in_future ended_on_out_of_range idempotency_key_is_rut idempotency_key_reused
    came_uninvited due_out_of_range no_employers_here not_a_visit not_during_the_fair not_neighbours
    of_another_act quorum_too_high reason_missing
    review_out_of_range not_before_out_of_range
    said_twice too_far_ahead too_long unknown_option nobody_invited not_an_officers_reason
    pay_out_of_range period_out_of_range published_on_out_of_range starts_in_the_past visit_in_past
    discriminates_age discriminates_appearance discriminates_debt_record discriminates_marital_status
    discriminates_maternity discriminates_nationality discriminates_photograph discriminates_politics
    discriminates_religion discriminates_sex discriminates_union discriminates_health discriminates_orientation
    discriminates_origin discriminates_social_origin below_minimum_wage range_below_minimum_wage
    part_time_without_hours gendered_title masculine_title inclusion_in_text contact_in_text rut_in_text
    sheet_too_long sheet_unreadable
"""
"""422: what is asked is wrong in itself."""

STATUS_OF = {
    code: status
    for codes, status in (
        (NOT_YOURS, HTTPStatus.FORBIDDEN),
        (UNKNOWN, HTTPStatus.NOT_FOUND),
        (STATE, HTTPStatus.CONFLICT),
        (GONE, HTTPStatus.GONE),
        (REVISION, HTTPStatus.PRECONDITION_FAILED),
        (OFTEN, HTTPStatus.TOO_MANY_REQUESTS),
        (LACKING, HTTPStatus.SERVICE_UNAVAILABLE),
        (CONTENT, HTTPStatus.UNPROCESSABLE_ENTITY),
    )
    for code in codes.split()
}


def status_of(fault: Fault, in_path: Collection[str]) -> int:
    """The status of a rejection by its first fault. `in_path`: the names that the path of the route has."""
    status = STATUS_OF.get(fault.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    if status is HTTPStatus.NOT_FOUND and fault.field not in in_path:
        return HTTPStatus.UNPROCESSABLE_ENTITY.value
    return status.value
