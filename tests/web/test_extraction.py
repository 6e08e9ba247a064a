"""Choosing how claims are found, and what the workbench says of a run with a language model."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from claims.config import ModelConfig
from claims.db import Database
from claims.domain.setting import DeskSettings
from claims.jobs.embedded import EmbeddedJobs
from claims.services.setting import change_settings, load_settings
from claims.web.session import TransactionalFlask
from claims.worker import Worker, make_handlers
from tests.extraction.llm.server import Answer, claim, claims, faithful, refusal, serving
from tests.web.conftest import SYSTEM, Browser
from tests.web.test_setting import SETTINGS

TEXT = "The museum opened in 1998. It has 300 rooms."
FORM = {
    **SETTINGS,
    "engine": "linguistic",
    "llm_model": "qwen3:8b",
    "llm_sentences": "10",
    "llm_retries": "3",
    "llm_seconds": "600",
    "llm_article_tokens": "200000",
    "llm_day_tokens": "2000000",
    "llm_input_price": "0.075",
    "llm_output_price": "2.5",
    "llm_currency": "eur",
    "llm_day_cost": "1.5",
}
ARTICLE = {"text": TEXT, "medium": "news", "language": "en", "engine": "llm"}
LOCAL = ModelConfig("http://127.0.0.1:11434/v1", "s3cret-key", 5, "")
REMOTE = ModelConfig("https://models.example/v1", "s3cret-key", 5, "big-model")


def connect(app: TransactionalFlask, endpoint: ModelConfig) -> None:
    app.extensions["claims"] = replace(app.extensions["claims"], llm=endpoint)


def settings(database: Database) -> DeskSettings:
    with database.session_scope(write=False) as session:
        return load_settings(session)


def change(database: Database, **changes: object) -> None:
    with database.session_scope(write=True) as session:
        change_settings(session, SYSTEM, **changes)


class TestSettings:
    """The section of the settings page."""

    @pytest.mark.parametrize("name", ["Bela", "Ana"])
    def test_only_admins_change_it(self, browser: Browser, name: str) -> None:
        assert browser(name).post("/desk/settings", data=FORM).status_code == 403

    def test_new_desk_asks_no_model(self, browser: Browser, database: Database) -> None:
        page = browser("Ada").get("/desk/settings").text
        assert "There is no language model" in page and "CLAIMS_LLM_URL" in page
        assert settings(database).engine == "linguistic"

    def test_values_are_kept_and_shown(self, browser: Browser, database: Database) -> None:
        ada = browser("Ada")
        assert ada.post("/desk/settings", data=FORM).status_code == 303
        kept = settings(database)
        assert (kept.llm_model, kept.llm_input_price, kept.llm_currency, kept.llm_day_cost) == (
            "qwen3:8b",
            0.075,
            "EUR",
            1.5,
        )
        page = ada.get("/desk/settings").text
        assert 'value="0.075"' in page and 'value="qwen3:8b"' in page

    @pytest.mark.parametrize("engine", ["llm", "linguistic+llm"])
    def test_model_without_an_address_is_refused_and_the_variable_named(
        self, browser: Browser, database: Database, engine: str
    ) -> None:
        answer = browser("Ada").post("/desk/settings", data={**FORM, "engine": engine})
        assert answer.status_code == 422
        assert "CLAIMS_LLM_URL" in answer.text and "set the variable" in answer.text
        assert settings(database) == DeskSettings()

    def test_model_without_a_name_is_refused(self, app: TransactionalFlask, browser: Browser) -> None:
        connect(app, LOCAL)
        answer = browser("Ada").post("/desk/settings", data={**FORM, "engine": "llm", "llm_model": " "})
        assert answer.status_code == 422 and "CLAIMS_LLM_MODEL" in answer.text

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("engine", "oracle", "Not a valid choice"),
            ("llm_sentences", "0", "Give a number from 1 to 50."),
            ("llm_sentences", "many", "Not a valid integer value"),
            ("llm_retries", "", "Give a number."),
            ("llm_seconds", "100000", "Give a number from 10 to 7200."),
            ("llm_day_cost", "-1", "Give a number from 0"),
            ("llm_day_cost", "NaN", "Give a number from 0"),
            ("llm_input_price", "cheap", "Not a valid decimal value"),
            ("llm_currency", "XXQ", "is not the code of a currency"),
            ("llm_model", "x" * 201, "200"),
        ],
    )
    def test_wrong_value_is_named(
        self, browser: Browser, database: Database, name: str, value: str, sentence: str
    ) -> None:
        answer = browser("Ada").post("/desk/settings", data={**FORM, name: value})
        assert answer.status_code == 422 and sentence in answer.text
        assert settings(database) == DeskSettings()

    def test_limit_of_cost_needs_prices(self, browser: Browser) -> None:
        free = {**FORM, "llm_input_price": "0", "llm_output_price": "0"}
        answer = browser("Ada").post("/desk/settings", data=free)
        assert answer.status_code == 422 and "needs the prices" in answer.text

    def test_key_is_on_no_page(self, app: TransactionalFlask, browser: Browser) -> None:
        connect(app, REMOTE)
        ada = browser("Ada")
        for page in ("/desk/settings", "/desk/articles/new"):
            assert "s3cret" not in ada.get(page).text
        assert "models.example" in ada.get("/desk/settings").text


class TestChoice:
    """The form for new articles."""

    def test_without_a_model_none_is_offered(self, browser: Browser) -> None:
        bela = browser("Bela")
        page = bela.get("/desk/articles/new").text
        assert 'value="linguistic"' in page and 'value="llm"' not in page
        assert "nothing is sent to anybody" in page
        assert bela.post("/desk/articles/new", data=ARTICLE).status_code == 422

    def test_with_a_model_the_form_says_where_the_text_goes(
        self, app: TransactionalFlask, browser: Browser
    ) -> None:
        connect(app, REMOTE)
        page = browser("Bela").get("/desk/articles/new").text
        assert 'value="llm"' in page and 'value="linguistic+llm"' in page
        assert "then it is sent to models.example" in page
        assert re.search(r'<input checked[^>]*value="linguistic"', page)

    def test_choice_of_the_desk_comes_first(
        self, app: TransactionalFlask, browser: Browser, database: Database
    ) -> None:
        connect(app, REMOTE)
        change(database, engine="linguistic+llm")
        page = browser("Bela").get("/desk/articles/new").text
        assert re.search(r'<input checked[^>]*value="linguistic\+llm"', page)

    def test_choice_that_cannot_work_any_more_is_not_the_first(self, browser: Browser, database: Database) -> None:
        change(database, engine="llm")
        assert re.search(r'<input checked[^>]*value="linguistic"', browser("Bela").get("/desk/articles/new").text)

    def test_own_draft_goes_to_no_other_machine(self, app: TransactionalFlask, browser: Browser) -> None:
        connect(app, REMOTE)
        bela = browser("Bela")
        answer = bela.post("/desk/articles/new", data={**ARTICLE, "private": "y"})
        assert answer.status_code == 422 and "does not leave this desk" in answer.text
        connect(app, replace(LOCAL, model="small"))
        assert bela.post("/desk/articles/new", data={**ARTICLE, "private": "y"}).status_code == 303

    def test_refining_engine_leaves_other_languages_to_the_baseline(
        self, app: TransactionalFlask, browser: Browser
    ) -> None:
        connect(app, REMOTE)
        form = {**ARTICLE, "engine": "linguistic+llm", "language": "de"}
        page = browser("Bela").post("/desk/articles/new", data=form, follow_redirects=True).text
        assert "its claims are found by “sentence”" in page


def run(
    app: TransactionalFlask, client: FlaskClient, database: Database, *answers: Answer, engine: str = "llm"
) -> str:
    """Have an article extracted by a model that answers so; return its page."""
    with serving(*answers) as model:
        endpoint = replace(model.endpoint(key="s3cret-key"), model="qwen3:8b")
        connect(app, endpoint)
        address = client.post("/desk/articles/new", data={**ARTICLE, "engine": engine}).headers["Location"]
        Worker(database, EmbeddedJobs(), make_handlers(endpoint)).run_until_empty()
    return client.get(address).text


class TestRun:
    """What the workbench says of a run."""

    def test_engine_model_tokens_cost_and_seconds_are_shown(
        self, app: TransactionalFlask, browser: Browser, database: Database
    ) -> None:
        change(database, llm_input_price=1000.0, llm_output_price=2000.0, llm_currency="EUR")
        page = run(app, browser("Bela"), database, faithful)
        assert "It has 300 rooms." in page
        for fact in (
            r"found by “llm” in [\d.]+ seconds",
            "language model qwen3:8b",
            "150 tokens in 1 request",
            "cost €0.2",
        ):
            assert re.search(fact, page), fact
        assert "left out" not in page
        spent = browser("Ada").get("/desk/settings").text
        assert "Today it took 150 tokens." in spent and "They cost €0.2" in spent

    def test_what_was_left_out_is_counted_by_its_reason(
        self, app: TransactionalFlask, browser: Browser, database: Database
    ) -> None:
        wrong = [
            claim(2, "it has 301 rooms", "The museum has 300 rooms."),
            claim(2, "It has", "It has 301 rooms."),
        ]
        page = run(app, browser("Bela"), database, claims(claim(1, "The museum opened in 1998."), *wrong))
        assert "2 answers of the model were left out" in page
        assert "quoting words that do not stand in the article: 1" in page
        assert "with a number that the article does not have: 1" in page

    def test_failure_is_told_and_can_be_tried_again(
        self, app: TransactionalFlask, browser: Browser, database: Database
    ) -> None:
        page = run(app, browser("Bela"), database, refusal(401, "Wrong key s3cret-key."))
        assert "The claims could not be extracted" in page and "Wrong key …" in page
        assert "s3cret" not in page and "card-" not in page
        assert 'value="llm"' in page

    def test_refinement_that_did_not_happen_is_told(
        self, app: TransactionalFlask, browser: Browser, database: Database
    ) -> None:
        page = run(app, browser("Bela"), database, refusal(400, "out of memory"), engine="linguistic+llm")
        assert "did not do all that was asked" in page and "out of memory" in page
        assert "300 rooms" in page and "card-1" in page

    def test_run_of_an_engine_without_a_model_says_how_long_it_took(
        self, browser: Browser, database: Database
    ) -> None:
        bela = browser("Bela")
        address = bela.post("/desk/articles/new", data={**ARTICLE, "engine": "sentence"}).headers["Location"]
        Worker(database, EmbeddedJobs()).run_until_empty()
        page = bela.get(address).text
        assert "found by “sentence” in" in page and "language model" not in page
