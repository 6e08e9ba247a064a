"""The people of the desk, for admins: who they are, what they may do, and how they come and go."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Person
from claims.domain.token import TokenKind
from claims.errors import Conflict
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import invitation
from claims.services import person as service
from claims.services.hand_over import hand_over, in_hand
from claims.services.mail import queue_offer
from claims.web.access import requires
from claims.web.address import MAX_ID, publisher
from claims.web.forms import attempt
from claims.web.forms.person import HandOverForm, InviteForm, RoleForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("person", __name__, url_prefix="/desk/people")
_PAGES = {TokenKind.INVITATION: "invitation.page", TokenKind.PASSWORD: "invitation.password"}


@bp.get("")
@requires(Permission.PERSON_MANAGE)
def index() -> ResponseReturnValue:
    """List the people, and ask whom to invite."""
    return _index(InviteForm(formdata=None).name_roles())


@bp.post("")
@requires(Permission.PERSON_MANAGE)
def invite() -> ResponseReturnValue:
    """Invite somebody by a one-time address."""
    form = InviteForm()
    form.name_roles()
    if form.validate():
        about = {"email": form.email.data, "name": form.name.data, "role": form.chosen}
        invited = attempt(form, lambda: invitation.invite(db(), current_actor(), **about))
        if invited is not None:
            return _offered(*invited, TokenKind.INVITATION)
    return _index(form)


@bp.get("/<int:person_id>")
@requires(Permission.PERSON_MANAGE)
def page(person_id: int) -> ResponseReturnValue:
    """Show one person, what they work on, and what can be done."""
    return _page(person_id)


@bp.post("/<int:person_id>/role")
@requires(Permission.PERSON_MANAGE)
def role(person_id: int) -> ResponseReturnValue:
    """Give somebody another role."""
    form = RoleForm().name_roles()
    if form.validate():
        changed = attempt(form, lambda: service.change_role(db(), current_actor(), person_id, form.chosen))
        if changed is not None:
            flash(_("The role is changed."), "done")
            return _to(person_id)
    return _page(person_id, role_form=form)


@bp.post("/<int:person_id>/invitation")
@requires(Permission.PERSON_MANAGE)
def invite_again(person_id: int) -> ResponseReturnValue:
    """Offer a new address to who has not come yet."""
    return _offered(*invitation.invite_again(db(), current_actor(), person_id), TokenKind.INVITATION)


@bp.post("/<int:person_id>/password")
@requires(Permission.PERSON_MANAGE)
def password(person_id: int) -> ResponseReturnValue:
    """Offer an address at which somebody chooses a new password."""
    return _offered(*invitation.offer_password(db(), current_actor(), person_id), TokenKind.PASSWORD)


@bp.post("/<int:person_id>/deactivate")
@requires(Permission.PERSON_MANAGE)
def deactivate(person_id: int) -> ResponseReturnValue:
    """Let somebody in no more."""
    try:
        person = service.deactivate(db(), current_actor(), person_id)
    except Conflict as error:
        db().rollback()
        flash(error.message, "error")
        return _to(person_id)
    flash(_("%(name)s can no longer sign in, and is signed out everywhere.", name=person.name), "done")
    return _to(person_id)


@bp.post("/<int:person_id>/reactivate")
@requires(Permission.PERSON_MANAGE)
def reactivate(person_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    person = service.reactivate(db(), current_actor(), person_id)
    flash(_("%(name)s can sign in again.", name=person.name), "done")
    return _to(person_id)


@bp.post("/<int:person_id>/hand-over")
@requires(Permission.PERSON_MANAGE)
def give(person_id: int) -> ResponseReturnValue:
    """Give the open claims of somebody to another person, or to nobody."""
    form = _hand_over_form(person_id, HandOverForm())
    if form.validate():
        given, refused = hand_over(db(), current_actor(), person_id, form.to_id)
        flash(ngettext("%(num)s claim was handed over.", "%(num)s claims were handed over.", given), "done")
        if refused:
            flash(_("%(num)s are free: that person may have no part in them.", num=refused), "alarm")
        return _to(person_id)
    return _page(person_id, hand_over_form=form)


def _index(form: InviteForm) -> ResponseReturnValue:
    after = request.args.get("after", type=int)
    after = after if after is not None and 0 < after <= MAX_ID else None
    found = service.list_people(db(), after=after, limit=service.PAGE_LENGTH + 1)
    rows = found[: service.PAGE_LENGTH]
    shown = render_template(
        "person/index.html",
        rows=rows,
        invited=invitation.open_invitations(db(), [person.id for person in rows]),
        next_after=rows[-1].id if len(found) > len(rows) else None,
        form=form,
    )
    return shown, form.status


def _page(
    person_id: int, role_form: RoleForm | None = None, hand_over_form: HandOverForm | None = None
) -> ResponseReturnValue:
    person = service.get_person(db(), person_id)
    shown = render_template(
        "person/page.html",
        person=person,
        work=in_hand(db(), person_id),
        invited=invitation.open_invitations(db(), [person_id]).get(person_id),
        role_form=role_form or RoleForm(formdata=None, role=person.role.value).name_roles(),
        hand_over_form=hand_over_form or _hand_over_form(person_id, HandOverForm(formdata=None)),
    )
    return shown, next((form.status for form in (role_form, hand_over_form) if form), HTTPStatus.OK)


def _hand_over_form(person_id: int, form: HandOverForm) -> HandOverForm:
    return form.offer(service.active_people(db()), person_id, _("Nobody: they are free to take"))


def _offered(person: Person, secret: str, kind: TokenKind) -> Response:
    """Show the one-time address: this is the only time that it is seen."""
    address = publisher().address + url_for(_PAGES[kind], secret=secret)
    mailed = resources().mail is not None
    if mailed:
        queue_offer(db(), resources().jobs, resources().archive.require_vault(), person, address, kind)
    until = now() + invitation.LIFETIMES[kind]
    answer = make_response(
        render_template(
            "person/offered.html", person=person, address=address, kind=kind, until=until, mailed=mailed
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("person.page", person_id=person_id), HTTPStatus.SEE_OTHER)
