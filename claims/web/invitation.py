"""One-time addresses: coming to the desk for the first time, and choosing a new password."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.token import TokenKind
from claims.i18n import gettext as _
from claims.services import invitation as service
from claims.services.person import hash_password
from claims.web.access import public
from claims.web.account import begin
from claims.web.forms import attempt
from claims.web.forms.account import InvitationForm, NewPasswordForm
from claims.web.guessing import guarded_secret
from claims.web.session import db, separate_transaction

bp = Blueprint("invitation", __name__)


@bp.get("/invitations/<secret>")
@public
def page(secret: str) -> ResponseReturnValue:
    """Ask who comes, and for a password."""
    person = service.require_offer(db(), TokenKind.INVITATION, secret)
    form = InvitationForm(formdata=None, name=person.name, as_desk=person.as_desk)
    return render_template("account/invitation.html", form=form, email=person.email, secret=secret)


@bp.post("/invitations/<secret>")
@public
def accept(secret: str) -> ResponseReturnValue:
    """Let somebody come who was invited, and sign them in."""
    email, form = _checked(TokenKind.INVITATION, secret), InvitationForm()
    if form.validate():
        hashed, name, as_desk = hash_password(form.password.data), form.name.data, form.as_desk.data
        person = attempt(
            form, lambda: service.accept(db(), secret, name=name, as_desk=as_desk, password_hash=hashed)
        )
        if person is not None:
            begin(person.email)
            flash(_("Welcome. This is what waits for you."), "done")
            return redirect(url_for("desk.home"), HTTPStatus.SEE_OTHER)
    shown = render_template("account/invitation.html", form=form, email=email, secret=secret)
    return shown, form.status


@bp.get("/passwords/<secret>")
@public
def password(secret: str) -> ResponseReturnValue:
    """Ask for a new password."""
    person = service.require_offer(db(), TokenKind.PASSWORD, secret)
    form = NewPasswordForm(formdata=None)
    return render_template("account/new_password.html", form=form, email=person.email, secret=secret)


@bp.post("/passwords/<secret>")
@public
def reset(secret: str) -> ResponseReturnValue:
    """Set the new password; whoever was signed in with the old one no longer is."""
    email, form = _checked(TokenKind.PASSWORD, secret), NewPasswordForm()
    if form.validate():
        hashed = hash_password(form.password.data)
        person = attempt(form, lambda: service.reset_password(db(), secret, hashed))
        if person is not None:
            begin(person.email)
            flash(_("The new password is set, and every other browser is signed out."), "done")
            return redirect(url_for("desk.home"), HTTPStatus.SEE_OTHER)
    shown = render_template("account/new_password.html", form=form, email=email, secret=secret)
    return shown, form.status


def _checked(kind: TokenKind, secret: str) -> str:
    """Return the e-mail address of whom the secret was given to, before the slow work and the transaction."""
    with guarded_secret(), separate_transaction(write=False) as reading:
        return service.require_offer(reading, kind, secret).email
