"""Versions: taking one in, what changed, and deciding what became of a claim's words."""

import io

from sqlalchemy import select

from claims.db import Database
from claims.domain.claim import AnchorStatus, Appearance
from claims.domain.state import ArticleState
from claims.services.article import get_article, newest_version
from claims.services.refetch import Lasting, fail_refetch, schedule_refetch
from claims.services.report import publish_report
from claims.services.version import add_version, confirm_gone
from tests.archiving.samples import SRT
from tests.web.bench import TEXT, counted_queries, take_in
from tests.web.conftest import Browser, actor_of
from tests.web.stories import published, tell

CHANGED = TEXT.replace("fifth visit", "sixth visit").replace("\nThe parade is a grand one.", "")


def at(article_id: int, rest: str = "") -> str:
    return f"/desk/articles/{article_id}/versions{rest}"


def changed(database: Database, title: str = "Kim in Beijing") -> int:
    """Take in an article and a second version of it; its number."""
    article_id = take_in(database, title=title)
    with database.session_scope(write=True) as session:
        add_version(session, actor_of(database, "Bela"), article_id, CHANGED, "pasted")
    return article_id


def waiting(database: Database, status: AnchorStatus) -> int:
    with database.session_scope(write=False) as session:
        return session.scalars(select(Appearance.id).where(Appearance.anchor_status == status)).first() or 0


def test_the_same_text_is_no_version(browser: Browser, database: Database) -> None:
    article_id, bela = take_in(database), browser("Bela")
    assert bela.post(at(article_id), data={"text": TEXT}).status_code == 303
    page = bela.get(at(article_id)).text
    assert "nothing changed" in page and "Version 2" not in page


def test_a_new_version_lists_what_became_of_its_claims(browser: Browser, database: Database) -> None:
    article_id, bela = take_in(database), browser("Bela")
    assert bela.post(at(article_id), data={"text": CHANGED}).status_code == 303
    page = bela.get(at(article_id)).text
    assert "Version 2" in page and "no longer there" in page
    assert "will make his sixth visit to Beijing" in page
    with database.session_scope(write=False) as session:
        assert get_article(session, article_id).state is ArticleState.QUEUED


def test_a_version_can_be_uploaded(browser: Browser, database: Database) -> None:
    article_id, bela = take_in(database), browser("Bela")
    file = (io.BytesIO(CHANGED.encode()), "now.txt")
    assert bela.post(at(article_id), data={"text": "", "file": file}).status_code == 303
    assert "uploaded now.txt" in bela.get(at(article_id)).text


def test_a_transcript_as_a_version_keeps_its_times(browser: Browser, database: Database) -> None:
    article_id, bela = take_in(database), browser("Bela")
    file = (io.BytesIO(SRT.encode()), "debate.srt")
    assert bela.post(at(article_id), data={"text": "", "file": file}).status_code == 303
    with database.session_scope(write=False) as session:
        assert newest_version(session, article_id).cues


def test_a_version_needs_one_text(browser: Browser, database: Database) -> None:
    answer = browser("Bela").post(at(take_in(database)), data={"text": " "})
    assert answer.status_code == 422
    assert "not both" in answer.text


def test_the_difference_is_marked_in_words_too(browser: Browser, database: Database) -> None:
    page = browser("Bela").get(at(changed(database), "/1/2")).text
    assert "1 word added" in page
    assert "[removed]" in page and ">fifth<" in page and ">sixth<" in page
    assert browser("Bela").get(at(1, "/1/7")).status_code == 404


def test_a_person_accepts_changed_words(browser: Browser, database: Database) -> None:
    article_id = changed(database)
    row = waiting(database, AnchorStatus.FUZZY)
    with database.session_scope(write=False) as session:
        found = session.get_one(Appearance, row)
        place = {"start": found.start, "end": found.end}
    answer = browser("Bela").post(f"/desk/appearances/{row}/place", data=place)
    assert answer.headers["Location"].startswith(at(article_id))
    assert browser("Dan").post(f"/desk/appearances/{row}/gone").status_code == 409
    assert browser("Dan").post("/desk/appearances/99/gone").status_code == 404
    assert browser("Dan").post(f"/desk/appearances/{row}/place").status_code == 422


def test_what_is_decided_leaves_the_list_of_the_desk(browser: Browser, database: Database) -> None:
    changed(database)
    bela, row = browser("Bela"), waiting(database, AnchorStatus.ORPHAN)
    assert "The parade is a grand one" in bela.get("/desk/changes").text
    answer = bela.post(f"/desk/appearances/{row}/gone", data={"back": "/desk/changes?"})
    assert answer.headers["Location"].startswith("/desk/changes")
    assert bela.post(f"/desk/appearances/{row}/gone", data={"back": "//evil.example"}).status_code == 409
    assert "Claim: The parade" not in bela.get("/desk/changes").text
    assert "Claim: The parade" in bela.get("/desk/changes?all=1").text


def test_the_workbench_marks_the_newest_words(browser: Browser, database: Database) -> None:
    article_id = changed(database)
    page = browser("Bela").get(f"/desk/articles/{article_id}").text
    assert "sixth visit" in page and "2 versions" in page


def test_strangers_see_nothing(client: object, browser: Browser, database: Database) -> None:
    changed(database)
    for address in (at(1), at(1, "/1/2"), "/desk/changes"):
        assert client.get(address).status_code in (302, 303, 401, 403)  # type: ignore[attr-defined]


def test_number_of_queries_does_not_grow(browser: Browser, database: Database) -> None:
    bela, numbers = browser("Bela"), []
    for round_ in range(2):
        for number in range(1 + 3 * round_):
            article_id = changed(database, f"Article {round_}{number}")
        for address in ("/desk/changes", at(article_id), at(article_id, "/1/2")):
            with counted_queries(database) as statements:
                assert bela.get(address).status_code == 200
            numbers.append(len(statements))
    assert max(numbers) <= 12 and numbers[:3] == numbers[3:]


def test_a_report_tells_what_the_article_took_out(browser: Browser, client: object, database: Database) -> None:
    story = published(database, tell(database))
    ana = actor_of(database, "Ana")
    with database.session_scope(write=True) as session:
        publish_report(session, ana, story.article)
        text = newest_version(session, story.article).text
        add_version(session, ana, story.article, text.partition(". ")[2], "pasted")
    address = f"/articles/{story.article}/a-fifth-visit"
    assert "Changed since our check" not in client.get(address).text  # type: ignore[attr-defined]
    with database.session_scope(write=True) as session:
        row = session.scalars(select(Appearance.id).where(Appearance.anchor_status == AnchorStatus.ORPHAN)).one()
        confirm_gone(session, ana, row)
    page = client.get(address).text  # type: ignore[attr-defined]
    assert "Changed since our check" in page and "Taken out" in page


def test_an_address_is_looked_at_when_asked_and_on_a_schedule(browser: Browser, database: Database) -> None:
    article_id, bela = take_in(database), browser("Bela")
    assert bela.post(f"/desk/articles/{article_id}/refetch").status_code == 422
    with database.session_scope(write=True) as session:
        get_article(session, article_id).address = "https://paper.example/kim"
    assert bela.post(f"/desk/articles/{article_id}/refetch").status_code == 303
    assert bela.post(f"/desk/articles/{article_id}/schedule", data={"hours": "24"}).status_code == 303
    assert '<option value="24" selected>' in bela.get(at(article_id)).text


def lost(database: Database) -> tuple[int, int]:
    """Take in an article of which a claim's words are lost, as is what else its words might be; both numbers."""
    changed(database)
    row = waiting(database, AnchorStatus.ORPHAN)
    with database.session_scope(write=False) as session:
        return row, session.get_one(Appearance, row).claim_id


def test_lost_words_are_pinned_to_those_that_a_person_types(browser: Browser, database: Database) -> None:
    row, claim_id = lost(database)
    bela, page = browser("Bela"), f"/desk/claims/{claim_id}"
    address = f"/desk/appearances/{row}/words"
    assert address in bela.get("/desk/changes").text
    assert address in bela.get(page).text
    assert "The parade is a grand one" in bela.get(address).text
    answer = bela.post(address, data={"words": " the first in six years ", "back": page})
    assert answer.headers["Location"] == page
    shown = bela.get(page).text
    assert f"Claim {claim_id} is pinned to these words" in shown and address not in shown
    with database.session_scope(write=False) as session:
        assert session.get_one(Appearance, row).exact == "the first in six years"
    assert browser("Dan").post(address, data={"words": "the first in six years"}).status_code == 409
    assert browser("Dan").get(address).status_code == 409


def test_words_that_are_not_there_are_refused_and_kept_in_the_form(browser: Browser, database: Database) -> None:
    row, _claim = lost(database)
    for words, said in (("The parade was cancelled", "do not stand in the article"), (" ", "Type or select")):
        answer = browser("Bela").post(f"/desk/appearances/{row}/words", data={"words": words})
        assert answer.status_code == 422
        assert said in answer.text and words.strip() in answer.text
    assert browser("Bela").get("/desk/appearances/99/words").status_code == 404
    elsewhere = {"words": "six years", "back": "https://elsewhere.example/desk/changes"}
    answer = browser("Bela").post(f"/desk/appearances/{row}/words", data=elsewhere)
    assert answer.headers["Location"].startswith("/desk/articles/")


def test_words_that_stand_in_several_places_ask_which_are_meant(browser: Browser, database: Database) -> None:
    row, _claim = lost(database)
    bela, address = browser("Bela"), f"/desk/appearances/{row}/words"
    answer = bela.post(address, data={"words": "si", "back": "/desk/changes"})
    assert answer.status_code == 422
    assert "stand in the article 3 times" in answer.text
    assert answer.text.count("It is these words<") == 3
    with database.session_scope(write=False) as session:
        text = newest_version(session, session.get_one(Appearance, row).article_id).text
    start = text.index("si", text.index("six years"))
    answer = bela.post(address, data={"words": "si", "start": start, "end": start + 2, "back": "/desk/changes"})
    assert answer.headers["Location"] == "/desk/changes"
    with database.session_scope(write=False) as session:
        assert session.get_one(Appearance, row).start == start


def test_an_address_that_was_given_up_is_named_on_the_desk_and_can_be_started_again(
    browser: Browser, database: Database
) -> None:
    article_id, bela = take_in(database), browser("Bela")
    with database.session_scope(write=True) as session:
        article = get_article(session, article_id)
        article.address = "https://paper.example/kim"
        schedule_refetch(session, actor_of(database, "Bela"), article_id, 24)
        fail_refetch(session, article_id, "The server answered 410 Gone.", Lasting.SURELY)
    assert "1 address is no longer looked at" in bela.get("/desk").text
    page = bela.get("/desk/changes").text
    assert "The server answered 410 Gone." in page
    assert f'href="{at(article_id)}#address"' in page
    assert "It is no longer looked at by itself." in bela.get(at(article_id)).text
    bela.post(f"/desk/articles/{article_id}/schedule", data={"hours": "24"})
    assert "no longer looked at" not in bela.get(at(article_id)).text
    assert "no longer looked at" not in bela.get("/desk").text
