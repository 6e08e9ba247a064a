"""Forms of pictures, recordings and films."""

from flask_babel import lazy_gettext as _
from wtforms import DecimalField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.domain.media import Region, TimeRange, read_clock
from claims.errors import InvalidInput
from claims.i18n import gettext
from claims.web.forms import DeskForm

_PERCENT = [Optional(), NumberRange(0, 100)]


class MediaClaimForm(DeskForm):
    """A person's own claim at a time range, at a region, or at the whole item when neither is given."""

    text = TextAreaField(
        _("In our words"),
        description=_("So that it can be read on its own."),
        validators=[InputRequired(_("Say what is claimed.")), Length(max=MAX_CLAIM_LENGTH)],
        render_kw={"rows": 2},
    )
    begins = StringField(_("From"), description=_("As 1:02:03 or 2:03."), validators=[Optional(), Length(max=20)])
    ends = StringField(_("To"), validators=[Optional(), Length(max=20)])
    x = DecimalField(_("Left edge, in %% of the width"), validators=_PERCENT)
    y = DecimalField(_("Upper edge, in %% of the height"), validators=_PERCENT)
    width = DecimalField(_("Width, in %%"), validators=_PERCENT)
    height = DecimalField(_("Height, in %%"), validators=_PERCENT)

    def place(self) -> TimeRange | Region | None:
        """Return the place that is meant; raise InvalidInput when it is given in part."""
        times = [field.data for field in (self.begins, self.ends) if field.data]
        sides = [field.data for field in (self.x, self.y, self.width, self.height) if field.data is not None]
        if len(times) == 1 or len(sides) in (1, 2, 3) or (times and sides):
            raise InvalidInput(gettext("Give a whole time range, or all four sides of a region, or neither."))
        if times:
            return TimeRange(read_clock(times[0]), read_clock(times[1]))
        return Region(*(float(side) for side in sides)) if sides else None
