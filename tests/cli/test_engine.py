"""Commands with an engine that asks a language model."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claims.cli import main
from claims.db import Database
from claims.domain.person import system_actor
from claims.services.setting import change_settings
from tests.extraction.llm.server import Model, faithful, refusal, serving

TEXT = "The museum opened in 1998. It has 300 rooms."


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "KEY", "MODEL", "TIMEOUT"):
        monkeypatch.delenv(f"CLAIMS_LLM_{name}", raising=False)


def run(*arguments: str, text: str = TEXT, model: Model | None = None, **more: str) -> Result:
    environment = {"CLAIMS_LLM_URL": model.url, **more} if model else more
    return CliRunner().invoke(main, [*arguments], input=text, env=environment)


@pytest.mark.parametrize("engine", ["llm", "linguistic+llm"])
def test_check_asks_the_model_of_the_environment(engine: str) -> None:
    with serving(faithful) as model:
        result = run(
            "check",
            "-",
            "--engine",
            engine,
            "--format",
            "json",
            "--model",
            "m",
            model=model,
            CLAIMS_LLM_KEY="s3cret",
        )
    found = json.loads(result.stdout)
    assert found["engine"]["name"] == engine and len(found["claims"]) == 2
    assert model.requests[0]["model"] == "m"
    assert "m: 150 tokens in 1 request" in result.stderr
    assert "s3cret" not in result.output


@pytest.mark.parametrize("processes", ["1", "2"])
def test_extract_asks_the_model_of_the_environment(processes: str) -> None:
    rows = "".join(json.dumps({"id": number, "text": TEXT}) + "\n" for number in range(2))
    with serving(faithful) as model:
        result = run(
            *("extract", "--jsonl", "--engine", "llm", "--processes", processes),
            text=rows,
            model=model,
            CLAIMS_LLM_MODEL="m",
        )
    assert [len(json.loads(row)["claims"]) for row in result.stdout.splitlines()] == [2, 2]


@pytest.mark.parametrize("command", [["check", "-"], ["extract", "--jsonl"]])
def test_missing_address_and_model_are_named(command: list[str]) -> None:
    without_address = run(*command, "--engine", "llm")
    assert without_address.exit_code == 2 and "CLAIMS_LLM_URL" in without_address.stderr
    with serving(faithful) as model:
        without_model = run(*command, "--engine", "llm", model=model)
    assert without_model.exit_code == 2 and "CLAIMS_LLM_MODEL" in without_model.stderr


def test_failure_of_the_model_is_one_sentence() -> None:
    with serving(refusal(404, "model not found")) as model:
        result = run("check", "-", "--engine", "llm", "--model", "m", model=model)
    assert result.exit_code == 2
    assert "model not found" in result.stderr and result.stderr.count("\n") == 1


def test_article_is_added_with_the_desks_model(desk: Path, desk_database: Database) -> None:
    with desk_database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), llm_model="of-the-desk")
    arguments = ("article", "add", "-", "--engine", "llm", "--data", str(desk))
    with serving(faithful) as model:
        result = run(*arguments, model=model)
    assert "2 claims were found" in result.output
    assert model.requests[0]["model"] == "of-the-desk"


def test_article_is_refused_without_an_address(desk: Path) -> None:
    result = run("article", "add", "-", "--engine", "llm", "--data", str(desk))
    assert result.exit_code == 2 and "CLAIMS_LLM_URL" in result.stderr
