"""The form of the rating scale: a block for each rating, and one more for a new one."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import Form
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from claims.domain.gate import Gate
from claims.domain.label import label
from claims.domain.rating import MAX_DEFINITION_LENGTH, MAX_LABEL_LENGTH, MAX_RATINGS, MAX_VALUE, Rating, Scale
from claims.errors import InvalidInput
from claims.i18n import N_, gettext
from claims.services.scale import ALWAYS, RatingDraft
from claims.web.forms import DeskForm, MayBeEmpty

ICONS = {
    "unproven": N_("question mark"),
    "missing_context": N_("brackets"),
    "outdated": N_("clock"),
    "altered": N_("torn picture"),
    "miscaptioned": N_("picture with a cross"),
    "opinion": N_("speech bubble"),
    "satire": N_("mask"),
    "off": N_("crossed circle"),
}
MAX_TRANSLATIONS_LENGTH = 5_000


class RatingForm(Form):  # type: ignore[misc]
    """One rating; without a label it is left out."""

    key = HiddenField(validators=[Length(max=MAX_LABEL_LENGTH * 2)])
    label_ = StringField(_("Label"), validators=[MayBeEmpty(), Length(max=MAX_LABEL_LENGTH)])
    definition = StringField(_("Definition"), validators=[MayBeEmpty(), Length(max=MAX_DEFINITION_LENGTH)])
    value = IntegerField(
        _("Number on the scale"),
        description=_("The highest is the best. Left empty: off the scale."),
        validators=[Optional(), NumberRange(1, MAX_VALUE)],
    )
    place = IntegerField(_("Place in the list"), validators=[Optional(), NumberRange(1, 99)])
    icon = SelectField(_("Sign"), description=_("Of ratings off the scale; those on it show their number."))
    gates = SelectMultipleField(
        _("What must be there before a verdict is published"),
        choices=[gate.value for gate in Gate],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    translations = TextAreaField(
        _("In other languages"),
        description=_(
            "One on each line: language, label and definition, such as “de | Falsch | Die Aussage stimmt nicht.”"
        ),
        validators=[Optional(), Length(max=MAX_TRANSLATIONS_LENGTH)],
        render_kw={"rows": 2},
    )
    remove = BooleanField(_("Leave it out from now on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gates.choices = [(gate.value, label(gate)) for gate in Gate if gate not in ALWAYS]
        self.icon.choices = [
            ("", gettext("the usual one")),
            *((name, gettext(sign)) for name, sign in ICONS.items()),
        ]

    def draft(self) -> RatingDraft:
        """Return the rating as it was typed; raise InvalidInput for a line of translations that is not one."""
        return RatingDraft(
            label=self.label_.data,
            definition=self.definition.data or "",
            value=self.value.data,
            gates=[Gate(gate) for gate in self.gates.data or ()],
            key=self.key.data or "",
            icon=self.icon.data or "",
            translations=_translations(self.translations.data or ""),
        )


class ScaleForm(DeskForm):
    """The whole scale; ``seen`` is the number of the version that it was made from."""

    seen = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1)])
    ratings = FieldList(FormField(RatingForm), max_entries=MAX_RATINGS + 1)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every block; what is wrong stands beside its field."""
        valid = super().validate(extra_validators=extra_validators)
        if self.ratings.errors:
            self.form_errors: list[str] = [gettext("Some ratings below are not right yet.")]
        return valid

    def drafts(self) -> list[RatingDraft]:
        """Return the ratings in the order of their places."""
        forms = [entry.form for entry in self.ratings]
        kept = [form for form in forms if (form.label_.data or "").strip() and not form.remove.data]
        ordered = sorted(enumerate(kept), key=lambda pair: (pair[1].place.data or 99, pair[0]))
        return [form.draft() for _number, form in ordered]

    def edited(self, scale: Scale) -> Sequence[int]:
        """Return the places in the form of the ratings that were typed otherwise than the scale has them."""
        before = filled(scale)["ratings"]
        return [
            number
            for number, entry in enumerate(self.ratings)
            if number >= len(before) or _compared(entry.form.data) != _compared(before[number])
        ]


def filled(scale: Scale) -> dict[str, Any]:
    """Return what the form holds at first, with an empty block at the end."""
    blocks = [_block(rating, place) for place, rating in enumerate(scale.ratings, 1)]
    return {"seen": scale.number, "ratings": [*blocks, {"gates": [gate.value for gate in Gate]}]}


def _block(rating: Rating, place: int) -> dict[str, Any]:
    lines = [f"{one.language} | {one.label} | {one.definition}" for one in rating.translations]
    return {
        "key": rating.key,
        "label_": rating.label,
        "definition": rating.definition,
        "value": rating.value,
        "place": place,
        "icon": rating.icon,
        "gates": rating.gates,
        "translations": "\n".join(lines),
    }


def _compared(block: Mapping[str, Any]) -> tuple[object, ...]:
    words = (
        "".join(str(block.get(name) or "").split()) for name in ("label_", "definition", "icon", "translations")
    )
    gates = frozenset(map(str, block.get("gates") or ())) - {gate.value for gate in ALWAYS}
    return (*words, block.get("value"), block.get("place"), gates, bool(block.get("remove")))


def _translations(text: str) -> dict[str, tuple[str, str]]:
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise InvalidInput(gettext("This is no translation of a rating: “%(line)s”.", line=line[:80]))
        found[parts[0]] = (parts[1], parts[2])
    return found
