from xml.etree import ElementTree

from flask.testing import FlaskClient

from claims.db import Database
from claims.domain.verdict import Verdict
from claims.services.publication import withdraw
from claims.services.report import withdraw_report
from claims.services.setting import change_settings
from claims.services.verdict import published_revision
from tests.web.conftest import SYSTEM
from tests.web.newsroom import Finding, person, publish_finding, publish_whole_report, take_in

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FIRST = Finding("Kim will make his fifth visit to Beijing.")
SECOND = Finding("It is the first visit in six years.", text="Kim’s visit <& 6> is the first.")


def read(client: FlaskClient, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    return ElementTree.fromstring(answer.data)


def locations(client: FlaskClient, address: str) -> list[str]:
    return [found.text or "" for found in read(client, address).iter(f"{SITE}loc")]


def publish_two(database: Database) -> list[int]:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, public_address="https://desk.example")
        article = take_in(session)
        found = [publish_finding(session, article, finding) for finding in (FIRST, SECOND)]
        publish_whole_report(session, article)
    return found


def test_the_sitemap_leads_to_every_public_page_and_changes_with_it(
    client: FlaskClient, database: Database
) -> None:
    assert locations(client, "/sitemap.xml") == ["http://localhost/sitemap/pages.xml"]
    first, second = publish_two(database)
    files = locations(client, "/sitemap.xml")
    assert [file.rpartition("/")[2] for file in files] == ["pages.xml", "verdicts-0.xml", "reports-0.xml"]
    pages = [page for file in files for page in locations(client, file.removeprefix("https://desk.example"))]
    assert len(pages) == 8 and all(page.startswith("https://desk.example/") for page in pages)
    for page in pages:
        assert client.get(page.removeprefix("https://desk.example")).status_code == 200, page
    answer = client.get("/sitemap/verdicts-0.xml")
    assert answer.text.count("<lastmod>") == 2 and answer.headers["Cache-Control"] == "public, no-cache"
    seen = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/sitemap/verdicts-0.xml", headers=seen).status_code == 304
    with database.session_scope(write=True) as session:
        revision = published_revision(session, first)
        assert revision is not None
        withdraw(session, person(session, "Ana"), revision.id, "It was not a claim.")
        withdraw_report(session, person(session, "Ana"), 1)
    assert client.get("/sitemap/verdicts-0.xml", headers=seen).status_code == 200
    (left,) = locations(client, "/sitemap/verdicts-0.xml")
    assert f"/claims/{second}/" in left
    assert (
        locations(client, "/sitemap/reports-0.xml") == locations(client, "/sitemap/verdicts-2147483647.xml") == []
    )


def test_what_stands_on_the_desks_own_site_is_not_in_its_sitemap(client: FlaskClient, database: Database) -> None:
    first, _second = publish_two(database)
    with database.session_scope(write=True) as session:
        verdict = session.query(Verdict).filter_by(claim_id=first).one()
        verdict.published_at_url = "https://news.example/check"
    assert len(locations(client, "/sitemap/verdicts-0.xml")) == 1


def test_robots_stay_off_the_desk_and_are_led_to_the_sitemap(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    for path in ("/desk", "/tips/", "/preview/", "/guest/"):
        assert f"Disallow: {path}\n" in answer.text
    assert "Sitemap: http://localhost/sitemap.xml\n" in answer.text


def test_verdicts_and_reports_say_to_social_sites_whose_they_are(client: FlaskClient, database: Database) -> None:
    first, _second = publish_two(database)
    tags = ('"og:site_name" content="Our desk"', '"og:locale" content="en"', '"twitter:card" content="summary"')
    for address in ("/articles/1", f"/claims/{first}"):
        page = client.get(address).text
        assert all(page.count(tag) == 1 for tag in tags), address
