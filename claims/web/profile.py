"""One's own account: name, password, and where one is signed in."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.domain.person import MailRhythm
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import person as service
from claims.services.person import digest_of, hash_password
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.account import ChangePasswordForm, MyProfileForm
from claims.web.guessing import password_is_right
from claims.web.session import SECRET, current_actor, current_person, db

bp = Blueprint("profile", __name__, url_prefix="/desk/me")


@bp.get("")
@requires(Permission.DESK_SEE)
def page() -> ResponseReturnValue:
    """Show one's own account."""
    return _page()


@bp.post("")
@requires(Permission.DESK_SEE)
def save() -> ResponseReturnValue:
    """Change how one is called."""
    form = MyProfileForm().name_rhythms()
    if form.validate():
        rhythm = MailRhythm(form.mail.data)
        about = {"name": form.name.data, "as_desk": form.as_desk.data, "mail": rhythm}
        if attempt(form, lambda: service.save_profile(db(), current_actor(), _my_id(), **about)):
            flash(_("Saved."), "done")
            return _to()
    return _page(profile=form), form.status


@bp.post("/password")
@requires(Permission.DESK_SEE)
def password() -> ResponseReturnValue:
    """Change one's password; every other browser is signed out."""
    form = ChangePasswordForm()
    email = _me_email()
    if form.validate() and password_is_right(
        form, email, form.present.data, lambda: _("The present password is wrong.")
    ):
        hashed = hash_password(form.password.data)
        service.set_password(
            db(), current_actor(), service.get_person(db(), _my_id()), hashed, keep=session[SECRET]
        )
        flash(_("The new password is set, and every other browser is signed out."), "done")
        return _to()
    return _page(password=form), form.status


@bp.post("/sign-ins/<int:sign_in_id>/end")
@requires(Permission.DESK_SEE)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign one other browser out."""
    ended = service.end_sign_ins(db(), _my_id(), keep=session[SECRET], only=sign_in_id)
    flash(_("That browser is signed out.") if ended else _("That browser was signed out already."), "done")
    return _to()


@bp.post("/sign-ins/end")
@requires(Permission.DESK_SEE)
def end_sign_ins() -> ResponseReturnValue:
    """Sign all other browsers out."""
    ended = service.end_sign_ins(db(), _my_id(), keep=session[SECRET])
    flash(ngettext("%(num)s browser is signed out.", "%(num)s browsers are signed out.", ended), "done")
    return _to()


def _page(profile: MyProfileForm | None = None, password: ChangePasswordForm | None = None) -> str:
    me = current_person()
    about = {"name": me.name, "as_desk": me.as_desk, "mail": me.mail.value} if me else {}
    return render_template(
        "profile/page.html",
        profile=profile or MyProfileForm(formdata=None, data=about).name_rhythms(),
        password=password or ChangePasswordForm(formdata=None),
        sign_ins=service.sign_ins_of(db(), _my_id()),
        here=digest_of(session[SECRET]),
    )


def _my_id() -> int:
    person_id = current_actor().person_id
    assert person_id is not None  # whoever is signed in is a person
    return person_id


def _me_email() -> str:
    me = current_person()
    return me.email if me else ""


def _to() -> ResponseReturnValue:
    return redirect(url_for("profile.page"), HTTPStatus.SEE_OTHER)
