"""The workbench of an article: its page, and what is done there with many claims or with none in particular."""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.domain.article import Version
from claims.domain.claim import SetAsideReason
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.permission import Permission, may
from claims.domain.person import Person
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.services import article as service
from claims.services import triage
from claims.services.claim import add_claim as add_claim_of
from claims.services.conflict_of_interest import MAX_NAMED, conflict_sentence, conflicts_in
from claims.services.extraction import newest_run
from claims.services.person import active_people
from claims.services.triage import Outcome, Sighting
from claims.services.undo import Undone, undo_last
from claims.services.workbench import WINDOW, Filter, Listing, list_claims, load_claims
from claims.web import workbench as view
from claims.web.access import requires
from claims.web.address import local_path
from claims.web.article import WORKING, bp
from claims.web.card import card_answer, wants_cards
from claims.web.forms import attempt
from claims.web.forms.article import ExtractForm, NewClaimForm
from claims.web.forms.media import MediaClaimForm
from claims.web.keys import key_groups, key_map, printed_keys
from claims.web.language import language_name
from claims.web.placed import media_context
from claims.web.run import run_facts
from claims.web.session import current_actor, db, desk

__all__ = ["bp"]
MAX_ON_PAGE = 50
"""Claims that an undo gives as cards; the page is loaded anew for more."""


@bp.get("/desk/articles/<int:article_id>")
@requires(Permission.DESK_SEE)
def workbench(article_id: int) -> ResponseReturnValue:
    """Show the text with its claims, and work on them."""
    return workbench_page(article_id, NewClaimForm(formdata=None))


@bp.post("/desk/articles/<int:article_id>/claims")
@requires(Permission.CLAIM_TRIAGE)
def add_claim(article_id: int) -> ResponseReturnValue:
    """Make a claim at words of the text."""
    form = NewClaimForm()
    if form.validate():
        place = {"start": form.start.data, "end": form.end.data}
        words, text = form.words.data, form.text.data or ""
        claim = attempt(
            form, lambda: add_claim_of(db(), current_actor(), article_id, words=words, text=text, **place)
        )
        if claim is not None:
            db().flush()  # the claim's number belongs to the address
            flash(_("Claim %(id)s is on the list to check.", id=claim.id), "done")
            return _to_workbench(article_id, f"card-{claim.id}")
    return workbench_page(article_id, form), form.status


@bp.post("/desk/articles/<int:article_id>/finish")
@requires(Permission.CLAIM_TRIAGE)
def finish(article_id: int) -> ResponseReturnValue:
    """Set aside all that is still only suggested, and was so when the person saw it."""
    reason = _reason(_("Choose why the other claims are not checked."))
    outcome = triage.finish_selection(db(), current_actor(), article_id, reason, seen=_seen())
    number = len(outcome.done)
    flash(ngettext("%(num)s claim was set aside.", "%(num)s claims were set aside.", number), "done")
    if outcome.changed:
        flash(_left_sentence(len(outcome.changed)), "alarm")
    return _to_workbench(article_id)


@bp.post("/desk/articles/<int:article_id>/ticked/<any(select, set_aside, take, assign):step>")
@requires(Permission.CLAIM_TRIAGE)
def ticked(article_id: int, step: str) -> ResponseReturnValue:
    """Take one step with all ticked claims."""
    actor, seen = current_actor(), _ticked()
    if step == "select":
        outcome = triage.select_all(db(), actor, article_id, seen)
    elif step == "set_aside":
        reason = _reason(_("Choose why the claims are not checked."))
        outcome = triage.set_all_aside(db(), actor, article_id, seen, reason)
    else:
        person = actor.person_id if step == "take" else request.form.get("person", type=int)
        if person is None:
            raise InvalidInput(_("Choose who checks the claims."))
        outcome = triage.give_all(db(), actor, article_id, seen, person)
        barred = [claim.id for claim in outcome.barred]
        if barred:
            return _after(article_id, outcome, conflict_sentence(db(), person, barred))
    return _after(article_id, outcome)


@bp.post("/desk/articles/<int:article_id>/undo")
@requires(Permission.CLAIM_TRIAGE)
def undo(article_id: int) -> ResponseReturnValue:
    """Take back one's own last change to the claims."""
    undone = undo_last(db(), current_actor(), article_id)
    said = taken_back(undone)
    if wants_cards() and not undone.moved and len(undone.claim_ids) <= MAX_ON_PAGE:
        return card_answer(said, undone.claim_ids, go=str(undone.claim_ids[0]))
    flash(said, "done")
    if wants_cards():
        return Response(headers={"HX-Refresh": "true"})
    return _to_workbench(article_id, f"card-{undone.claim_ids[0]}" if undone.claim_ids else None)


def taken_back(undone: Undone) -> str:
    """Say that a change is taken back, and which claims are nobody's instead of whose they were."""
    said = _("Your last change is taken back.")
    if undone.freed:
        said += " " + ngettext(
            "Claim %(ids)s is nobody’s now: who had it may not have it again.",
            "Claims %(ids)s are nobody’s now: who had them may not have them again.",
            len(undone.freed),
            ids=", ".join(map(str, undone.freed)),
        )
    return said


def _after(article_id: int, outcome: Outcome, more: str = "") -> ResponseReturnValue:
    said = ngettext("%(num)s claim is changed.", "%(num)s claims are changed.", len(outcome.done))
    if outcome.changed:
        said += " " + _left_sentence(len(outcome.changed))
    if outcome.refused:
        number = len(outcome.refused)
        said += " " + ngettext(
            "%(num)s claim is not in a state for that.", "%(num)s claims are not in a state for that.", number
        )
    said = f"{said} {more}".strip()
    if wants_cards():
        claims = [*outcome.done, *outcome.changed, *outcome.refused, *outcome.barred]
        return card_answer(said, [claim.id for claim in claims], go="next")
    flash(said, "alarm" if outcome.left else "done")
    return _to_workbench(article_id, f"card-{outcome.done[0].id}")


def _left_sentence(number: int) -> str:
    return ngettext(
        "%(num)s claim was changed by others since you saw it, and is left as it is.",
        "%(num)s claims were changed by others since you saw them, and are left as they are.",
        number,
    )


def workbench_page(article_id: int, form: NewClaimForm, media_form: MediaClaimForm | None = None) -> str:
    """Return the page, with what was typed into its forms."""
    bench = _bench(service.newest_version(db(), article_id))
    article = bench.article
    actor, counts, chosen = current_actor(), bench.listing.counts, bench.filter
    return render_template(
        "article/workbench.html",
        bench=bench,
        article=article,
        counts={state: counts[state] for state in view.STATES if counts[state]},
        run=run_facts(newest_run(db(), article_id)),
        working=article.state in WORKING,
        engine_used=service.engine_used(article),
        language_of_article=language_name(article.language),
        form=form,
        extract_form=ExtractForm(formdata=None, engine=article.engine),
        set_aside_reasons=view.set_aside_reasons(),
        drop_reasons=view.drop_reasons(),
        people=_people(bench) if may(actor, Permission.CLAIM_ASSIGN) else (),
        back=request.full_path.rstrip("?") if request.method == "GET" else "",
        window_url=_window_url,
        filtered=chosen != Filter(),
        filtered_more=chosen != Filter(words=chosen.words),
        keys=printed_keys(actor),
        key_map=key_map(actor),
        key_groups=key_groups(actor),
        **_filter_choices(bench.listing, chosen),
        **media_context(article, media_form),
    )


def _bench(version: Version) -> view.Workbench:
    article, chosen = version.article, view.read_filter(request.args, _me())
    listing = list_claims(db(), article.id, version, chosen)
    shown, aside, begin = view.window(listing, chosen, request.args.get("at", type=int))
    claims = {claim.id: claim for claim in load_claims(db(), [line.id for line in (*shown, *aside)])}
    after = view.next_suggested(shown)
    unfolded = [line for line in listing.visible if chosen.state or line.state != "not_selected"]
    total = len(unfolded)
    numbers = {"first": begin + 1, "last": begin + len(shown), "all": total}
    weights = desk().weights
    return view.Workbench(
        article=article,
        version=version,
        listing=listing,
        shown=view.cards_of([claims[line.id] for line in shown], version.id, weights, after),
        aside=view.cards_of([claims[line.id] for line in aside], version.id, weights, {}),
        parts=view.text_parts(version.text, listing.visible),
        filter=chosen,
        place=_("%(first)s to %(last)s of %(all)s", **numbers) if total > WINDOW else "",
        earlier=unfolded[begin - 1].id if begin else None,
        later=unfolded[begin + WINDOW].id if begin + WINDOW < total else None,
        seen=triage.sight(db(), listing.newest_id),
    )


def _people(bench: view.Workbench) -> list[tuple[Person, str]]:
    """Return to whom the claims may be given, each with which ones not, because of what they declared."""
    conflicts = conflicts_in(db(), bench.article.id)
    barred = [(person, sorted(conflicts.get(person.id, ()))) for person in active_people(db())]
    return [
        (person, ", ".join(map(str, ids[:MAX_NAMED])) + (" …" if len(ids) > MAX_NAMED else ""))
        for person, ids in barred
        if not ids or len(ids) < bench.claims
    ]


def _filter_choices(listing: Listing, chosen: Filter) -> dict[str, object]:
    """Return what the filter offers: values with what they are called."""
    counts = listing.counts
    return {
        "states": [("", _("every state")), *((s.value, f"{label(s)} ({counts[s]})") for s in view.STATES)],
        "kinds": [("", _("every kind")), *((kind.value, label(kind)) for kind in ClaimKind)],
        "scores": [("", _("any score")), *((n, _("at least %(score)s of 100", score=n)) for n in view.SCORES)],
        "speakers": [("", _("anybody")), *((name, name) for name in listing.speakers)],
        "checkables": [("", _("all")), ("yes", _("it can")), ("no", _("it seems not"))],
        "checkable": {True: "yes", False: "no", None: ""}[chosen.checkable],
    }


def _window_url(claim_id: int) -> str:
    """Return the address of the same list at another claim."""
    values = [(name, value) for name, value in request.args.items(multi=True) if name != "at"]
    return f"{request.path}?{urlencode([*values, ('at', claim_id)])}#card-{claim_id}"


def _to_workbench(article_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Go back to the list as it was filtered, or to the whole one."""
    back = request.form.get("back", "")
    address = local_path(back).partition("#")[0] if back else url_for("article.workbench", article_id=article_id)
    return redirect(at_claim(address, anchor), HTTPStatus.SEE_OTHER)


def at_claim(address: str, anchor: str | None) -> str:
    """Add the place to an address; one that names a window (``at``) gets that of the claim."""
    if not anchor:
        return address
    path, _mark, query = address.partition("?")
    values = dict(parse_qsl(query))
    if "at" in values:
        values["at"] = anchor.removeprefix("card-")
        address = f"{path}?{urlencode(values)}"
    return f"{address}#{anchor}"


def _ticked() -> dict[int, int]:
    """Return the claims that were ticked, with the edits that the person saw."""
    pairs = [value.partition(".") for value in request.form.getlist("claim")]
    return {int(a): int(b) for a, _dot, b in pairs if a.isdecimal() and b.isdecimal() and len(a) + len(b) < 20}


def _seen() -> Sighting | None:
    event, _dot, claim = request.form.get("seen", "").partition(".")
    return Sighting(int(event), int(claim)) if event.isdecimal() and claim.isdecimal() else None


def _reason(otherwise: str) -> SetAsideReason:
    value = request.form.get("reason", "")
    if value not in set(SetAsideReason):
        raise InvalidInput(otherwise)
    return SetAsideReason(value)


def _me() -> int | None:
    return current_actor().person_id
