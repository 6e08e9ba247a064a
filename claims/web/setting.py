"""Desk settings: what an admin changes while the desk runs."""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from zoneinfo import available_timezones

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from claims.domain.permission import Permission
from claims.errors import Conflict
from claims.i18n import gettext as _
from claims.resources import translations_folder
from claims.services.extraction import change_with_engine
from claims.services.mail import mail_overview, queue_test
from claims.services.model_call import spent_today
from claims.services.setting import LastChange, last_changes, load_settings, newest_change
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.setting import SUBJECTS, SettingForm
from claims.web.run import money
from claims.web.session import current_actor, current_person, db, desk, resources

bp = Blueprint("setting", __name__)
SOURCE_LANGUAGE = "en"


@bp.get("/desk/settings")
@requires(Permission.SETTING_EDIT)
def edit() -> ResponseReturnValue:
    """Show the settings as they are."""
    return _page()


@bp.post("/desk/settings")
@requires(Permission.SETTING_EDIT)
def save() -> ResponseReturnValue:
    """Change the settings."""
    form = _with_languages(SettingForm())
    if form.validate():
        model, seen = resources().llm, form.seen
        if attempt(form, lambda: change_with_engine(db(), current_actor(), model, seen=seen, **form.changes())):
            flash(_("The settings are saved."), "done")
            return redirect(url_for("setting.edit"), HTTPStatus.SEE_OTHER)
    return _page(form), form.status


@bp.post("/desk/settings/test-mail")
@requires(Permission.SETTING_EDIT)
def test_mail() -> ResponseReturnValue:
    """Send whoever asks a mail."""
    me = current_person()
    if resources().mail is None or me is None:
        raise Conflict(_("This desk has no mail server."))
    queue_test(db(), resources().jobs, me)
    flash(_("A test mail to %(address)s is on its way; what goes wrong stands here.", address=me.email), "done")
    return redirect(url_for("setting.edit", _anchor="mail"), HTTPStatus.SEE_OTHER)


def _page(form: SettingForm | None = None) -> str:
    """Show the form, as it was sent or else as the settings are."""
    if form is None:
        now = {**asdict(load_settings(db())), "edits": newest_change(db())}
        form = _with_languages(SettingForm(formdata=None, data=now))
    spent, changed = spent_today(db()), last_changes(db())
    return render_template(
        "setting/edit.html",
        form=form,
        subjects=SUBJECTS,
        changed={
            **{subject.key: _newest([changed.get(name) for name in subject.fields]) for subject in SUBJECTS},
            "questions": changed.get("question_weights"),
            "scale": changed.get("scale"),
        },
        model=resources().llm,
        mail_server=resources().mail,
        mail=mail_overview(db()),
        time_zones=sorted(zone for zone in available_timezones() if "/" in zone),
        tokens=format_decimal(spent.tokens),
        cost=money(spent.cost, desk().llm_currency) if spent.cost else "",
    )


def _newest(changes: Sequence[LastChange | None]) -> LastChange | None:
    return max((change for change in changes if change), key=lambda change: change.at, default=None)


def installed_languages() -> Sequence[str]:
    """Return the languages that the pages are translated into, as tags; English is in the program itself."""
    catalogues = translations_folder().glob("*/LC_MESSAGES/messages.mo")
    return sorted({SOURCE_LANGUAGE} | {path.parent.parent.name.replace("_", "-") for path in catalogues})


def _with_languages(form: SettingForm) -> SettingForm:
    form.language.choices = [(tag, _own_name(tag)) for tag in installed_languages()]
    return form


def _own_name(tag: str) -> str:
    locale = Locale.parse(tag.replace("-", "_"))
    return str(locale.get_display_name(locale) or tag)
