"""The feeds that the desk reads."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.domain.permission import Permission
from claims.i18n import gettext as _
from claims.services import subscription as service
from claims.web.access import requires
from claims.web.forms import attempt
from claims.web.forms.subscription import NewSubscriptionForm, SubscriptionForm
from claims.web.session import current_actor, db, resources

bp = Blueprint("subscription", __name__)


@bp.get("/desk/subscriptions")
@requires(Permission.DESK_SEE)
def index() -> ResponseReturnValue:
    """List the feeds, and ask for another."""
    return _index_page(NewSubscriptionForm(formdata=None))


@bp.post("/desk/subscriptions")
@requires(Permission.SUBSCRIPTION_MANAGE)
def add() -> ResponseReturnValue:
    """Subscribe to a feed."""
    form = NewSubscriptionForm()
    if form.validate():
        new, jobs = form.new_subscription(form.address.data), resources().jobs
        if attempt(form, lambda: service.subscribe(db(), current_actor(), jobs, new)) is not None:
            flash(_("The feed is read in a moment; what it announces comes on the intake queue."), "done")
            return redirect(url_for("subscription.index"), HTTPStatus.SEE_OTHER)
    return _index_page(form)


@bp.get("/desk/subscriptions/<int:subscription_id>")
@requires(Permission.SUBSCRIPTION_MANAGE)
def edit(subscription_id: int) -> ResponseReturnValue:
    """Show how a feed is read, to change it."""
    subscription = service.get_subscription(db(), subscription_id)
    return _edit_page(subscription_id, SubscriptionForm(formdata=None, obj=subscription))


@bp.post("/desk/subscriptions/<int:subscription_id>")
@requires(Permission.SUBSCRIPTION_MANAGE)
def save(subscription_id: int) -> ResponseReturnValue:
    """Change how a feed is read."""
    form = SubscriptionForm()
    if form.validate():
        new, active = form.new_subscription(""), form.active.data
        if attempt(
            form,
            lambda: service.change_subscription(db(), current_actor(), subscription_id, new, active=active),
        ):
            flash(_("Saved."), "done")
            return redirect(url_for("subscription.index"), HTTPStatus.SEE_OTHER)
    return _edit_page(subscription_id, form)


@bp.post("/desk/subscriptions/<int:subscription_id>/poll")
@requires(Permission.ARTICLE_ADD)
def poll(subscription_id: int) -> ResponseReturnValue:
    """Have a feed read at once."""
    service.poll_now(db(), current_actor(), resources().jobs, subscription_id)
    flash(_("The feed is read in a moment."), "done")
    return redirect(url_for("subscription.index"), HTTPStatus.SEE_OTHER)


def _index_page(form: NewSubscriptionForm) -> ResponseReturnValue:
    rows = service.list_subscriptions(db())
    return render_template("subscription/index.html", rows=rows, form=form), form.status


def _edit_page(subscription_id: int, form: SubscriptionForm) -> ResponseReturnValue:
    subscription = service.get_subscription(db(), subscription_id)
    return render_template("subscription/edit.html", subscription=subscription, form=form), form.status
