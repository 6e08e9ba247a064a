"""Steps ask who may take them, also when no page stands before them."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person, Role, system_actor
from claims.domain.state import RevisionState
from claims.errors import Forbidden
from claims.services import approval, collection, notice, person, publication, report, schedule, setting, verdict
from claims.services.claim import select_claim, take
from claims.services.permission import orderer, require
from tests.conftest import make_person
from tests.services.stories import add_article, add_claim, approved, published, submitted

Step = Callable[[Session, Actor], object]


def test_editors_steps_are_refused_to_a_reviewer_and_to_the_program(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    article = add_article(session)
    ready = approved(session, bela, dan, add_claim(session, bela, article))
    waiting = submitted(session, bela, add_claim(session, bela, article))
    out = published(session, (ana, bela, dan), add_claim(session, bela, article))
    claim_id = out.verdict.claim_id
    steps: dict[str, Step] = {
        "publish": lambda s, a: publication.publish(s, a, ready.id),
        "withdraw": lambda s, a: publication.withdraw(s, a, out.id, "It was wrong."),
        "schedule": lambda s, a: schedule.schedule(s, a, ready.id, now()),
        "cancel": lambda s, a: schedule.cancel(s, a, ready.id),
        "approve alone": lambda s, a: approval.approve_alone(s, a, waiting.id),
        "notice": lambda s, a: notice.put_up_notice(s, a, claim_id, "New figures."),
        "give": lambda s, a: take(s, a, claim_id, ana.id),
        "collection": lambda s, a: collection.create_collection(s, a, name="Visits"),
        "report": lambda s, a: report.publish_report(s, a, article.id),
        "setting": lambda s, a: setting.change_settings(s, Actor(a.name, Role.ADMIN, bela.id), desk_name="Mine"),
        "role": lambda s, a: person.change_role(s, Actor(a.name, Role.ADMIN, bela.id), bela.id, Role.ADMIN),
    }
    for name, step in steps.items():
        for actor in (bela.actor, Actor("Bela", Role.EDITOR, bela.id), system_actor("command line")):
            with pytest.raises(Forbidden):
                step(session, actor)
                pytest.fail(name)
    assert (ready.state, waiting.state) == (RevisionState.APPROVED, RevisionState.IN_REVIEW)
    assert (out.state, bela.role) == (RevisionState.PUBLISHED, Role.REVIEWER)


def test_who_was_shut_out_meanwhile_can_do_nothing_more(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    ready = approved(session, bela, dan, add_claim(session, bela))
    waiting = submitted(session, bela, add_claim(session, bela))
    for one in (ana, bela, dan):
        one.active = False
    steps: dict[str, tuple[Person, Step]] = {
        "publish": (ana, lambda s, a: publication.publish(s, a, ready.id)),
        "approve": (dan, lambda s, a: approval.approve(s, a, waiting.id)),
        "return": (dan, lambda s, a: approval.return_to_author(s, a, waiting.id, "Why?")),
        "start": (bela, lambda s, a: verdict.start_revision(s, a, ready.verdict.claim_id)),
        "submit": (bela, lambda s, a: verdict.submit(s, a, waiting.id)),
        "select": (bela, lambda s, a: select_claim(s, a, ready.verdict.claim_id)),
        "profile": (bela, lambda s, a: person.save_profile(s, a, bela.id, name="Bella", as_desk=True)),
    }
    for name, (who, step) in steps.items():
        with pytest.raises(Forbidden, match="no longer works on this desk"):
            step(session, who.actor)
            pytest.fail(name)


def test_a_role_counts_as_it_is_now(session: Session, ana: Person) -> None:
    signed_in_as = ana.actor
    ana.role = Role.REVIEWER
    with pytest.raises(Forbidden, match=r"Ana.*verdict:publish"):
        require(session, signed_in_as, Permission.VERDICT_PUBLISH)
    ana.role = Role.ADMIN
    require(session, signed_in_as, Permission.SCALE_EDIT)
    with pytest.raises(Forbidden):
        require(session, Actor("Nobody", Role.ADMIN, 10_000), Permission.DESK_SEE)


def test_a_guest_is_added_by_an_editor_and_an_account_by_an_admin(session: Session, ana: Person) -> None:
    new = {"email": "eve@desk.example", "name": "Eve", "password_hash": None}
    with pytest.raises(Forbidden):
        person.add_person(session, ana.actor, role=Role.REVIEWER, **new)  # type: ignore[arg-type]
    person.add_person(session, ana.actor, role=Role.GUEST, **new)  # type: ignore[arg-type]
    ada = make_person(session, "Ada", Role.ADMIN)
    with pytest.raises(Forbidden):
        person.set_password(session, ana.actor, ada, "hash")
    person.set_password(session, ada.actor, ana, "hash")


def test_a_job_goes_on_in_the_programs_name_when_who_ordered_it_has_left(session: Session, bela: Person) -> None:
    assert orderer(session, bela.id) == bela.actor
    bela.active = False
    assert orderer(session, bela.id) == orderer(session, None) == system_actor("worker")
