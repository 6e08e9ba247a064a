import json
from hashlib import sha256

import pytest
from sqlalchemy.orm import Session

from claims.domain.removal import RemovalStatus, RemovalSubject
from claims.errors import NotFound, Removed
from claims.jobs.registry import get_engine
from claims.publishing.receipt import ReceiptStatus, receipt_json
from claims.services.publication import withdraw
from claims.services.receipt import find_receipt
from claims.services.removal import NewRemoval, remove
from claims.services.verdict import published_revision
from tests.publishing.examples import DESK
from tests.web.conftest import app  # noqa: F401 (fixture)
from tests.web.newsroom import Finding, correct, draft, person, publish_finding, take_in

FIFTH = Finding("Kim will make his fifth visit to Beijing.")


def test_a_receipt_follows_its_revision(app: object, session: Session) -> None:  # noqa: F811
    article = take_in(session)
    claim_id = publish_finding(session, article, FIFTH)
    first = find_receipt(session, claim_id, 1)
    assert (first.status, first.current) == (ReceiptStatus.CURRENT, 1)
    revision = published_revision(session, claim_id)
    assert revision is not None
    text = json.dumps(revision.frozen, sort_keys=True, separators=(",", ":"))
    session.expire(revision)
    assert first.content_sha256 == sha256(text.encode()).hexdigest()

    correct(session, claim_id, Finding("", rating="true"), "We were wrong.")
    again = find_receipt(session, claim_id, 1)
    assert (again.status, again.current) == (ReceiptStatus.SUPERSEDED, 2)
    assert again.content_sha256 == first.content_sha256
    said = receipt_json(again, DESK)
    assert (said["rating_key"], said["current"]) == ("false", f"{DESK.address}/r/{claim_id}-2")

    newest = published_revision(session, claim_id)
    assert newest is not None
    withdraw(session, person(session, "Ana"), newest.id, "Not a claim.")
    session.flush()
    for number in (1, 2):
        gone = find_receipt(session, claim_id, number)
        assert (gone.status, gone.current, gone.note) == (ReceiptStatus.WITHDRAWN, None, "Not a claim.")


def test_a_draft_has_no_receipt_and_is_like_nothing(app: object, session: Session) -> None:  # noqa: F811
    article = take_in(session)
    waiting = draft(session, article, FIFTH)
    session.flush()
    said = set()
    for claim_id, number in ((waiting.verdict.claim_id, 1), (waiting.verdict.claim_id, 2), (999, 1)):
        with pytest.raises(NotFound) as refused:
            find_receipt(session, claim_id, number)
        said.add(str(refused.value))
    assert len(said) == 1


def test_what_was_removed_answers_as_its_page_does(app: object, session: Session) -> None:  # noqa: F811
    claim_id = publish_finding(session, take_in(session), FIFTH)
    session.flush()
    order = NewRemoval(RemovalSubject.CLAIM, claim_id, status=RemovalStatus.LEGAL)
    remove(session, person(session, "Ada"), get_engine(), order)
    with pytest.raises(Removed) as refused:
        find_receipt(session, claim_id, 1)
    assert refused.value.legal
    with pytest.raises(NotFound):
        find_receipt(session, claim_id, 2)
