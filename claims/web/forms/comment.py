"""The form of a claim's discussion."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from claims.domain.comment import MAX_COMMENT_LENGTH
from claims.web.forms import DeskForm

WHO = "who-"
"""Before the name that several people have, in the field that says whom it means."""


class CommentForm(DeskForm):
    """A comment on a claim."""

    text = TextAreaField(
        _("Your comment"),
        description=_("Only the desk reads it. @name tells somebody of the desk."),
        validators=[InputRequired(_("Write something first.")), Length(max=MAX_COMMENT_LENGTH)],
        render_kw={"rows": 3},
    )


def read_chosen(arguments: MultiDict[str, str]) -> Mapping[str, int]:
    """Return whom the writer means by each name that several people have."""
    given = {key.removeprefix(WHO): value for key, value in arguments.items() if key.startswith(WHO)}
    return {name: int(value) for name, value in given.items() if value.isascii() and value.isdecimal()}
