"""The form of the desk settings, by subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.setting import BOUNDS, MAX_DESK_NAME_LENGTH
from claims.errors import InvalidInput
from claims.services.setting import check_setting
from claims.web.forms.extraction import ExtractionForm


@dataclass(frozen=True, slots=True)
class Subject:
    """Settings that belong together."""

    key: str
    title: str
    sentence: str
    fields: Sequence[str]


SUBJECTS: Sequence[Subject] = (
    Subject(
        "desk",
        _("The desk"),
        _("What the desk is called, and how its pages speak."),
        ("desk_name", "public_address", "language", "time_zone"),
    ),
    Subject(
        "approval",
        _("Approval"),
        _("How a second person comes to approve a verdict."),
        ("one_person_desk", "blind_approval"),
    ),
    Subject(
        "sources", _("Sources"), _("How the desk looks after the sources of its verdicts."), ("link_check_days",)
    ),
    Subject(
        "readers",
        _("Readers"),
        _("What readers may send in, and what is kept."),
        ("tips_open", "tip_contact_days"),
    ),
    Subject("extraction", _("Finding claims"), _("How an article is broken into its claims."), ("engine",)),
    Subject(
        "model",
        _("The language model"),
        _("How far a language model may go, and what it costs."),
        (
            "llm_model",
            "llm_sentences",
            "llm_retries",
            "llm_seconds",
            "llm_article_tokens",
            "llm_day_tokens",
            "llm_input_price",
            "llm_output_price",
            "llm_currency",
            "llm_day_cost",
        ),
    ),
)
CHANGEABLE = tuple(name for subject in SUBJECTS for name in subject.fields)
"""The settings that the form changes."""


class SettingForm(ExtractionForm):
    """What an admin changes while the desk runs."""

    edits = HiddenField(validators=[Optional(), Regexp(r"[0-9]{1,9}\Z")])
    """The newest change when the form was made."""
    desk_name = StringField(
        _("Name of the desk"),
        description=_("On every page, and as the author of what you publish."),
        validators=[InputRequired(_("Give the desk a name.")), Length(max=MAX_DESK_NAME_LENGTH)],
        render_kw={"autocomplete": "organization"},
    )
    public_address = StringField(
        _("Public address"),
        description=_(
            "Where readers reach the desk, such as https://facts.example. It stands in exports and feeds. Left"
            " empty: the address that a reader came by."
        ),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH)],
        render_kw={"inputmode": "url", "spellcheck": "false"},
    )
    language = SelectField(_("Language"), description=_("Of the desk's pages, for readers too."))
    time_zone = StringField(
        _("Time zone"),
        description=_("In which the desk reads and writes the time of day, such as Europe/Berlin."),
        validators=[InputRequired(_("Give the desk a time zone."))],
    )
    one_person_desk = BooleanField(
        _("One person runs this desk"),
        description=_(
            "An editor may then publish a verdict that nobody else has approved, and every such verdict says so to"
            " its readers."
        ),
    )
    link_check_days = IntegerField(
        _("Days between two looks at the links of sources"),
        description=_("What leads nowhere any more is listed under “Sources”. 0: nobody looks."),
        validators=[InputRequired(_("Give a number of days.")), NumberRange(*BOUNDS["link_check_days"])],
        render_kw={"inputmode": "numeric"},
    )
    blind_approval = BooleanField(
        _("Second persons rate before they see the verdict"),
        description=_(
            "Whoever approves first says, by the evidence alone, which rating they would give. Both ratings are"
            " kept, and how far they agree is published once there are enough."
        ),
    )
    tips_open = BooleanField(
        _("Readers may send something in"),
        description=_("Claims to check, sources and requests for correction, without an account."),
    )
    tip_contact_days = IntegerField(
        _("Forget how to reach them after"),
        description=_("Days after which the contact data of people who sent something is deleted."),
        validators=[InputRequired(_("Give a number of days.")), NumberRange(*BOUNDS["tip_contact_days"])],
        render_kw={"inputmode": "numeric"},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and every value as the desk does, so that all that is wrong is said at once."""
        super().validate(extra_validators)
        for name in CHANGEABLE:
            if not self[name].errors:
                self._check(name)
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK
        return not self.errors

    def changes(self) -> Mapping[str, Any]:
        """Return the value of every setting as the desk keeps it."""
        return {name: _plain(self[name].data) for name in CHANGEABLE}

    @property
    def seen(self) -> int | None:
        """The newest change that the person knew of."""
        return int(self.edits.data) if self.edits.data else None

    def _check(self, name: str) -> None:
        try:
            check_setting(name, _plain(self[name].data))
        except InvalidInput as error:
            self[name].errors = [error.message]


def _plain(value: Any) -> Any:
    """Return a number of the form as the settings keep it."""
    return float(value) if isinstance(value, Decimal) else value
