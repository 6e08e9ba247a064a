"""Pictures that people send: checked by what they hold, and freed of what a camera notes in them."""

from typing import BinaryIO

from claims.archiving.picture import CleanPicture, clean_picture
from claims.errors import InvalidInput
from claims.i18n import gettext as _


def read_picture(name: str, stream: BinaryIO, *, most: int) -> CleanPicture:
    """Return a picture without metadata; slow, so call it before a transaction.

    Raise InvalidInput for what is no whole PNG, JPEG, WebP or GIF, or has more than ``most`` bytes.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise InvalidInput(_("%(name)s is too large: at most %(max)s MB.", name=name[:80], max=most // 1_000_000))
    return clean_picture(name, data)
