"""Forms of collections."""

import re

from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.collection import MAX_COLLECTION_DESCRIPTION_LENGTH, MAX_COLLECTION_NAME_LENGTH
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
    def item(self) -> dict[str, int]:
        """What the address names."""
        found = _ADDRESS.search(self.address.data or "")
        assert found is not None
        return {"article_id" if found[1] == "articles" else "claim_id": int(found[2])}
