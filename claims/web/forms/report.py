"""The form that an article's report is written in."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from claims.domain.report import MAX_HEADLINE_LENGTH, MAX_INTRODUCTION_LENGTH
from claims.web.forms import DeskForm


class ReportForm(DeskForm):
    """Headline and texts of a report."""

    edits = HiddenField(validators=[InputRequired(), Regexp(r"^\d{1,9}$")])
    headline = StringField(
        _("Headline"),
        validators=[InputRequired(_("Give the report a headline.")), Length(max=MAX_HEADLINE_LENGTH)],
    )
    introduction = TextAreaField(
        _("Introduction"),
        description=_("What the article is, and why it was checked. Markdown: **bold**, lists, [words](address)."),
        validators=[Optional(), Length(max=MAX_INTRODUCTION_LENGTH)],
    )
    selection_note = TextAreaField(
        _("How the claims were chosen"),
        description=_("One sentence; it stands beside “6 of 48 claims checked”."),
        validators=[Optional(), Length(max=MAX_INTRODUCTION_LENGTH)],
    )
    whole_text = BooleanField(
        _("Show the whole text of the article"),
        description=_(
            "Only where the desk may: it is its own, or its author agreed. Otherwise passages are quoted."
        ),
    )
