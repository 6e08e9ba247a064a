"""What machines read: exports of reports and the ClaimReview feed."""

from collections.abc import Callable
from contextlib import ExitStack

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from claims.errors import NotFound
from claims.i18n import gettext as _
from claims.publishing.base import Export
from claims.publishing.registry import Format, format_names, get_format
from claims.services.export import export_article, export_desk
from claims.web.access import public
from claims.web.address import publisher
from claims.web.session import separate_transaction

bp = Blueprint("feed", __name__)


@bp.get("/articles/<int:article_id>/export.<format_name>")
@public
def article_export(article_id: int, format_name: str) -> ResponseReturnValue:
    """Stream what the report of an article shows; ``?raw=1`` leaves what spreadsheets run as formulas."""
    if format_name not in format_names():
        names = ", ".join(format_names())
        raise NotFound(
            _("There is no export format “%(name)s”; there are: %(names)s.", name=format_name, names=names)
        )
    form, desk = get_format(format_name), publisher()
    response = _stream(lambda session: export_article(session, article_id, desk), form)
    response.headers.set("Content-Disposition", "attachment", filename=f"article-{article_id}.{form.extension}")
    return response


@bp.get("/feed/claimreview.json")
@public
def claimreview() -> ResponseReturnValue:
    """Stream every published verdict of the desk as a DataFeed of ClaimReviews."""
    desk = publisher()
    return _stream(lambda session: export_desk(session, desk), get_format("claimreview"))


def _stream(start: Callable[[Session], Export], form: Format) -> Response:
    """Write an export while it is read, from a session of its own that is closed when the answer is."""
    with ExitStack() as opened:
        export = start(opened.enter_context(separate_transaction(write=False)))
        write = form.write_raw if request.args.get("raw") else form.write
        response = Response(write(export), mimetype=form.media_type)
        response.call_on_close(opened.pop_all().close)
    return response
