"""Desk settings: what an admin changes while the desk runs."""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.resources import translations_folder
from claims.services.setting import change_settings
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.setting import SettingForm
from claims.web.session import current_actor, db, desk

bp = Blueprint("setting", __name__)
SOURCE_LANGUAGE = "en"
CHANGEABLE = ("desk_name", "public_address", "language", "one_person_desk")


@bp.get("/desk/settings")
@requires(Permission.SETTING_EDIT)
def edit() -> ResponseReturnValue:
    """Show the settings as they are."""
    form = _with_languages(SettingForm(formdata=None, data=asdict(desk())))
    return render_template("setting/edit.html", form=form)


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
    return render_template("setting/edit.html", form=form), form.status


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
