"""Reports: the texts of an article's public page, and its publication."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.permission import Permission
from claims.domain.report import Report
from claims.domain.workflow import REPORT_STEPS, ReportStep, allowed_steps
from claims.services.report import publish_report, report_page, save_report, withdraw_report
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.report import ReportForm
from claims.web.session import current_actor, db

bp = Blueprint("report", __name__, url_prefix="/desk/articles/<int:article_id>/report")


@bp.get("")
@requires(Permission.REPORT_EDIT)
def edit(article_id: int) -> ResponseReturnValue:
    """Show the form of a report's texts."""
    return _page(article_id)


@bp.post("")
@requires(Permission.REPORT_EDIT)
def edit_submit(article_id: int) -> ResponseReturnValue:
    """Save a report's texts."""
    form = ReportForm()
    if form.validate() and attempt(form, lambda: _save(article_id, form)) is not None:
        return _done(article_id, _("Saved."))
    return _page(article_id, form)


@bp.post("/publish")
@requires(Permission.REPORT_PUBLISH)
def publish(article_id: int) -> ResponseReturnValue:
    """Publish a report."""
    publish_report(db(), current_actor(), article_id)
    return _done(article_id, _("Published. Readers see the report from now on."))


@bp.post("/withdraw")
@requires(Permission.REPORT_PUBLISH)
def withdraw(article_id: int) -> ResponseReturnValue:
    """Take a published report off the public side."""
    withdraw_report(db(), current_actor(), article_id)
    return _done(article_id, _("Withdrawn. The verdicts themselves stay published."))


def _save(article_id: int, form: ReportForm) -> Report:
    return save_report(
        db(),
        current_actor(),
        article_id,
        edits=int(form.edits.data),
        headline=form.headline.data,
        introduction=form.introduction.data or "",
        selection_note=form.selection_note.data or "",
        whole_text=form.whole_text.data,
    )


def _done(article_id: int, message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("report.edit", article_id=article_id), 303)


def _page(article_id: int, wrong: ReportForm | None = None) -> ResponseReturnValue:
    page = report_page(db(), article_id, draft=True)
    form = wrong or ReportForm(obj=page.report)
    steps: set[ReportStep] = allowed_steps(REPORT_STEPS, page.report.state)
    html = render_template(
        "report/edit.html",
        page=page,
        report=page.report,
        article=page.article,
        form=form,
        may_publish=ReportStep.PUBLISH in steps and page.verdicts and not page.article.private,
        may_withdraw=ReportStep.WITHDRAW in steps,
    )
    return html, form.status
