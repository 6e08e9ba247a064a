"""Forms of the list of articles and of the workbench."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH, Medium
from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.domain.intake import IntakeKind
from claims.domain.label import label
from claims.domain.media import medium_of
from claims.services.article import NewArticle
from claims.services.document import line_of
from claims.services.extraction import available_engines
from claims.services.intake import NewItem
from claims.services.media import is_media
from claims.web.forms import DeskForm
from claims.web.forms.upload import UploadForm
from claims.web.language import languages
from claims.web.session import desk, resources

if TYPE_CHECKING:
    from claims.archiving.base import Document
    from claims.domain.media import Media

FILE_KINDS = ".txt,.md,.html,.htm,.docx,.pdf,.srt,.vtt,image/*,audio/*,video/*"
_ENGINES: Mapping[str, str] = {
    "linguistic": _("linguistic – reads English; splits sentences into claims that stand alone"),
    "sentence": _("sentence – any language; every sentence that states something is one claim"),
    "llm": _("llm – any language; the text is sent to %(host)s, where a language model finds the claims"),
    "linguistic+llm": _("linguistic+llm – like linguistic, then a language model at %(host)s betters the claims"),
}
_TITLE = Length(max=MAX_TITLE_LENGTH)


class NewArticleForm(UploadForm):
    """An article, pasted or uploaded."""

    text = TextAreaField(
        _("Text"),
        description=_("Paste it here, or choose a file, or give only its address."),
        validators=[Length(max=MAX_TEXT_LENGTH)],
        render_kw={"rows": 10},
    )
    file = FileField(
        _("File"),
        description=_(
            "A text, Markdown or HTML file, or a transcript with times (.srt, .vtt), of at most 5 MB;"
            " a Word document (.docx) or PDF of at most 30 MB; a picture, recording or film of at most 200 MB"
            " (its transcript, if there is one, goes above)."
        ),
        render_kw={"accept": FILE_KINDS},
    )
    title = StringField(
        _("Title"),
        description=_("Left empty: as the file names itself, or the first line of the text."),
        validators=[Optional(), _TITLE],
    )
    medium = SelectField(_("Medium"))
    language = SelectField(_("Language of the article"))
    outlet = StringField(
        _("Outlet"),
        description=_("The newspaper, station or site that published it."),
        validators=[Optional(), _TITLE],
    )
    author = StringField(_("Author or speaker"), validators=[Optional(), _TITLE])
    address = StringField(
        _("Address"),
        description=_(
            "Where it can be read, beginning with https:// or http://. Given without a text or file, the page is"
            " fetched."
        ),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH)],
    )
    published_on = DateField(_("Published on"), validators=[Optional()])
    engine = RadioField(
        _("How claims are found"),
        description=_("An article in a language that the chosen way does not read is read by “sentence”."),
    )
    private = BooleanField(
        _("This is our own draft, not published yet"), description=_("Nothing about it leaves this desk.")
    )
    all_the_same = BooleanField(_("Take it in all the same"))
    media: "Media | None" = None
    """The picture, recording or film that was uploaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.medium.choices = [(medium.value, label(medium)) for medium in Medium]
        self.language.choices = [("", _("as the text shows")), *languages()]
        self.engine.choices = engine_choices()

    def validate_text(self, field: Field) -> None:
        """Ask for exactly one text; only a picture, recording or film may have one beside it."""
        pasted, uploaded = bool(field.data and field.data.strip()), bool(self.file.data)
        if pasted and uploaded and not self.has_media:
            raise ValidationError(_("Paste a text or choose a file, not both."))
        if not pasted and not uploaded and not self.address.data:
            raise ValidationError(_("Paste a text, choose a file or give an address."))
        if self.is_to_fetch and self.private.data:
            raise ValidationError(_("A draft of your own is not fetched: paste its text or choose its file."))

    @property
    def has_media(self) -> bool:
        """Whether the file is a picture, recording or film."""
        return bool(self.file.data) and is_media(self.file.data.stream)

    @property
    def is_to_fetch(self) -> bool:
        """Whether there is only an address."""
        return not (self.text.data and self.text.data.strip()) and not self.file.data

    def new_item(self) -> NewItem:
        """Return what is known of an article whose page is to be fetched."""
        published_on = self.published_on.data
        return NewItem(
            IntakeKind.ADDRESS,
            address=self.address.data,
            title=self.title.data or "",
            outlet=self.outlet.data or "",
            author=self.author.data or "",
            language=self.language.data,
            published_at=datetime.combine(published_on, time(), UTC) if published_on else None,
            engine=self.engine.data,
        )

    def take(self, name: str, document: "Document", *, language: str, day: date | None) -> None:
        """Fill what was left empty with what an uploaded file states about itself."""
        self.carry(name, document)
        for field, stated in (
            (self.title, document.title),
            (self.author, document.author),
            (self.outlet, document.outlet),
        ):
            field.data = field.data or line_of(stated)
        self.language.data = self.language.data or (language if language in dict(self.language.choices) else "")
        self.published_on.data = self.published_on.data or day

    def new_article(self, origin: str) -> NewArticle:
        """Return what was typed in."""
        published_on = self.published_on.data
        return NewArticle(
            text=self.text.data or "",
            title=self.title.data or "",
            medium=medium_of(self.media.media_type) if self.media else Medium(self.medium.data),
            language=self.language.data,
            outlet=self.outlet.data or "",
            author=self.author.data or "",
            address=self.address.data or "",
            published_at=datetime.combine(published_on, time(), UTC) if published_on else None,
            origin=origin,
            private=self.private.data,
            engine=self.engine.data,
            cues=self.cues,
            media=self.media,
        )


class ExtractForm(DeskForm):
    """With which engine an article is extracted again."""

    engine = RadioField(_("How claims are found"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engine.choices = engine_choices()


class NewClaimForm(DeskForm):
    """A person's own claim at words of the article; ``start`` and ``end`` are code points, if known."""

    words = TextAreaField(
        _("Words of the article"),
        description=_("Exactly as they stand there."),
        validators=[
            InputRequired(_("Type or select the words that make the claim.")),
            Length(max=MAX_CLAIM_LENGTH),
        ],
        render_kw={"rows": 3},
    )
    text = TextAreaField(
        _("In our words"),
        description=_("So that it can be read on its own. Left empty: the words themselves."),
        validators=[Optional(), Length(max=MAX_CLAIM_LENGTH)],
        render_kw={"rows": 2},
    )
    start = IntegerField(validators=[Optional()])
    end = IntegerField(validators=[Optional()])


def engine_choices() -> list[tuple[str, str]]:
    """Return the engines with a word on each; those of others have only their names."""
    model = resources().llm
    host = model.host if model else ""
    return [(name, _ENGINES.get(name, name) % {"host": host}) for name in available_engines(desk(), model)]
