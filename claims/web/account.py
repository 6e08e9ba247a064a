"""Signing in and out, and the first admin of a new desk."""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission, may
from claims.i18n import gettext as _
from claims.services import session as service
from claims.services.person import hash_password, require_setup, set_up_desk
from claims.web.access import public
from claims.web.address import local_path
from claims.web.forms import attempt
from claims.web.forms.account import SetupForm, SignInForm
from claims.web.guessing import password_is_right, wrong_sign_in
from claims.web.session import (
    current_person,
    db,
    forget_sign_in,
    remember_sign_in,
    separate_transaction,
)

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form, or go on to the desk when somebody is signed in."""
    person = current_person()
    if person is not None and may(person.actor, Permission.DESK_SEE):
        return redirect(_after_sign_in(request.args.get("next", "")))
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render_template("account/sign_in.html", form=form)


@bp.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Sign in; a wrong address and a wrong password look and last the same."""
    form = SignInForm()
    if form.validate() and password_is_right(form, form.email.data, form.password.data, wrong_sign_in):
        begin(form.email.data)
        return redirect(_after_sign_in(form.next.data or ""), HTTPStatus.SEE_OTHER)
    return render_template("account/sign_in.html", form=form), form.status


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session, on the server too."""
    secret = forget_sign_in()
    if secret:
        service.sign_out(db(), secret)
    flash(_("You are signed out."), "done")
    return redirect(url_for("public.home"), HTTPStatus.SEE_OTHER)


@bp.get("/setup/<secret>")
@public
def setup(secret: str) -> ResponseReturnValue:
    """Ask who the first admin is."""
    require_setup(db(), secret)
    return render_template("account/setup.html", form=SetupForm(formdata=None))


@bp.post("/setup/<secret>")
@public
def set_up(secret: str) -> ResponseReturnValue:
    """Make the first admin, sign them in and lead them to the settings."""
    with separate_transaction(write=False) as reading:
        require_setup(reading, secret)
    form = SetupForm()
    if form.validate():
        email, name, hashed = form.email.data, form.name.data, hash_password(form.password.data)
        person = attempt(form, lambda: set_up_desk(db(), secret, email=email, name=name, password_hash=hashed))
        if person is not None:
            begin(person.email)
            flash(_("Your desk is ready. Give it a name."), "done")
            return redirect(url_for("setting.edit"), HTTPStatus.SEE_OTHER)
    return render_template("account/setup.html", form=form), form.status


def begin(email: str, *, until: datetime | None = None) -> None:
    """Start a session with a secret of its own, as long as usual or until a moment.

    Whoever was signed in here before is signed out.
    """
    before = forget_sign_in()
    if before:
        service.sign_out(db(), before)
    _person, secret = service.sign_in(db(), email, until=until)
    remember_sign_in(secret)


def _after_sign_in(address: str) -> str:
    return local_path(address) if address else url_for("desk.home")
