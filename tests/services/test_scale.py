"""Versions of the rating scale: what can be saved, and what no new version ever changes."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.gate import Gate
from claims.domain.person import Person
from claims.domain.rating import Scale
from claims.errors import Conflict, InvalidInput
from claims.services import scale as service
from claims.services.approval import approve
from claims.services.publication import publish, verdict_page
from claims.services.rating import newest_scale
from claims.services.scale import RatingDraft
from claims.services.verdict import get_revision, submit
from tests.web.newsroom import Finding, draft, take_in


def changed(session: Session) -> list[RatingDraft]:
    """The scale with "False" called "Wrong", the order turned, "Satire" left out and "Rumour" new."""
    drafts = service.drafts_of(newest_scale(session))
    words = {"de": ("Falsch", "Es stimmt nicht.")}
    new = [
        replace(one, label="Wrong", gates=(Gate.SUMMARY,), translations=words) if one.key == "false" else one
        for one in drafts
        if one.key != "satire"
    ]
    return [*new, RatingDraft("Rumour!", "Nobody knows.", None, (Gate.SUMMARY,))]


def test_saving_makes_a_version_and_keeps_the_one_before(session: Session, ada: Person) -> None:
    first = newest_scale(session)
    before = service.drafts_of(first)
    saved = service.save_scale(session, ada.actor, changed(session), seen=1)
    assert (saved.number, newest_scale(session).id) == (2, saved.id)
    assert service.drafts_of(session.get_one(Scale, first.id)) == before
    by_key = {one.key: one for one in service.drafts_of(saved)}
    assert by_key["false"].label == "Wrong"
    assert by_key["false"].translations == {"de": ("Falsch", "Es stimmt nicht.")}
    assert by_key["false"].gates == (Gate.RATING, Gate.SUMMARY, Gate.APPROVAL), "two gates are always there"
    assert by_key["rumour"].label == "Rumour!"
    (newest, oldest) = service.scale_history(session)
    assert (newest.person, newest.changes) == (
        "Ada",
        [("Rumour!", "added"), ("Wrong", "changed"), ("Satire", "removed")],
    )
    assert (oldest.scale.number, oldest.changes) == (1, [])


def test_saving_without_a_change_makes_no_version(session: Session, ada: Person) -> None:
    drafts = service.drafts_of(newest_scale(session))
    assert service.save_scale(session, ada.actor, drafts, seen=1).number == 1
    assert service.save_scale(session, ada.actor, drafts[::-1], seen=1).number == 2


def test_second_of_two_who_save_is_told(session: Session, ada: Person) -> None:
    mine = changed(session)
    service.save_scale(session, ada.actor, mine, seen=1)
    with pytest.raises(Conflict):
        service.save_scale(session, ada.actor, mine, seen=1)


GOOD = [RatingDraft("Yes", "It is so.", 2, ()), RatingDraft("No", "It is not.", 1, ())]


@pytest.mark.parametrize(
    "drafts",
    [
        GOOD[:1],
        [GOOD[0], replace(GOOD[1], value=None)],
        [GOOD[0], replace(GOOD[1], value=2)],
        [GOOD[0], replace(GOOD[1], value=0)],
        [GOOD[0], replace(GOOD[1], value=10**9)],
        [GOOD[0], replace(GOOD[1], label=" yes")],
        [GOOD[0], replace(GOOD[1], label=" ")],
        [GOOD[0], replace(GOOD[1], label="x" * 61)],
        [GOOD[0], replace(GOOD[1], definition="")],
        [GOOD[0], replace(GOOD[1], key="invented")],
        [replace(GOOD[0], key="true"), replace(GOOD[1], key="true")],
        [GOOD[0], replace(GOOD[1], translations={"xx-nowhere-at-all": ("a", "b")})],
        [GOOD[0], replace(GOOD[1], translations={"de": ("", "b")})],
        [*GOOD, *(RatingDraft(f"R{n}", "x", None, ()) for n in range(30))],
    ],
)
def test_scale_that_cannot_be_used_is_refused(session: Session, ada: Person, drafts: list[RatingDraft]) -> None:
    with pytest.raises(InvalidInput):
        service.save_scale(session, ada.actor, drafts, seen=1)
    assert len(session.scalars(select(Scale)).all()) == 1


def test_key_of_a_rating_that_was_left_out_is_not_given_again(session: Session, ada: Person) -> None:
    drafts = [one for one in service.drafts_of(newest_scale(session)) if one.key != "satire"]
    saved = service.save_scale(session, ada.actor, [*drafts, RatingDraft("Satire", "x", None, ())], seen=1)
    assert "satire_2" in {rating.key for rating in saved.ratings}
    service.save_scale(session, ada.actor, drafts, seen=2)
    again = service.save_scale(session, ada.actor, [*drafts, RatingDraft("Satire", "x", None, ())], seen=3)
    assert "satire_3" in {rating.key for rating in again.ratings}


def test_published_and_open_revisions_keep_their_rating(
    session: Session, ada: Person, bela: Person, dan: Person
) -> None:
    article = take_in(session)
    revision = draft(session, article, Finding("It is the first visit in six years."))
    submit(session, bela.actor, revision.id)
    approve(session, dan.actor, revision.id)
    publish(session, ada.actor, revision.id)
    other = draft(session, article, Finding("He travels by train."))
    before = verdict_page(session, revision.verdict.claim_id).verdict
    service.save_scale(session, ada.actor, changed(session), seen=1)
    session.expire_all()
    assert verdict_page(session, revision.verdict.claim_id).verdict == before
    assert before.rating.label == "False"
    kept = get_revision(session, other.id).rating
    assert kept is not None
    assert (kept.label, kept.scale.number) == ("False", 1)
