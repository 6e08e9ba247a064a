"""Forms of the pictures that an explanation shows."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from claims.domain.picture import MAX_ALTERNATIVE_LENGTH, MAX_CREDIT_LENGTH
from claims.services.picture import NewPicture
from claims.web.forms import DeskForm


class DescribeForm(DeskForm):
    """What a picture shows, and whose it is."""

    alternative = StringField(
        _("What it shows"),
        description=_("For readers who cannot see it: what matters of it for the explanation."),
        validators=[InputRequired(_("Say what the picture shows.")), Length(max=MAX_ALTERNATIVE_LENGTH)],
    )
    credit = StringField(
        _("Credit"),
        description=_("Who made it, and by which right you show it. Stands below the picture."),
        validators=[InputRequired(_("Say whose picture it is.")), Length(max=MAX_CREDIT_LENGTH)],
    )

    @property
    def said(self) -> NewPicture:
        """What was typed in."""
        return NewPicture(self.alternative.data or "", self.credit.data or "")


class PictureForm(DescribeForm):
    """The same, with the picture."""

    picture = FileField(
        _("Picture"),
        description=_("PNG, JPEG, WebP or GIF, at most 10 MB. What a camera notes in it is removed."),
        validators=[InputRequired(_("Choose a picture."))],
        render_kw={"accept": "image/png,image/jpeg,image/webp,image/gif"},
    )
