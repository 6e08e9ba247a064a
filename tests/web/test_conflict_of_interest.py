"""Declaring a conflict of interest, and what editors see of it."""

from claims.db import Database
from tests.web.bench import claim_ids, take_in
from tests.web.conftest import Browser


def test_declared_on_a_claim_kept_in_a_list_and_ended(database: Database, browser: Browser) -> None:
    article = take_in(database)
    claim, bela = claim_ids(database)[0], browser("Bela")
    bela.post(f"/desk/claims/{claim}/select")
    assert f"/desk/conflicts?claim={claim}" in bela.get(f"/desk/claims/{claim}").text
    page = bela.get(f"/desk/conflicts?claim={claim}").text
    assert f'value="article:{article}"' in page
    form = {"claim": str(claim), "about": f"article:{article}", "reason": "My cousin wrote it."}
    assert bela.post("/desk/conflicts", data=form).status_code == 303
    assert "My cousin wrote it." in bela.get("/desk/conflicts").text
    refused = bela.post(f"/desk/claims/{claim}/take")
    assert refused.status_code == 403
    assert "declared a conflict of interest" in refused.text
    assert bela.post("/desk/conflicts", data=form).status_code == 409
    assert browser("Dan").post("/desk/conflicts/1/end").status_code == 404
    assert bela.post("/desk/conflicts/1/end").status_code == 303
    assert bela.post(f"/desk/claims/{claim}/take").status_code in (200, 303)


def test_editor_sees_who_cannot_be_given_a_claim(database: Database, browser: Browser) -> None:
    take_in(database)
    claim = claim_ids(database)[0]
    browser("Ana").post(f"/desk/claims/{claim}/select")
    browser("Bela").post("/desk/conflicts", data={"claim": str(claim), "about": f"claim:{claim}"})
    page = browser("Ana").get(f"/desk/claims/{claim}/assign").text
    assert "Not offered, because of a conflict of interest: Bela" in page
    assert ">Bela</option>" not in page


def test_only_what_is_offered_can_be_declared(database: Database, browser: Browser) -> None:
    take_in(database)
    bela = browser("Bela")
    for about in ("claim:2", "person:1", "claim:x", ""):
        assert bela.post("/desk/conflicts", data={"claim": "1", "about": about}).status_code == 422
    assert bela.get("/desk/conflicts?claim=99").status_code == 404
    assert bela.get("/desk/conflicts?claim=99999999999999").status_code == 200
