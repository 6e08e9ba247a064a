"""What everybody may read: home, search, verdict pages, reports."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from claims.domain.entity import now
from claims.domain.permission import Permission, require
from claims.domain.state import RevisionState
from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.publishing.address import receipt_address, report_address
from claims.publishing.base import PublishedVerdict
from claims.publishing.claimreview import claim_review, script_json
from claims.publishing.marking import Passage, paragraphs
from claims.publishing.report import PublishedReport, report_markup
from claims.publishing.slug import slug as slug_of
from claims.services.publication import PAGE_LENGTH, VerdictPage, latest_verdicts, verdict_page
from claims.services.report import ReportPage, places_in_reports, published_reports, report_page
from claims.services.search import MAX_QUERY_LENGTH, search_verdicts
from claims.services.translation import Translation, alternates
from claims.web.access import public
from claims.web.address import MAX_ID, local_path, publisher
from claims.web.filters import THEME_COOKIE, THEMES
from claims.web.freshness import fresh
from claims.web.session import current_actor, db

MAX_SEARCH_PAGE = 500
THEME_SECONDS = 365 * 24 * 3600
LONG_EXPLANATION = 3_000
LONG_EVIDENCE = 6
"""From these on a verdict page has a table of contents."""

bp = Blueprint("public", __name__)


@bp.record_once
def _exempt_theme(state: BlueprintSetupState) -> None:
    # A token in the foot of every page would make each page one reader's own, and no cache could keep it. The
    # form changes a cookie that holds one of three words, nothing else.
    state.app.extensions["csrf"].exempt(theme)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show what this desk is, the latest verdicts and the reports."""
    before = _cursor(request.args.get("before", ""))
    found = latest_verdicts(db(), before=before, limit=PAGE_LENGTH + 1)
    rows, reports = found[:PAGE_LENGTH], published_reports(db())
    last = rows[-1][0] if len(found) > PAGE_LENGTH else None
    older = f"{last.published_at.isoformat()},{last.id}" if last and last.published_at else ""
    return fresh(
        lambda: render_template(
            "public/home.html",
            verdicts=[verdict for _revision, verdict in rows],
            reports=reports,
            first=before is None,
            older=older,
        ),
        [(revision.id, verdict.reexamining_since) for revision, verdict in rows],
        [(report.id, report.edits) for report in reports],
        older,
    )


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """Search the published verdicts."""
    query = request.args.get("q", "").strip()[:MAX_QUERY_LENGTH]
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= MAX_SEARCH_PAGE:
        raise NotFound(_("There is no page %(page)s of what was found.", page=page))
    result = search_verdicts(db(), query, page=page)
    return fresh(
        lambda: render_template("public/search.html", query=query, page=page, result=result),
        [(verdict.claim_id, verdict.revision) for verdict in result.verdicts],
        result.more,
    )


@bp.get("/claims/<int:claim_id>")
@bp.get("/claims/<int:claim_id>/<slug>")
@public
def verdict(claim_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Show what holds now about a claim."""
    page = verdict_page(db(), claim_id)
    right = slug_of(page.verdict.wording)
    if page.verdict.claim_id != claim_id or slug not in (None, right):
        return _moved(url_for("public.verdict", claim_id=page.verdict.claim_id, slug=right))
    return _verdict(page, current=True)


@bp.get("/claims/<int:claim_id>/revisions/<int:number>")
@public
def revision(claim_id: int, number: int) -> ResponseReturnValue:
    """Show one published revision as it was, and what became of it."""
    return _verdict(verdict_page(db(), claim_id, number), current=False)


@bp.get("/articles/<int:article_id>")
@bp.get("/articles/<int:article_id>/<slug>")
@public
def report(article_id: int, slug: str | None = None) -> ResponseReturnValue:
    """Show the report of an article; its draft to those who may edit it."""
    draft = bool(request.args.get("draft"))
    if draft:
        require(current_actor(), Permission.REPORT_EDIT)
    page = report_page(db(), article_id, draft=draft)
    right = slug_of(page.report.headline)
    if slug not in (None, right):
        return _moved(url_for("public.report", article_id=article_id, slug=right, draft=1 if draft else None))
    return _report(page, draft=draft)


@bp.post("/theme")
@public
def theme() -> ResponseReturnValue:
    """Remember the colours that a reader chose, and go back to where they were."""
    chosen = request.form.get("theme", "")
    response = redirect(local_path(request.form.get("next", "/")), HTTPStatus.SEE_OTHER)
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=THEME_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return make_response(response)


def _cursor(text: str) -> tuple[datetime, int] | None:
    """Read where a page of verdicts begins; an empty text is the first page."""
    if not text:
        return None
    moment, _comma, number = text.replace(" ", "+").rpartition(",")
    try:
        at, revision_id = datetime.fromisoformat(moment), int(number)
        return at.astimezone(UTC), max(0, min(revision_id, MAX_ID))
    except (ValueError, OverflowError):
        raise NotFound(_("There is no such page of verdicts.")) from None


def _moved(address: str) -> ResponseReturnValue:
    return redirect(address, HTTPStatus.MOVED_PERMANENTLY)


def _verdict(page: VerdictPage, *, current: bool) -> ResponseReturnValue:
    verdict = page.verdict
    places = places_in_reports(db(), verdict.claim_id)
    rows = [(row.number, row.state, row.correction and row.correction.note) for row in page.revisions]
    newer = next((row for row in page.revisions if row.number > verdict.revision), None)
    due = current and bool(verdict.recheck_on) and verdict.recheck_on <= now().date().isoformat()
    return fresh(
        lambda: render_template(
            "public/verdict.html",
            recheck_due=due,
            page=page,
            verdict=verdict,
            places=places,
            newer=newer,
            last=page.revisions[-1],
            current=current,
            indexed=current or page.state is RevisionState.PUBLISHED,
            canonical=publisher().verdict_address(verdict),
            alternates=_alternates(page) if current else (),
            permanent=publisher().revision_address(verdict),
            receipt=receipt_address(publisher(), verdict.claim_id, verdict.revision),
            markup=_claim_review(verdict) if current else "",
            long=len(verdict.explanation) > LONG_EXPLANATION or len(verdict.evidence) > LONG_EVIDENCE,
        ),
        current,
        page.translations,
        page.original,
        (verdict.claim_id, verdict.revision, verdict.checked_on, verdict.reexamining_note, due, rows),
        places,
    )


def _alternates(page: VerdictPage) -> list[tuple[str, str]]:
    """Return the pages that say the same; none when the desk's own site holds the canonical one."""
    verdict = page.verdict
    if not page.translations or verdict.published_at_url:
        return []
    mine = Translation(verdict.claim_id, verdict.language, verdict.wording, page.original)
    return alternates(publisher(), [mine, *page.translations])


def _claim_review(verdict: PublishedVerdict) -> Markup | str:
    """Return the one ClaimReview; none when the desk's own site carries it."""
    if verdict.published_at_url:
        return ""
    return Markup(script_json(claim_review(verdict, publisher())))  # noqa: S704 (escapes <, > and &)


def _report(page: ReportPage, *, draft: bool) -> ResponseReturnValue:
    address = report_address(publisher(), page.article.id, page.report.headline)
    return fresh(
        lambda: render_template(
            "public/report.html",
            page=page,
            report=page.report,
            article=page.article,
            draft=draft,
            **annotated(page),
            looks={verdict.claim_id: verdict.rating.key for verdict in page.verdicts},
            canonical=address,
            markup="" if draft else _article(page, address),
        ),
        (page.report.id, page.report.edits, page.article.edits, page.version.id),
        [(verdict.claim_id, verdict.revision, verdict.reexamining_since) for verdict in page.verdicts],
        (page.claims, page.selected, [change.appearance.id for change in page.changed]),
    )


def annotated(page: ReportPage) -> dict[str, Any]:
    """Put the note on each verdict beside the paragraph that first marks its claim."""
    waiting = {verdict.claim_id: verdict for verdict in page.verdicts}
    rows: list[tuple[Passage, Sequence[PublishedVerdict]]] = []
    for passage in page.passages:
        for line in paragraphs(passage):
            keys = dict.fromkeys(key for segment in line for key in segment.keys)
            rows.append((line, [waiting.pop(key) for key in keys if key in waiting]))
    return {"rows": rows, "elsewhere": list(waiting.values())}


def _article(page: ReportPage, address: str) -> Markup:
    published = page.report.published_at
    report = PublishedReport(
        address=address,
        headline=page.report.headline,
        published_at=published.isoformat(timespec="seconds") if published else "",
        article_title=page.article.title,
        article_address=page.article.address,
        article_language=page.article.language,
        verdicts=page.verdicts,
    )
    return Markup(script_json(report_markup(report, publisher())))  # noqa: S704 (escapes <, > and &)
