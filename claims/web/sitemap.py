"""What search engines read first: which pages there are, and which are not for them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from claims.publishing.sitemap import PART, Page, write_index, write_sitemap
from claims.services.sitemap import report_pages, sitemap_files, verdict_pages
from claims.web.access import public
from claims.web.address import MAX_ID, publisher
from claims.web.session import desk, separate_transaction

HIDDEN = ("/desk", "/sign-in", "/tips/", "/preview/", "/guest/", "/invitations/", "/passwords/", "/setup/")

bp = Blueprint("sitemap", __name__)


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Keep the desk's own pages, and those with a secret address, out of search engines."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in HIDDEN), "", _sitemap_line(), ""]
    return _kept(lambda _session: iter(["\n".join(lines)]), "text/plain")


@bp.get("/sitemap.xml")
@public
def index() -> ResponseReturnValue:
    """Name the files of the sitemap."""
    to = publisher()
    pages = Page(f"{to.address}/sitemap/pages.xml")
    return _kept(lambda session: write_index([pages, *sitemap_files(session, to)]))


@bp.get("/sitemap/pages.xml")
@public
def pages() -> ResponseReturnValue:
    """Name the pages that every desk has."""
    names = ["public.home", "policy.methodology", "policy.corrections"]
    names += ["tip_submission.submit", "tip_submission.feedback"] if desk().tips_open else []
    found = [Page(publisher().address + url_for(name).removeprefix(request.script_root)) for name in names]
    return _kept(lambda _session: write_sitemap(found))


@bp.get("/sitemap/verdicts-<int:part>.xml")
@public
def verdicts(part: int) -> ResponseReturnValue:
    """Name the pages of the verdicts on one part of the claims."""
    to = publisher()
    return _kept(lambda session: write_sitemap(verdict_pages(session, to, _part(part))))


@bp.get("/sitemap/reports-<int:part>.xml")
@public
def reports(part: int) -> ResponseReturnValue:
    """Name the pages of the reports on one part of the articles."""
    to = publisher()
    return _kept(lambda session: write_sitemap(report_pages(session, to, _part(part))))


def _part(part: int) -> int:
    return min(part, MAX_ID // PART - 1)  # one whose numbers no database holds is empty, not an error


def _sitemap_line() -> str:
    return f"Sitemap: {publisher().address}/sitemap.xml"


def _kept(write: Callable[[Session], Iterator[str]], media_type: str = "application/xml") -> Response:
    """Stream a text, or say that the reader has it: it is written twice and never held whole.

    What changes it (a verdict, a translation, a removal) is nowhere counted, so its tag is made of itself.
    """
    with ExitStack() as opened:
        session = opened.enter_context(separate_transaction(write=False))
        digest = sha256()
        for piece in write(session):
            digest.update(piece.encode())
        tag = digest.hexdigest()[:32]
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            response = Response(write(session), mimetype=media_type)
            response.call_on_close(opened.pop_all().close)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
