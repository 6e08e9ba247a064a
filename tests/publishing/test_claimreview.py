import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.base import PublishedClaimant, Publisher
from claims.publishing.claimreview import claim_review, script_json
from tests.publishing.examples import (
    APPEARANCE,
    CORRECTION,
    DESK,
    EVIDENCE,
    MINOR,
    UNPROVEN,
    bare_verdict,
    verdict,
)
from tests.publishing.schemas import validator
from tests.publishing.strategies import HOSTILE, texts, verdicts


def empties(data: Any, where: str = "") -> list[str]:
    """Return the places of blank texts, None, and empty lists and objects."""
    if isinstance(data, dict):
        return [where] * (not data) + [place for key in data for place in empties(data[key], f"{where}.{key}")]
    if isinstance(data, list):
        return [where] * (not data) + [place for item in data for place in empties(item, f"{where}[]")]
    return [where] if data is None or (isinstance(data, str) and not data.strip()) else []


@pytest.mark.parametrize("example", [verdict(), bare_verdict(), verdict(rating=UNPROVEN)])
def test_markup_is_valid(example):
    validator("claimreview").validate(claim_review(example, DESK))


def test_markup_of_a_full_verdict_says_everything():
    review = claim_review(verdict(), DESK)
    assert review["@context"] == "https://schema.org"
    assert review["@id"] == "https://desk.example/claims/7#claimreview"
    assert review["url"] == "https://desk.example/claims/7/kim-will-make-his-fifth-visit-to-beijing"
    assert review["identifier"] == "https://desk.example/claims/7/revisions/3"
    assert review["subjectOf"] == {"@type": "WebPage", "url": "https://desk.example/r/7-3"}
    assert review["version"] == 3
    assert review["datePublished"] == "2025-09-03T10:00:00+00:00"
    assert review["dateModified"] == review["sdDatePublished"] == "2025-09-06T10:00:00+00:00"
    assert review["author"]["url"] == DESK.address
    assert review["license"] == DESK.licence
    assert review["reviewBody"] == "How\nThe ministry lists four.\n• 2018\n• 2019"
    assert review["citation"][0]["archivedAt"] == EVIDENCE.archived_at
    assert review["itemReviewed"]["appearance"][0]["archivedAt"] == APPEARANCE.archived_at
    assert review["itemReviewed"]["author"]["sameAs"] == "https://paper.example"


def test_there_is_exactly_one_claim_review():
    assert json.dumps(claim_review(verdict(), DESK)).count('"ClaimReview"') == 1


def test_rating_on_the_scale_has_numbers():
    rating = claim_review(verdict(), DESK)["reviewRating"]
    assert (rating["ratingValue"], rating["bestRating"], rating["worstRating"]) == (1, 5, 1)
    assert rating["ratingExplanation"] == "It is the fourth."


def test_rating_off_the_scale_has_no_numbers():
    rating = claim_review(verdict(rating=UNPROVEN), DESK)["reviewRating"]
    assert rating == {
        "@type": "Rating",
        "alternateName": "Unproven",
        "ratingExplanation": "It is the fourth.",
    }


def test_rating_text_is_that_of_the_badge_and_is_not_in_the_claim():
    example = verdict(rating=replace(UNPROVEN, label="Nicht belegt"))
    review = claim_review(example, DESK)
    assert review["reviewRating"]["alternateName"] == example.rating.label
    assert review["claimReviewed"] == review["itemReviewed"]["text"] == example.wording
    assert example.rating.label not in review["claimReviewed"]


def test_desks_own_site_is_the_canonical_address_and_the_id_stays():
    review = claim_review(verdict(published_at_url="https://paper.example/check"), DESK)
    assert review["url"] == "https://paper.example/check"
    assert review["@id"] == "https://desk.example/claims/7#claimreview"


@pytest.mark.parametrize(("kind", "expected"), [("person", "Person"), ("organisation", "Organization")])
def test_claimant_is_a_person_or_an_organisation(kind, expected):
    review = claim_review(verdict(claimant=PublishedClaimant("Kim", kind)), DESK)
    assert review["itemReviewed"]["author"] == {"@type": expected, "name": "Kim"}


def test_unknown_claimant_is_left_out():
    assert "author" not in claim_review(verdict(claimant=None), DESK)["itemReviewed"]


def test_article_that_says_it_twice_is_one_appearance_and_the_earliest_date_counts():
    later = replace(APPEARANCE, article_id=4, published_at="2025-09-02T08:00:00+00:00")
    again = replace(APPEARANCE, start=90, end=105)
    claim = claim_review(verdict(appearances=(later, APPEARANCE, again)), DESK)["itemReviewed"]
    assert len(claim["appearance"]) == 2
    assert claim["datePublished"] == APPEARANCE.published_at


def test_minor_corrections_have_no_comment():
    corrections = claim_review(verdict(corrections=(CORRECTION, MINOR)), DESK)["correction"]
    assert [correction["text"] for correction in corrections] == [CORRECTION.note]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "https://[broken", "ftp://a.example", ""])
def test_addresses_that_are_not_of_the_web_are_left_out(address):
    evidence = replace(EVIDENCE, address=address, archived_at=address)
    citation = claim_review(verdict(evidence=(evidence,)), DESK)["citation"][0]
    assert "url" not in citation
    assert "archivedAt" not in citation


@given(verdicts)
def test_nothing_in_the_markup_of_any_verdict_is_empty(example):
    assert empties(claim_review(example, Publisher("Desk", "https://desk.example"))) == []


@given(st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)))
def test_script_json_can_neither_end_its_element_nor_a_line(data):
    script = script_json(data)
    assert not set("<>&\u2028\u2029\x85\n\r") & set(script)
    assert json.loads(script) is not None
    script.encode("utf-8")


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text])
def test_script_json_gives_hostile_texts_back_as_they_were(text):
    assert json.loads(script_json({text: [text]})) == {text: [text]}
