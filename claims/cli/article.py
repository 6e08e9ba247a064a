"""``claims article``: take articles in from files."""

from datetime import UTC, datetime, time

import click

from claims.cli.check import read_input
from claims.cli.desk import Desk, acting_as, as_option, ready_desk_option
from claims.domain.article import Article
from claims.domain.permission import Permission
from claims.errors import EngineError
from claims.extraction.registry import DEFAULT_ENGINE
from claims.i18n import gettext as _
from claims.i18n import ngettext


@click.group()
def article() -> None:
    """Add articles to the desk."""


@article.command()
@click.argument("file", metavar="FILE|-")
@as_option
@click.option("--title", default="", help="[default: the document's own, or its first line]")
@click.option("--address", default="", help="Where it was published.")
@click.option("--outlet", default="", help="Who published it.")
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True, metavar="NAME", help="How to find claims.")
@click.option("--no-wait", is_flag=True, help="Leave the extraction to the desk's worker.")
@ready_desk_option
def add(
    desk: Desk, *, file: str, acting: str | None, title: str, address: str, outlet: str, engine: str, no_wait: bool
) -> None:
    """Take in an article (text, Markdown, HTML, Word, PDF, captions; “-”: standard input); extract its claims."""
    from claims.archiving.reader import read_document
    from claims.jobs.registry import get_engine
    from claims.services.article import NewArticle, add_article
    from claims.services.document import day_of, language_of, line_of, origin_of_upload

    name, data = read_input(file)
    document = read_document(name, data)
    day = day_of(document)
    new = NewArticle(
        text=document.text,
        title=title or document.title,
        language=language_of(document),
        author=line_of(document.author),
        address=address,
        outlet=outlet or line_of(document.outlet),
        published_at=datetime.combine(day, time(), UTC) if day else None,
        origin=origin_of_upload(name),
        engine=engine,
        cues=document.cues,
    )
    with desk.database.session_scope(write=True) as session:
        actor = acting_as(session, acting, Permission.ARTICLE_ADD)
        article_id = add_article(session, actor, get_engine(), new, endpoint=desk.config.llm).id
    click.echo(_("Article %(id)s was added.", id=article_id))
    if not no_wait:
        _extract(desk, article_id)


def _extract(desk: Desk, article_id: int) -> None:
    from claims.jobs.embedded import EmbeddedJobs
    from claims.services.article import get_article
    from claims.services.claim import claims_of_article
    from claims.worker import Worker, make_handlers

    Worker(
        desk.database, EmbeddedJobs(), make_handlers(desk.config.llm, desk.archive, desk.removals)
    ).run_until_empty()
    with desk.database.session_scope(write=False) as session:
        found = get_article(session, article_id)
        _refuse_failed(found)
        count = len(claims_of_article(session, article_id))
    click.echo(ngettext("%(num)s claim was found.", "%(num)s claims were found.", count))


def _refuse_failed(found: Article) -> None:
    if found.failure:
        raise EngineError(
            _("The claims of article %(id)s were not extracted: %(reason)s", id=found.id, reason=found.failure)
        )
