"""Desk settings: what an admin changes while the desk runs."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from claims.domain.permission import Permission
from claims.errors import Conflict
from claims.i18n import gettext as _
from claims.resources import translations_folder
from claims.services.extraction import change_extraction
from claims.services.mail import mail_overview, queue_test
from claims.services.model_call import spent_today
from claims.services.setting import change_settings
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.extraction import CHANGEABLE as EXTRACTION
from claims.web.forms.extraction import ExtractionForm
from claims.web.forms.setting import SettingForm
from claims.web.run import money
from claims.web.session import current_actor, current_person, db, desk, resources

bp = Blueprint("setting", __name__)
SOURCE_LANGUAGE = "en"
CHANGEABLE = (
    "desk_name",
    "public_address",
    "language",
    "time_zone",
    "one_person_desk",
    "blind_approval",
    "link_check_days",
    "tips_open",
    "tip_contact_days",
)


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
        changes = {name: form[name].data for name in CHANGEABLE}
        if attempt(form, lambda: change_settings(db(), current_actor(), **changes)):
            flash(_("The settings are saved."), "done")
            return redirect(url_for("setting.edit"), HTTPStatus.SEE_OTHER)
    return _page(form=form), form.status


@bp.post("/desk/settings/extraction")
@requires(Permission.SETTING_EDIT)
def save_extraction() -> ResponseReturnValue:
    """Change how claims are found."""
    form = ExtractionForm()
    if form.validate():
        changes = {name: _plain(form[name].data) for name in EXTRACTION}
        if attempt(form, lambda: change_extraction(db(), current_actor(), resources().llm, **changes)):
            flash(_("How claims are found is saved."), "done")
            return redirect(url_for("setting.edit", _anchor="extraction"), HTTPStatus.SEE_OTHER)
    return _page(extraction=form), form.status


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


def _page(form: SettingForm | None = None, extraction: ExtractionForm | None = None) -> str:
    """Show every form, as it was sent or else as the settings are."""
    now, spent = asdict(desk()), spent_today(db())
    return render_template(
        "setting/edit.html",
        form=form or _with_languages(SettingForm(formdata=None, data=now)),
        extraction=extraction or ExtractionForm(formdata=None, data=now),
        model=resources().llm,
        mail_server=resources().mail,
        mail=mail_overview(db()),
        time_zones=sorted(zone for zone in available_timezones() if "/" in zone),
        tokens=format_decimal(spent.tokens),
        cost=money(spent.cost, desk().llm_currency) if spent.cost else "",
    )


def _plain(value: Any) -> Any:
    """Return a number of the form as the settings keep it."""
    return float(value) if isinstance(value, Decimal) else value


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
