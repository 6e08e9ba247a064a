"""Why a document cannot be read: the sentences, kept apart from the readers, which know neither name nor language.

Readers run in a child process; only the reason and its numbers come back from there.
"""

from collections.abc import Mapping

from claims.errors import InvalidInput
from claims.i18n import N_, gettext

REASONS: Mapping[str, str] = {
    "binary": N_("%(name)s is not a text file: it holds binary data."),
    "broken": N_("%(name)s cannot be read: it is damaged, or built too strangely."),
    "busy": N_("%(name)s was not read, because others are being read. Try again in a moment."),
    "capture": N_(
        "%(name)s is of a kind that is not kept; pictures, films, PDF, Word documents, texts, saved pages (.html,"
        " .mhtml) and web archives (.warc, .wacz) are."
    ),
    "cues": N_("%(name)s has more than %(number)s captions; no more can be taken in."),
    "empty": N_("%(name)s is empty."),
    "encoding": N_("The encoding of %(name)s cannot be recognised. Save it as UTF-8 and try again."),
    "kind": N_(
        "%(name)s is of a kind that cannot be read; .txt, .md, .html, .docx, .pdf, .mhtml, .srt and .vtt can."
    ),
    "line_time": N_("Line %(number)s of %(name)s has times that cannot be read."),
    "line_order": N_("In line %(number)s of %(name)s the end lies before the beginning."),
    "line_early": N_("Line %(number)s of %(name)s is text before the first times."),
    "long": N_("The text of %(name)s is too long: at most %(number)s characters can be taken in."),
    "memory": N_("%(name)s cannot be read: it takes more memory than a document should."),
    "no_times": N_("%(name)s has no times. If it is a plain text, give it the ending .txt."),
    "no_page": N_("%(name)s holds no page that could be read."),
    "no_feed": N_("%(name)s is no RSS or Atom feed."),
    "no_text": N_("%(name)s has no text."),
    "not_docx": N_("%(name)s is not a Word document (.docx)."),
    "not_pdf": N_("%(name)s is not a PDF."),
    "old_word": N_(
        "%(name)s is an old Word document or locked by a password. Save it as .docx without one and try again."
    ),
    "pages": N_("%(name)s declares %(number)s pages; no document that long can be taken in."),
    "parts": N_("%(name)s is packed in a way that no Word document is."),
    "password": N_("%(name)s asks for a password. Save it without one and try again."),
    "scan": N_("%(name)s holds only pictures of its pages. Have their text recognised (OCR) and try again."),
    "sheet": N_("%(name)s is no spreadsheet that can be read."),
    "sheet_size": N_("%(name)s is too large: at most 10,000 rows of 50 columns, and 5 MB, can be read."),
    "time": N_("%(name)s could not be read within %(number)s seconds."),
    "unpacked": N_("%(name)s is too large once it is unpacked."),
}
"""By a short name that a child process may send."""


class Unreadable(Exception):
    """Raised by readers: ``reason`` is one of REASONS, ``number`` belongs into its sentence."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number

    def refusal(self, name: str) -> InvalidInput:
        """Return the error that tells a person, in their language."""
        sentence = REASONS.get(self.reason, REASONS["broken"])
        return InvalidInput(gettext(sentence, name=name, number=self.number))
