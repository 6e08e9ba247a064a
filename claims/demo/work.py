"""What the people of the Beijing desk do with the article's claims: triage, evidence, verdicts, the report."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from claims.demo.content import Answer, Exhibit, Finding, Page, Triage, Wanted
from claims.demo.finding import FINDINGS
from claims.demo.likeness import closest, content_words
from claims.demo.page import GATHERED_ON
from claims.demo.report import HEADLINE, INTRODUCTION, SELECTION_NOTE
from claims.demo.triage import ASIDE, TO_CHECK, WAITING
from claims.domain.claim import Claim
from claims.domain.person import Actor
from claims.domain.source import NoSnapshotReason, SourceKind
from claims.domain.state import ClaimState
from claims.services.approval import approve
from claims.services.claim import (
    add_claim,
    claims_of_article,
    edit_claim,
    select_claim,
    set_aside,
    split_claim,
    take,
    wait,
)
from claims.services.claimant import confirm_no_claimant
from claims.services.publication import publish
from claims.services.rating import newest_scale
from claims.services.report import publish_report, save_report
from claims.services.source import NewEvidence, NewSource, add_source, attach
from claims.services.verdict import save_revision, start_revision, submit

EDITOR = "Ana"


class Work:
    """One round of work on one article, in the caller's transaction."""

    def __init__(self, session: Session, article_id: int, people: Mapping[str, Actor]) -> None:
        self._session = session
        self._article_id = article_id
        self._people = people
        self._suggested = [
            claim for claim in claims_of_article(session, article_id) if claim.state is ClaimState.SUGGESTED
        ]
        self._sources: dict[Page, int] = {}
        self._ratings = {rating.key: rating.id for rating in newest_scale(session).ratings}

    def carry_out(self) -> None:
        """Do all of it, from the first selection to the report."""
        chosen = [(finding, self._select(finding.wanted, finding.author)) for finding in FINDINGS]
        for triage in (*TO_CHECK, *WAITING):
            self._keep(triage)
        for triage in ASIDE:
            self._set_aside(triage)
        for finding, claim in chosen:
            self._write(finding, claim)
        self._report()

    def _select(self, wanted: Wanted, by: str) -> Claim:
        """Select the engine's claim and word it as wanted; or make one at the exact words."""
        actor, found = self._people[by], closest(self._suggested, wanted)
        if found is None:
            own = add_claim(self._session, actor, self._article_id, words=wanted.exact, text=wanted.text)
            return self._worded(own, wanted, actor)
        self._suggested.remove(found)
        if wanted.rest and content_words(wanted.rest) <= content_words(found.text):
            self._suggested += split_claim(self._session, actor, found.id, [wanted.text, wanted.rest])[1:]
        select_claim(self._session, actor, found.id)
        return self._worded(found, wanted, actor)

    def _worded(self, claim: Claim, wanted: Wanted, actor: Actor) -> Claim:
        if (claim.text, claim.kind) == (wanted.text, wanted.kind):
            return claim
        self._session.flush()
        return edit_claim(
            self._session,
            actor,
            claim.id,
            text=wanted.text,
            kind=wanted.kind,
            attribution=claim.attribution,
            edits=claim.edits,
        )

    def _keep(self, triage: Triage) -> None:
        by = triage.taken_by or EDITOR
        claim = self._select(triage.wanted, by)
        if triage.taken_by:
            take(self._session, self._people[by], claim.id, self._people[by].person_id)
        if triage.wait_until is not None:
            wait(self._session, self._people[by], claim.id, triage.wait_until)

    def _set_aside(self, triage: Triage) -> None:
        """Set the engine's claim aside; one that it did not find needs no setting aside."""
        found = closest(self._suggested, triage.wanted)
        if found is not None and triage.aside is not None:
            self._suggested.remove(found)
            set_aside(self._session, self._people[EDITOR], found.id, triage.aside)

    def _write(self, finding: Finding, claim: Claim) -> None:
        author = self._people[finding.author]
        take(self._session, author, claim.id, author.person_id)
        confirm_no_claimant(self._session, author, claim.id)
        for answer in finding.answers:
            revision_id = self._draft(finding, claim, answer)
            if finding.submitted:
                submit(self._session, author, revision_id)
            if finding.approver:
                approve(self._session, self._people[finding.approver], revision_id, answer.approval)
                editor = self._people[EDITOR]
                publish(self._session, editor, revision_id, correction=answer.correction, note=answer.note)

    def _draft(self, finding: Finding, claim: Claim, answer: Answer) -> int:
        author = self._people[finding.author]
        for exhibit in answer.exhibits:
            self._attach(exhibit, claim, author)
        revision = start_revision(self._session, author, claim.id)
        save_revision(
            self._session,
            author,
            revision.id,
            edits=revision.edits,
            rating_id=self._ratings[answer.rating],
            as_of=answer.as_of,
            texts={
                "summary": answer.summary,
                "explanation": answer.explanation,
                "searched": answer.searched,
                "how_to_repeat": answer.how_to_repeat,
                "could_change": answer.could_change,
            },
            answers=answer.reasons,
        )
        return revision.id

    def _attach(self, exhibit: Exhibit, claim: Claim, author: Actor) -> None:
        evidence = NewEvidence(stance=exhibit.stance, quote=exhibit.quote, note=exhibit.note)
        attach(self._session, author, claim.id, self._source(exhibit.page, author), evidence)

    def _source(self, page: Page, author: Actor) -> int:
        """Add a source at its first use; the same page is evidence for several claims."""
        if page not in self._sources:
            new = NewSource(
                kind=SourceKind.PAGE,
                title=page.title,
                address=page.address,
                publisher=page.publisher,
                published_on=page.published_on,
                accessed_on=GATHERED_ON,
                origin=page.origin,
                no_snapshot_reason=NoSnapshotReason.DEMONSTRATION,
            )
            self._sources[page] = add_source(self._session, author, new).id
        return self._sources[page]

    def _report(self) -> None:
        editor = self._people[EDITOR]
        save_report(
            self._session,
            editor,
            self._article_id,
            edits=0,
            headline=HEADLINE,
            introduction=INTRODUCTION,
            selection_note=SELECTION_NOTE,
            whole_text=True,
        )
        publish_report(self._session, editor, self._article_id)
