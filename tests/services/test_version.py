import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.archiving.base import Cue
from claims.domain.anchor import anchor_at
from claims.domain.article import Article, Version
from claims.domain.audit import AuditEvent
from claims.domain.claim import AnchorStatus, Appearance, Claim, current_appearances
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ArticleState
from claims.errors import Conflict, InvalidInput, NotFound
from claims.extraction.base import Candidate
from claims.services.appearance import add_appearance
from claims.services.article import load_for_extraction, store_extraction
from claims.services.claim import claims_of_article, merge_claim, place_words, select_claim, split_claim
from claims.services.undo import undo_last
from claims.services.version import (
    add_version,
    changes_of_article,
    confirm_gone,
    confirm_place,
    difference,
    fates_of,
    list_changes,
    open_questions,
)
from tests.services.conftest import TEXT

CHANGED = TEXT.replace("was built in 1889", "was built in 1887").replace(" It is the tallest in town.", "")


def rows_of(session: Session, version: Version) -> list[Appearance]:
    session.flush()
    return list(
        session.scalars(select(Appearance).where(Appearance.version_id == version.id).order_by(Appearance.id))
    )


def added(session: Session, bela: Person, article: Article, text: str) -> Version:
    version = add_version(session, bela.actor, article.id, text, "pasted")
    assert version is not None
    session.expire_all()
    return version


def test_the_same_text_makes_no_version(session: Session, bela: Person, article: Article) -> None:
    again = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert add_version(session, bela.actor, article.id, again, "pasted") is None
    assert session.scalars(select(Version.number)).all() == [1]


def test_every_appearance_gets_one_fate_and_the_old_ones_stay(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    before = len(session.scalars(select(Appearance)).all())
    version = added(session, bela, article, CHANGED)
    rows = rows_of(session, version)
    assert version.number == 2 and len(rows) == before
    statuses = [row.anchor_status for row in rows]
    assert statuses == [AnchorStatus.MOVED, AnchorStatus.MOVED, AnchorStatus.FUZZY, AnchorStatus.ORPHAN]
    orphan = rows[-1]
    assert (orphan.exact, orphan.start, orphan.end) == ("It is the tallest in town.", None, None)
    assert all(row.previous_id for row in rows)


def test_words_of_a_transcript_follow_its_new_times(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    cue = Cue(0, len(CHANGED), 5.0, 9.0, "Ana")
    version = add_version(session, bela.actor, article.id, CHANGED, "pasted", cues=(cue,))
    assert version is not None
    assert [row.place for row in rows_of(session, version)] == [
        {"start": 5.0, "end": 9.0, "speaker": "Ana"},
        {"start": 5.0, "end": 9.0, "speaker": "Ana"},
        {"start": 5.0, "end": 9.0, "speaker": "Ana"},
        None,
    ]


def test_what_became_of_all_is_in_the_history(session: Session, bela: Person, article: Article) -> None:
    added(session, bela, article, CHANGED)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "version.add")).one()
    assert event.person_id == bela.id and event.payload is not None and event.payload.data is not None
    assert event.payload.data["fates"] == {"moved": 2, "fuzzy": 1, "orphan": 1}


def test_claims_keep_the_order_of_the_newest_text(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    added(session, bela, article, "It is the tallest in town. The tower has 1,000 steps. It was built in 1889 😀.")
    assert [claim.id for claim in claims_of_article(session, article.id)] == [
        claims[2].id,
        claims[0].id,
        claims[1].id,
    ]


def test_a_person_accepts_changed_words(session: Session, bela: Person, article: Article) -> None:
    row = rows_of(session, added(session, bela, article, CHANGED))[2]
    assert row.start is not None and row.end is not None
    confirm_place(session, bela.actor, row.id, row.start, row.end)
    assert row.anchor_status is AnchorStatus.FUZZY and row.confirmed_by_id == bela.id
    assert row.exact == "It was built in 1887 😀."
    with pytest.raises(Conflict):
        confirm_gone(session, bela.actor, row.id)


def test_a_person_says_that_words_are_gone(session: Session, bela: Person, article: Article) -> None:
    row = rows_of(session, added(session, bela, article, CHANGED))[2]
    confirm_gone(session, bela.actor, row.id)
    assert (row.anchor_status, row.start, row.exact) == (AnchorStatus.ORPHAN, None, "It was built in 1889 😀.")


def test_a_person_pins_lost_words_to_others(session: Session, bela: Person, article: Article) -> None:
    version = added(
        session, bela, article, TEXT.replace("It is the tallest in town.", "No house in town is taller.")
    )
    row = next(row for row in rows_of(session, version) if row.anchor_status is AnchorStatus.ORPHAN)
    assert open_questions(row.claim.appearances) == [row]
    with pytest.raises(InvalidInput):
        place_words(version.text, "The tower has 9 steps.")
    [place] = place_words(version.text, "No house in town is taller.")
    confirm_place(session, bela.actor, row.id, place.start, place.end)
    assert open_questions(row.claim.appearances) == []
    assert row.anchor == place and row.anchor_status is AnchorStatus.FUZZY


def test_what_is_sure_needs_nobody(session: Session, bela: Person, article: Article) -> None:
    row = rows_of(session, added(session, bela, article, CHANGED))[0]
    with pytest.raises(NotFound):
        confirm_gone(session, bela.actor, row.id)


def test_an_older_version_is_not_decided_on(session: Session, bela: Person, article: Article) -> None:
    row = rows_of(session, added(session, bela, article, CHANGED))[2]
    added(session, bela, article, CHANGED + " The end.")
    with pytest.raises(Conflict):
        confirm_gone(session, bela.actor, row.id)


def test_words_that_come_back_are_found_again(session: Session, bela: Person, article: Article) -> None:
    added(session, bela, article, CHANGED)
    rows = rows_of(session, added(session, bela, article, TEXT))
    assert {row.anchor_status for row in rows} <= {AnchorStatus.EXACT, AnchorStatus.MOVED}
    assert all(row.anchor is not None for row in rows)


def test_a_guess_is_not_followed_further(session: Session, bela: Person, article: Article) -> None:
    added(session, bela, article, CHANGED)
    rows = rows_of(session, added(session, bela, article, CHANGED + " The end."))
    assert rows[2].anchor_status is AnchorStatus.FUZZY
    assert [change.before for change in changes_of_article(session, article.id) if change.waits] == [
        "It was built in 1889 😀.",
        "It is the tallest in town.",
    ]


def test_claims_found_again_are_not_doubled(session: Session, bela: Person, article: Article) -> None:
    version = added(session, bela, article, CHANGED)
    before = set(session.scalars(select(Claim.id)))
    again = [
        Candidate("The tower has 1,000 steps.", anchor_at(version.text, 0, 26), ClaimKind.QUANTITY, 0.5),
        Candidate("The tower is the tallest in town.", anchor_at(version.text, 0, 5), ClaimKind.QUANTITY, 0.5),
        Candidate("It was built in 1887.", anchor_at(version.text, 27, 50), ClaimKind.EVENT, 0.5),
    ]
    store_extraction(session, load_for_extraction(session, article.id), again, engine_version="1", seconds=0.1)
    session.flush()
    assert set(session.scalars(select(Claim.id))) == before


def test_a_version_waits_for_the_extraction(session: Session, bela: Person, article: Article) -> None:
    article.state = ArticleState.EXTRACTING
    with pytest.raises(Conflict):
        add_version(session, bela.actor, article.id, CHANGED, "pasted")


def test_undo_split_and_merge_go_on_working(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    select_claim(session, bela.actor, claims[0].id)
    added(session, bela, article, CHANGED)
    undo_last(session, bela.actor, article.id)
    parts = split_claim(session, bela.actor, claims[2].id, ["One.", "Two."])
    session.flush()
    assert {row.anchor_status for row in parts[1].appearances} == {AnchorStatus.EXACT, AnchorStatus.ORPHAN}
    merge_claim(session, bela.actor, claims[1].id, claims[0].id)
    session.flush()
    session.expire_all()
    assert {row.version_id for row in current_appearances(claims[0].appearances)} == {article.versions[-1].id}


def test_lists_hold_what_waits(session: Session, bela: Person, article: Article) -> None:
    version = added(session, bela, article, CHANGED)
    assert fates_of(session, article.id)[version.id][AnchorStatus.MOVED] == 2
    first, second = list_changes(session)
    assert [first.appearance.anchor_status, second.appearance.anchor_status] == [
        AnchorStatus.ORPHAN,
        AnchorStatus.FUZZY,
    ]
    assert list_changes(session, before=second.appearance.id) == []
    assert [change.appearance.id for change in list_changes(session, limit=1)] == [first.appearance.id]
    confirm_gone(session, bela.actor, first.appearance.id)
    assert len(list_changes(session)) == 1 and len(list_changes(session, waiting=False)) == 2


def test_the_difference_counts_words(session: Session, bela: Person, article: Article) -> None:
    added(session, bela, article, CHANGED)
    found = difference(session, article.id, 1, 2)
    assert (found.words_added, found.words_removed) == (1, 7)


def test_undo_of_a_merge_takes_back_what_its_places_became_since(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    merge_claim(session, bela.actor, claims[1].id, claims[0].id)
    version = added(session, bela, article, CHANGED)
    last = added(session, bela, article, CHANGED + " Oh.")
    undo_last(session, bela.actor, article.id)
    session.flush()
    for one in (version, last):
        (row,) = (row for row in rows_of(session, one) if "built" in row.exact)
        assert row.claim_id == claims[1].id
    assert {row.claim_id for row in rows_of(session, last)} == {claim.id for claim in claims}


def test_undo_of_a_merge_asks_where_two_places_of_its_claim_became_one(
    session: Session, bela: Person, article: Article, claims: list[Claim]
) -> None:
    whole, target = claims[0], claims[2]
    words = "The tower has 1,000 steps."
    add_appearance(session, bela.actor, target.id, article.id, words=words, start=0, end=len(words))
    merge_claim(session, bela.actor, whole.id, target.id)
    version = added(session, bela, article, CHANGED)
    steps = [row for row in rows_of(session, version) if "steps" in row.exact]
    kept = next(row for row in steps if row.claim_id == whole.id)
    own = next(row for row in steps if row.claim_id == target.id and row.start == kept.start)
    moved = next(row for row in steps if row not in (kept, own))
    place, own.start, own.end = (kept.start, kept.end), None, None
    session.flush()
    moved.start, moved.end = place  # as a person may say
    session.flush()
    undo_last(session, bela.actor, article.id)
    session.flush()
    assert (moved.claim_id, moved.anchor_status, moved.start) == (whole.id, AnchorStatus.AMBIGUOUS, None)
    assert moved.candidates == [list(place)]
    assert moved.id in {change.appearance.id for change in changes_of_article(session, article.id)}
