"""What an upload says besides its words travels in the form: a browser that shows it again loses the file."""

from typing import TYPE_CHECKING

from flask import flash
from wtforms import HiddenField

from claims.i18n import gettext as _
from claims.services import upload as service
from claims.web.forms import DeskForm

if TYPE_CHECKING:
    from claims.archiving.base import Cue, Document


class UploadForm(DeskForm):
    """A form with a ``text`` that may come from a file."""

    upload = HiddenField()
    cues: "tuple[Cue, ...]" = ()
    """When the words of a transcript are said."""
    _lost_times = False

    def carry(self, name: str, document: "Document") -> None:
        """Put what an uploaded file says into the form."""
        self.text.data, self.cues = document.text, document.cues
        self.upload.data = service.carried(name, document)

    def recall(self) -> str:
        """Take up what a file said that came with the form before; return where the text is from."""
        found = service.recalled(self.upload.data or "", self.text.data or "")
        self.cues, self._lost_times = found.cues, found.lost_times
        return found.origin

    def warn_of_lost_times(self) -> None:
        """Say that a transcript was taken in without its times, where that is so."""
        if self._lost_times:
            flash(_("The times of the transcript are left out, because its text was changed."), "alarm")
