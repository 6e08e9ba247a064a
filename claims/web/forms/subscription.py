"""Forms of the feeds that the desk reads."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH, MAX_TITLE_LENGTH
from claims.domain.subscription import POLL_BOUNDS
from claims.services.subscription import NewSubscription
from claims.web.forms import DeskForm
from claims.web.forms.article import engine_choices
from claims.web.language import languages


class SubscriptionForm(DeskForm):
    """How a feed is read."""

    title = StringField(
        _("Name"),
        description=_("Left empty: as the feed names itself."),
        validators=[Optional(), Length(max=MAX_TITLE_LENGTH)],
    )
    outlet = StringField(
        _("Outlet"),
        description=_("Given to its articles."),
        validators=[Optional(), Length(max=MAX_TITLE_LENGTH)],
    )
    language = SelectField(_("Language of its articles"))
    engine = SelectField(_("How claims are found"))
    every_minutes = IntegerField(
        _("Minutes between two looks"),
        validators=[InputRequired(), NumberRange(*POLL_BOUNDS)],
        default=60,
    )
    take_all = BooleanField(
        _("Take every new article in"),
        description=_("Otherwise they wait on the intake queue until somebody takes or dismisses them."),
    )
    active = BooleanField(_("Read this feed"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [("", _("as the text shows")), *languages()]
        self.engine.choices = [("", _("as the desk settings say")), *engine_choices()]

    def new_subscription(self, address: str) -> NewSubscription:
        """Return what was typed in."""
        return NewSubscription(
            address=address,
            title=self.title.data or "",
            outlet=self.outlet.data or "",
            language=self.language.data,
            engine=self.engine.data,
            take_all=self.take_all.data,
            every_minutes=self.every_minutes.data,
        )


class NewSubscriptionForm(SubscriptionForm):
    """A feed to subscribe to."""

    address = StringField(
        _("Address of the feed"),
        description=_("An RSS or Atom feed, beginning with https:// or http://."),
        validators=[InputRequired(_("Give the address of a feed.")), Length(max=MAX_ADDRESS_LENGTH)],
        render_kw={"inputmode": "url", "spellcheck": "false"},
    )
