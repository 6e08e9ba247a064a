import re

import pytest
from flask.testing import FlaskClient

from claims.web.session import TransactionalFlask
from tests.web.conftest import Browser

PAGES = ("/", "/search", "/nowhere", "/robots.txt", "/feed/claimreview.json", "/static/css/base.css")


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_lets_a_browser_run_only_what_the_desk_serves(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", PAGES[:3])
def test_no_page_has_script_or_style_of_its_own(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_pages_of_people_signed_in_are_kept_nowhere(browser: Browser, client: FlaskClient) -> None:
    assert browser("Bela").get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/desk").headers["Cache-Control"] == "no-store"


def test_pages_that_only_an_address_opens_are_kept_by_nobody(app: TransactionalFlask, client: FlaskClient) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("<secret>")]
    assert len(rules) > 5
    for rule in rules:
        answer = client.get(rule.replace("<secret>", "nobody-has-this"))
        assert answer.status_code in (404, 410), rule
        assert answer.headers["Cache-Control"] == "no-store", rule
        assert "noindex" in answer.headers["X-Robots-Tag"], rule
        assert answer.headers["Referrer-Policy"] == "same-origin", rule


def test_log_has_no_secret(
    app: TransactionalFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("claims.services.preview.open_preview", fail)
    assert client.get("/preview/qzx-secret").status_code == 500
    assert "/preview/…" in caplog.text and "qzx-secret" not in caplog.text
