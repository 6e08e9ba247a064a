"""Every visible string can be translated: with a catalogue that puts ⟦…⟧ round each, all words stand inside.

Words of people (names, claims, texts) are marked in the tests' own data by ‹…›, so that whatever is neither in
⟦…⟧ nor in ‹…› is a string that no translator ever sees.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.comment import Mention
from claims.domain.contact import Channel
from claims.domain.entity import now
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ArticleState
from claims.domain.tip import TipKind
from claims.services.claim import add_claim, get_claim
from claims.services.claim_facts import Facts, save_facts
from claims.services.collection import add_items, create_collection
from claims.services.comment import add_comment
from claims.services.contact import Asking, add_contact
from claims.services.quantity import Figure, save_figures, state_of
from claims.services.rating import newest_scale
from claims.services.saved_filter import save_filter
from claims.services.setting import change_settings
from claims.services.tag import add_tag
from claims.services.tip import NewTip, submit_tip
from claims.services.version import add_version
from claims.web.session import TransactionalFlask
from tests.conftest import Lend, build_app
from tests.web.conftest import SYSTEM, Browser, app, browser  # noqa: F401 (fixtures)
from tests.web.newsroom import Finding, correct, draft, person, publish_finding, publish_whole_report, take_in

LANGUAGES = ("eo", "ar")
PUBLIC_PAGES = (
    "/",
    "/search",
    "/search?q=unfindable",
    "/search?q=kim",
    "/claims/1",
    "/claims/1/revisions/1",
    "/claims/2",
    "/claims/99",
    "/articles/1",
    "/articles/99",
    "/submit",
    "/feedback",
    "/feedback?claim=1",
    "/methodology",
    "/corrections",
    "/sign-in",
    "/nowhere",
)
DESK_PAGES = (
    "/desk",
    "/desk/articles",
    "/desk/articles/new",
    "/desk/articles/1",
    "/desk/articles/2",
    "/desk/articles/1/report",
    "/desk/articles/1/versions",
    "/desk/articles/1/versions/1/1",
    "/desk/appearances/5/words",
    "/desk/claims/4",
    "/desk/changes",
    "/articles/1?draft=1",
    "/desk/claims",
    "/desk/ledger",
    "/desk/rechecks",
    "/desk/tips",
    "/desk/tips/1",
    "/desk/contacts",
    "/desk/contacts/1",
    "/desk/claims/1/contacts/new",
    "/desk/claims/1/translation",
    "/desk/collections",
    "/desk/collections/1",
    "/desk/claims/1",
    "/desk/claims/1/facts",
    "/desk/claims/1/appearances/new",
    "/desk/claims/1/appearances/new/1",
    "/desk/claims/1/figures",
    "/desk/mentions",
    "/desk/claims/new",
    "/desk/claims/3",
    "/desk/claims/3/edit",
    "/desk/claims/3/split",
    "/desk/claims/3/merge",
    "/desk/claims/3/sources/new",
    "/desk/sources",
    "/desk/sources/new",
    "/desk/sources/1",
    "/desk/sources/1/edit",
    "/desk/verdicts/4",
    "/desk/verdicts/4/review",
    "/desk/verdicts/4/previews",
    "/desk/verdicts/4/pictures",
    "/desk/articles/1/previews",
    "/desk/notifications",
    "/desk/conflicts?claim=1",
    "/desk/people",
    "/desk/people/2",
    "/desk/me",
    "/desk/settings",
    "/desk/settings/questions",
    "/desk/settings/scale",
    "/nowhere",
)
"""Add a page here as soon as it exists."""
NO_PAGES = ("/claims/99", "/articles/99", "/nowhere")

_KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "_l": None, "N_": None, "ngettext": (1, 2)}
_METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
_OPTIONS = {"**.html": {"trimmed": "true"}}
_INSIDE = re.compile(r"⟦[^⟦⟧]*⟧|‹[^‹›]*›")
_LETTER = re.compile(r"[^\W\d_]")
_LANGUAGE_NAMES = {name for tag in LANGUAGES for name in Locale(tag).languages.values()} | {"English"}
_MONTHS = {name for tag in LANGUAGES for name in Locale(tag).months["format"]["wide"].values()}
_NOT_WORDS = re.compile("|".join(["UTC", "CSV", "JSON", r"https?://\S+", r"\w+@desk\.example", *sorted(_MONTHS)]))
_READ_ALOUD = ("aria-label", "alt", "title", "placeholder", "data-message")
_SKIPPED = {"script", "style", "kbd", "var"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Words(HTMLParser):
    """Gathers what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._open.append(tag)
        self.found += [value for name, value in attrs if name in _READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not _SKIPPED & set(self._open):
            self.found.append(data.strip())


def untranslated(page: str) -> list[str]:
    """Return the words of a page that stand neither in ⟦…⟧ nor in ‹…›."""
    parser = _Words()
    parser.feed(page)
    rests = [_strip(text) for text in parser.found]
    return [rest for rest in rests if _LETTER.search(rest) and rest not in _LANGUAGE_NAMES]


def _strip(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _INSIDE.sub("", text)
    return _NOT_WORDS.sub("", text).strip()


@pytest.fixture(scope="module")
def catalogues(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of catalogues in which every message stands in ⟦…⟧."""
    folder = tmp_path_factory.mktemp("translations")
    messages = list(_messages(root))
    assert len(messages) > 300
    for language in LANGUAGES:
        catalogue = Catalog(locale=language)
        for message in messages:
            plain = isinstance(message, str)
            catalogue.add(
                message,
                f"⟦{message}⟧" if plain else tuple(f"⟦{message[1]}⟧" for _ in range(catalogue.num_plurals)),
            )
        path = folder / language / "LC_MESSAGES" / "messages.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    return folder


def _marked(message: str | tuple[str, ...], plurals: int) -> str | tuple[str, ...]:
    return f"⟦{message}⟧" if isinstance(message, str) else (f"⟦{message[1]}⟧",) * plurals


def _mark_names(session: Session) -> None:
    """Put names of people and ratings, which the desk translates by itself, in ‹…›."""
    for someone in session.scalars(select(Person)):
        someone.name = f"‹{someone.name}›"
    for rating in newest_scale(session).ratings:
        rating.label, rating.definition = f"‹{rating.label}›", f"‹{rating.definition}›"


def _messages(root: Path) -> Iterator[str | tuple[str, ...]]:
    for folder in ("claims", "templates"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            root / folder, _METHODS, _OPTIONS, keywords=_KEYWORDS
        ):
            if message:
                yield message


@pytest.fixture
def lend_app(tmp_path: Path) -> Lend:
    """An application of its own: these tests give it other catalogues."""
    return partial(build_app, tmp_path)


@pytest.fixture
def desk(app: TransactionalFlask, database: Database, catalogues: Path) -> Sequence[int]:  # noqa: F811
    """A desk whose words are all in ‹…›: verdicts, a correction, a draft, a published report."""
    answers = {
        Gate.TWO_ORIGINS: GateAnswer(GateReason.ONLY_BODY),
        Gate.BOTH_SIDES: GateAnswer(GateReason.SEARCHED_NONE, "‹archive›"),
        Gate.CLAIMANT_ASKED: GateAnswer(GateReason.ON_RECORD),
    }
    words = {
        name: f"‹{name}›" for name in Finding.__dataclass_fields__ if name not in ("rating", "answers", "text")
    }
    with database.session_scope(write=True) as session:
        _mark_names(session)
        about = {"title": "‹title›", "outlet": "‹outlet›", "author": "‹author›"}
        article = take_in(session, text="‹words›\n‹second›\n‹third›", **about)
        first = publish_finding(session, article, Finding(**words, text="‹Kim›", answers=answers))
        correct(session, first, Finding(**words, answers=answers, rating="unproven"), "‹correction›")
        second = Finding(**{**words, "words": "‹second›", "claimant": ""}, answers=answers)
        publish_finding(session, article, second, alone=True)
        publish_whole_report(
            session, article, headline="‹headline›", introduction="‹introduction›", selection_note="‹note›"
        )
        revision = draft(session, article, Finding(**{**words, "words": "‹third›"}, answers=answers))
        take_in(session, text="‹other›", **about)
        _say_more(session, article.id, first)
        change_settings(session, SYSTEM, desk_name="‹desk›", demonstration=True)
        _lose_words(session)
        found = [first, revision.id]
    app.extensions["babel"].translation_directories[:] = [str(catalogues)]
    return found


def _lose_words(session: Session) -> None:
    """Have a claim whose words its article no longer has."""
    article = take_in(session, title="‹title›", outlet="‹outlet›", author="‹author›", text="‹here›\n‹lost›")
    add_claim(session, person(session, "Bela"), article.id, words="‹lost›")
    article.state = ArticleState.READY
    add_version(session, person(session, "Bela"), article.id, "‹here›\n‹now›", "pasted")


def _say_more(session: Session, article_id: int, claim_id: int) -> None:
    """Have a claim tagged, dated, discussed and computed with, and collect it; all words are in ‹…›."""
    ana = person(session, "Ana")
    add_tag(session, ana, claim_id, "‹topic›")
    facts = Facts(ClaimKind.EVENT, "en", date(2026, 11, 1), "‹place›", "‹call›")
    save_facts(session, ana, claim_id, facts, edits=get_claim(session, claim_id).edits)
    comment = add_comment(session, ana, claim_id, "‹comment›")
    comment.mentions.append(Mention(person_id=person(session, "Ada").person_id))
    submit_tip(session, NewTip(TipKind.CORRECTION, "‹tip›", contact="‹mail›", claim_id=claim_id))
    asked = Asking("‹office›", Channel.EMAIL, now(), address="‹mail›", question="‹question›")
    add_contact(session, ana, [claim_id], asked)
    rows = [Figure("a", "1", unit="‹unit›", note="‹why›"), Figure("b", formula="a * 2")]
    save_figures(session, ana, claim_id, rows, state=state_of([]))
    save_filter(session, ana, "‹filter›", "state=selected", shared=True)
    collection = create_collection(session, ana, name="‹collection›", description="‹subject›")
    add_items(session, ana, collection.id, article_ids=[article_id], claim_ids=[claim_id])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_visible_string_goes_through_gettext(
    app: TransactionalFlask,  # noqa: F811
    browser: Browser,  # noqa: F811
    database: Database,
    desk: Sequence[int],
    language: str,
) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, language=language)
    found: dict[str, list[str]] = {}
    for client, pages in ((app.test_client(), PUBLIC_PAGES), (browser("Ada"), DESK_PAGES)):
        for address in pages:
            answer = client.get(address)
            assert f'lang="{language}"' in answer.text, address
            assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.text, address
            assert answer.status_code == (404 if address in NO_PAGES else 200), address
            found[address] = untranslated(answer.text)
    rest = [f"{address}: {text}" for address, words in found.items() for text in words]
    assert not rest, "\n".join(rest)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_refusals_go_through_gettext(
    browser: Browser,  # noqa: F811
    database: Database,
    desk: Sequence[int],
) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, language="eo")
    client = browser("Bela")
    for answer in (
        client.get("/desk/settings"),
        client.post("/desk/claims/1/reopen"),
        client.post("/desk/claims/99/select"),
        client.post("/search"),
    ):
        assert answer.status_code in (403, 404, 405, 409), answer.request.path
        assert untranslated(answer.text) == []


def test_words_outside_a_translation_are_found() -> None:
    assert untranslated('<p title="Help">⟦Yes ‹Ana› ⟧ No 12</p>') == ["Help", "No 12"]
