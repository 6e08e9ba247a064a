"""Asking a server that fails in every way that servers do, and within limits."""

import json
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from claims.config import ModelConfig
from claims.errors import ModelError
from claims.extraction.base import Candidate, Passage
from claims.extraction.llm import chat, connection
from claims.extraction.llm.access import ModelAccess, ModelTerms, Tally, Usage
from claims.extraction.llm.connection import completions_address
from claims.extraction.llm.engine import LlmEngine
from tests.extraction.llm.server import (
    Answer,
    Json,
    Model,
    chunked,
    claim,
    claims,
    cuts_off,
    data_of,
    drips,
    faithful,
    hangs_up,
    raw,
    refusal,
    says,
    serving,
    stalls,
)

TEXT = "The museum opened in 1998. It has 300 rooms."
GOOD = claims(claim(1, "The museum opened in 1998."))


def extract(model: Model, text: str = TEXT, timeout: int = 20, key: str = "", **terms: Any) -> list[Candidate]:
    access = ModelAccess(model.endpoint(key=key, timeout=timeout), ModelTerms("test-model", **terms))
    return LlmEngine(access).extract(Passage(text))


def refused(model: Model, **terms: Any) -> str:
    with pytest.raises(ModelError) as caught:
        extract(model, **terms)
    return caught.value.message


class TestFailures:
    """What passes is tried again, what does not is said at once."""

    @pytest.mark.parametrize(
        "bad",
        [
            refusal(429, "slow down"),
            refusal(500),
            refusal(503, "overloaded"),
            refusal(529),
            hangs_up,
            cuts_off,
            raw(200, b""),
            raw(200, b"<!doctype html><p>Bad gateway", {"Content-Type": "text/html"}),
            raw(200, b"[" * 100_000),
            raw(200, b'{"choices": []}'),
            raw(200, b'{"choices": [{"message": null}]}'),
            raw(200, b'{"choices": [{"message": {"content": null}}]}'),
            raw(200, b'{"choices": "none"}'),
            raw(200, b"\xff\xfe\x00"),
            raw(200, b"null"),
            says("I am sorry, I cannot do that."),
            says("{{{{[[[["),
            says('{"claims": "none"}'),
            raw(200, b"x" * (connection.MAX_ANSWER_BYTES + 1)),
        ],
    )
    def test_what_may_pass_is_tried_again(self, bad: Answer) -> None:
        with serving(bad, GOOD) as model:
            (found,) = extract(model)
        assert found.text == "The museum opened in 1998."
        assert len(model.requests) == 2

    @pytest.mark.parametrize("status", [401, 402, 403, 404, 405, 413])
    def test_refusal_is_not_repeated(self, status: int) -> None:
        with serving(refusal(status, "No such model.")) as model:
            sentence = refused(model)
        assert len(model.requests) == 1
        assert f"status {status}" in sentence and "No such model." in sentence and "test-model" in sentence

    def test_last_failure_is_the_reason(self) -> None:
        with serving(refusal(500), refusal(503, "overloaded")) as model:
            sentence = refused(model, retries=2)
        assert len(model.requests) == 3
        assert "3 attempts" in sentence and "503: overloaded" in sentence

    def test_nobody_there(self) -> None:
        with serving(GOOD) as model:
            pass
        begun = time.monotonic()
        assert "cannot be reached" in refused(model, retries=1)
        assert time.monotonic() - begun < 5

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_redirect_is_not_followed(self, status: int) -> None:
        with serving(GOOD) as elsewhere, serving(raw(status, b"", {"Location": elsewhere.url})) as model:
            assert "redirects" in refused(model, key="s3cret")
        assert elsewhere.paths == []

    def test_compressed_answer_is_refused(self) -> None:
        with serving(raw(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})) as model:
            assert "compressed" in refused(model)

    def test_key_is_never_repeated(self) -> None:
        with serving(refusal(401, "Incorrect API key provided: s3cret-key")) as model:
            sentence = refused(model, key="s3cret-key")
        assert "s3cret" not in sentence and "Incorrect API key" in sentence

    def test_key_stands_in_no_log(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("DEBUG"), serving(refusal(500, "your key s3cret-key is fine"), GOOD) as model:
            extract(model, key="s3cret-key")
        assert "s3cret-key" not in caplog.text

    def test_filter_of_a_provider_is_named(self) -> None:
        with serving(says("", finish="content_filter")) as model:
            assert "filter" in refused(model)
        assert len(model.requests) == 1

    def test_chunks_are_joined(self) -> None:
        with serving(chunked(json.dumps({"claims": [claim(1, "The museum opened in 1998.")]}))) as model:
            assert len(extract(model)) == 1

    def test_certificate_that_nobody_vouches_for_is_refused_at_once(self, tmp_path: Path) -> None:
        endpoint = ModelConfig(f"https://localhost:{_tls_port(tmp_path)}/v1", "s3cret", 5, "")
        access = ModelAccess(endpoint, ModelTerms("test"))
        with pytest.raises(ModelError, match="certificate"):
            LlmEngine(access).extract(Passage(TEXT))
        assert access.tally.requests == 1


class TestTime:
    """Nothing waits for ever."""

    @pytest.mark.parametrize("slow", [stalls(4), drips(4), drips(4, in_headers=True)])
    def test_request_that_takes_too_long_is_ended(self, slow: Answer) -> None:
        with serving(slow, GOOD) as model:
            begun = time.monotonic()
            assert len(extract(model, timeout=1)) == 1
        assert 1 <= time.monotonic() - begun < 3

    def test_article_has_a_limit_of_its_own(self) -> None:
        with serving(stalls(4)) as model:
            begun = time.monotonic()
            sentence = refused(model, seconds=1, retries=9)
        assert time.monotonic() - begun < 3
        assert "1 seconds" in sentence

    def test_server_says_how_long_to_wait(self) -> None:
        with serving(refusal(429, Retry_After="1"), GOOD) as model:
            extract(model)
        assert model.times[1] - model.times[0] >= 1

    def test_moment_to_wait_for(self) -> None:
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        with serving(refusal(503, Retry_After=moment), GOOD) as model:
            extract(model)
        assert model.times[1] - model.times[0] >= 0.9

    @pytest.mark.parametrize("value", ["soon", "-5", "", "1e9", "²", "Sun, 99 Nov 2026 99:99:99 GMT"])
    def test_wait_that_cannot_be_read_is_none(self, value: str) -> None:
        with serving(
            refusal(429, Retry_After=value.encode("latin-1", "replace").decode("latin-1")), GOOD
        ) as model:
            assert len(extract(model)) == 1

    def test_longer_wait_than_the_article_may_take_ends_it_at_once(self) -> None:
        with serving(refusal(429, "quota", Retry_After="86400")) as model:
            begun = time.monotonic()
            assert "quota" in refused(model)
        assert time.monotonic() - begun < 5
        assert len(model.requests) == 1

    def test_pauses_grow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        waited: list[float] = []
        monkeypatch.setattr(chat, "sleep", waited.append)
        with serving(refusal(500)) as model:
            refused(model, retries=4)
        longest = [0.01, 0.02, 0.04, 0.08]
        assert all(most / 2 <= pause <= most for pause, most in zip(waited, longest, strict=True))


class TestForm:
    """Servers that understand less are asked for less."""

    def test_schema_then_object_then_text(self) -> None:
        forms: list[object] = []

        def plain_only(handler: BaseHTTPRequestHandler, request: Json) -> None:
            form = request.get("response_format", {}).get("type")
            forms.append(form)
            (refusal(400, "response_format is not supported") if form else faithful)(handler, request)

        with serving(plain_only) as model:
            assert len(extract(model, sentences=1)) == 2
        assert forms == ["json_schema", "json_object", None, None]

    def test_names_of_the_limit_and_temperature_are_learnt(self) -> None:
        def new_model(handler: BaseHTTPRequestHandler, request: Json) -> None:
            if "max_tokens" in request:
                refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.")(handler, request)
            elif "temperature" in request:
                refusal(400, "Unsupported value: 'temperature' does not support 0.")(handler, request)
            else:
                faithful(handler, request)

        with serving(new_model) as model:
            extract(model)
        last = model.requests[-1]
        assert last["max_completion_tokens"] > 0 and last["response_format"]["type"] == "json_schema"

    def test_server_that_takes_nothing_is_refused_with_its_words(self) -> None:
        with serving(refusal(400, "the prompt is too long")) as model:
            assert "the prompt is too long" in refused(model)
        assert len(model.requests) == 3

    @pytest.mark.parametrize(
        "around",
        [
            "Sure! Here they are:\n```json\n%s\n```\nAnything else?",
            "<think>The user {wants} [claims].</think>\n%s",
            "%s\n{}",
            "[1] %s",
        ],
    )
    def test_json_among_words_is_read(self, around: str) -> None:
        content = json.dumps({"claims": [claim(1, "The museum opened in 1998.")]})
        with serving(says(around % content)) as model:
            assert len(extract(model)) == 1

    def test_bare_list_is_read(self) -> None:
        with serving(says(json.dumps([claim(1, "The museum opened in 1998.")]))) as model:
            assert len(extract(model)) == 1

    @pytest.mark.parametrize("content", ['{"claims": []}', "[]", '```\n{"claims": []}\n```'])
    def test_no_claims_is_an_answer(self, content: str) -> None:
        with serving(says(content)) as model:
            assert extract(model) == []
        assert len(model.requests) == 1

    def test_answer_that_breaks_off_is_asked_for_in_parts(self) -> None:
        def short_of_breath(handler: BaseHTTPRequestHandler, request: Json) -> None:
            rows = data_of(request)["sentences"]
            whole = json.dumps({"claims": [claim(row["number"], row["text"]) for row in rows]})
            says(*((whole[:-30], "length") if len(rows) > 1 else (whole, "stop")))(handler, request)

        with serving(short_of_breath) as model:
            assert len(extract(model)) == 2
        assert len(model.requests) == 3

    def test_of_one_sentence_that_breaks_off_the_whole_claims_count(self) -> None:
        whole = json.dumps({"claims": [claim(1, "The museum opened"), claim(1, "in 1998", "The museum")]})
        with serving(says(whole[:-12], "length")) as model:
            (found,) = extract(model, text="The museum opened in 1998.")
        assert found.text == "The museum opened"


class TestTokens:
    """No limit is passed unseen."""

    def test_article_that_needs_too_many_tokens_is_ended(self) -> None:
        with serving(says('{"claims": []}', usage=(700, 800))) as model:
            sentence = refused(model, text="The museum opened. " * 30, sentences=1, tokens=4_000)
        assert "4000 tokens" in sentence
        assert 1 <= len(model.requests) <= 3

    def test_answer_may_be_no_longer_than_what_is_left(self) -> None:
        with serving(faithful) as model:
            extract(model, tokens=3_000)
        assert model.requests[0]["max_tokens"] < 3_000

    def test_meter_is_asked_before_and_told_after(self) -> None:
        class Meter:
            def __init__(self) -> None:
                self.said: list[tuple[str, Usage]] = []

            def reserve(self, usage: Usage) -> int:
                self.said.append(("reserve", usage))
                if len(self.said) > 4:
                    raise ModelError("No tokens are left today.")
                return 7

            def settle(self, ticket: int, usage: Usage) -> None:
                assert ticket == 7
                self.said.append(("settle", usage))

        meter = Meter()
        answers = (refusal(500), says('{"claims": []}', usage=(100, 50)), faithful)
        with serving(*answers) as model, pytest.raises(ModelError, match="No tokens are left"):
            access = ModelAccess(model.endpoint(), ModelTerms("test", sentences=1), meter, Tally())
            LlmEngine(access).extract(Passage(TEXT))
        kinds = [kind for kind, _usage in meter.said]
        assert kinds == ["reserve", "settle", "reserve", "settle", "reserve"]
        assert [usage.total for kind, usage in meter.said if kind == "settle"] == [0, 150]
        assert meter.said[0][1].output_tokens == chat.OUTPUT_TOKENS

    def test_request_that_was_ended_counts_as_it_was_put_aside(self) -> None:
        with serving(stalls(4)) as model:
            access = ModelAccess(model.endpoint(timeout=1), ModelTerms("test", retries=0))
            with pytest.raises(ModelError):
                LlmEngine(access).extract(Passage(TEXT))
        assert access.tally.usage.output_tokens == chat.OUTPUT_TOKENS

    def test_cost_is_of_a_million(self) -> None:
        terms = ModelTerms("test", input_price=2.5, output_price=10)
        assert terms.cost(Usage(1_000_000, 500_000)) == 7.5


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1/chat/completions"),
        ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1/chat/completions"),
        ("https://models.example/openai/v1", "https://models.example/openai/v1/chat/completions"),
        ("https://models.example/v1/chat/completions", "https://models.example/v1/chat/completions"),
    ],
)
def test_address_may_be_given_in_part(given: str, address: str) -> None:
    assert completions_address(given) == address


def _tls_port(folder: Path) -> int:
    """Serve TLS with a certificate of nobody, for one connection; return the port."""
    import socket
    import subprocess

    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    done = subprocess.run([*command, "-keyout", key, "-out", certificate], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("There is no openssl on this machine.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening, listening.accept()[0] as connected, suppress(OSError):  # the client refuses, as it should
            context.wrap_socket(connected, server_side=True).recv(1)

    threading.Thread(target=serve, daemon=True).start()
    port: int = listening.getsockname()[1]
    return port
