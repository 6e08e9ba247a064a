"""Forms of collections."""

import re
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.collection import MAX_COLLECTION_DESCRIPTION_LENGTH, MAX_COLLECTION_NAME_LENGTH, Collection
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm

_ADDRESS = re.compile(r"(?:^|/)(articles|claims)/(\d{1,10})(?:[/?#].*)?")


class NewCollectionForm(DeskForm):
    """What a collection is about."""

    name = StringField(
        _("Name"),
        validators=[InputRequired(_("Name the collection.")), Length(max=MAX_COLLECTION_NAME_LENGTH)],
    )
    description = TextAreaField(
        _("Description"),
        validators=[Optional(), Length(max=MAX_COLLECTION_DESCRIPTION_LENGTH)],
        render_kw={"rows": 3},
    )


class EditCollectionForm(NewCollectionForm):
    """The same of a collection that is there."""

    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])


class ItemForm(DeskForm):
    """An article or a claim to add."""

    address = StringField(
        _("Address of an article or a claim"),
        description=_("As the browser shows it, or for example claims/12."),
        validators=[
            InputRequired(_("Give the address of an article or a claim.")),
            Length(max=MAX_ADDRESS_LENGTH),
        ],
    )

    def validate_address(self, field: Field) -> None:
        """Refuse what names neither."""
        found = _ADDRESS.search(field.data or "")
        if found is None or int(found[2]) > MAX_ID:
            raise ValidationError(_("This is not the address of an article or a claim of this desk."))

    @property
    def items(self) -> dict[str, list[int]]:
        """What the address names."""
        found = _ADDRESS.search(self.address.data or "")
        assert found is not None
        return {"article_ids" if found[1] == "articles" else "claim_ids": [int(found[2])]}


class ChooseForm(DeskForm):
    """The collection that articles and claims are added to: one that is there, or a new one."""

    collection = SelectField(_("Collection"), coerce=int, validate_choice=True)
    name = StringField(_("or a new one, called"), validators=[Optional(), Length(max=MAX_COLLECTION_NAME_LENGTH)])

    def offer(self, collections: Sequence[Collection]) -> None:
        """Offer these collections, the newest first."""
        new = [(0, gettext("a new collection"))]
        self.collection.choices = [(one.id, one.name) for one in collections] + new

    def validate_name(self, field: Field) -> None:
        """Ask for a name where the collection is new."""
        if self.collection.data == 0 and not (field.data or "").strip():
            raise ValidationError(gettext("Name the collection."))
