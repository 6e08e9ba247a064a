"""Where what a publish gate misses is mended: a field of the verdict's form, or another page."""

from collections.abc import Mapping

from flask import url_for

from claims.domain.gate import GATE_REASONS, Gate
from claims.domain.verdict import VerdictRevision
from claims.services.gate import is_archived_or_excused

_FIELDS: Mapping[Gate, str] = {
    Gate.RATING: "rating-0",
    Gate.SUMMARY: "summary",
    Gate.EXPLANATION: "explanation",
    Gate.AS_OF: "as_of",
    Gate.SEARCHED: "searched",
    **{gate: f"{gate.value}_reason" for gate in GATE_REASONS},
}


def mending(revision: VerdictRevision, *, on_form: bool) -> dict[Gate, str]:
    """Return an address for each gate that its author can do something for; ``on_form``: that page is open."""
    form = "" if on_form else url_for("verdict.edit", revision_id=revision.id)
    claim_id = revision.verdict.claim_id
    bare = (item.evidence.source for item in revision.evidence)
    source = next((source for source in bare if not is_archived_or_excused(source)), None)
    return {
        **{gate: f"{form}#{field}" for gate, field in _FIELDS.items()},
        Gate.CLAIMANT: url_for("claim.page", claim_id=claim_id, _anchor="claimant"),
        Gate.CLAIMANT_ASKED: url_for("contact.new", claim_id=claim_id),
        Gate.EVIDENCE: url_for("source.attach", claim_id=claim_id),
        **({Gate.SNAPSHOT: url_for("source.page", source_id=source.id)} if source else {}),
    }
