import secrets
from ipaddress import ip_network
from pathlib import Path

import pytest

from claims.config import load_config, load_model_config
from claims.errors import ConfigError


def test_a_new_desk_has_a_file_and_a_key_of_its_own(tmp_path: Path) -> None:
    config = load_config({}, data=tmp_path / "desk")
    assert config.database_url == f"sqlite:///{tmp_path / 'desk' / 'claims.sqlite3'}"
    assert len(config.secret_key) > 32
    assert (tmp_path / "desk" / "secret-key").stat().st_mode & 0o077 == 0
    assert load_config({}, data=tmp_path / "desk").secret_key == config.secret_key


def test_key_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(_length: int) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as ended, pytest.raises(KeyboardInterrupt):
        ended.setattr(secrets, "token_urlsafe", end)
        load_config({}, data=tmp_path / "desk")
    assert list((tmp_path / "desk").iterdir()) == []
    assert load_config({}, data=tmp_path / "desk").secret_key


def test_key_that_another_process_makes_at_the_same_moment_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_slower(_length: int) -> str:
        for name in ("secret-key", "sealing-key"):
            (tmp_path / name).write_text("theirs" * 10)
        return "ours" * 10

    monkeypatch.setattr(secrets, "token_urlsafe", be_slower)
    assert load_config({}, data=tmp_path).secret_key == "theirs" * 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sealing-key", "secret-key"]


def test_the_environment_says_where_everything_is(tmp_path: Path) -> None:
    environment = {
        "CLAIMS_DATA": str(tmp_path),
        "CLAIMS_DATABASE_URL": "postgresql://desk@localhost/desk",
        "CLAIMS_SECRET_KEY": "k" * 32,
        "CLAIMS_PROXIES": "2",
        "CLAIMS_SECURE_COOKIES": "1",
        "CLAIMS_WORKER_THREADS": "4",
    }
    config = load_config(environment)
    assert config.database_url == "postgresql+psycopg://desk@localhost/desk"
    assert (config.proxies, config.secure_cookies, config.worker_threads) == (2, True, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAIMS_DATABASE_URL", "mysql://x"),
        ("CLAIMS_SECRET_KEY", "short"),
        ("CLAIMS_PROXIES", "-1"),
        ("CLAIMS_PROXIES", "many"),
        ("CLAIMS_SECURE_COOKIES", "yes"),
        ("CLAIMS_WORKER_THREADS", "0"),
        ("CLAIMS_FETCH_ALLOW", "http://wiki.lan"),
        ("CLAIMS_FETCH_ALLOW", "10.0.0.0/33"),
        ("CLAIMS_FETCH_ALLOW", "10.0.0.999"),
        ("CLAIMS_WAYBACK_URL", "ftp://web.archive.org"),
        ("CLAIMS_WAYBACK_KEY", "only-one"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config({name: value}, data=tmp_path)


def test_networks_and_machines_that_may_be_fetched_from_are_told_apart(tmp_path: Path) -> None:
    archive = load_config({"CLAIMS_FETCH_ALLOW": "10.1.2.3/16, ::1,Wiki.lan ,"}, data=tmp_path).archive
    assert archive.networks == {ip_network("10.1.0.0/16"), ip_network("::1/128")}
    assert archive.hosts == {"wiki.lan"}
    assert (archive.files, archive.fetcher) == (tmp_path / "files", "guarded")
    closed = load_config({"CLAIMS_FETCHER": "null"}, data=tmp_path).archive
    assert (closed.fetcher, closed.networks, closed.hosts) == ("null", set(), set())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="CLAIMS_DATA"):
        load_config({}, data=tmp_path / "file" / "desk")


def test_a_desk_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no desk in"):
        load_config({}, data=tmp_path / "typo", new=False)
    assert not (tmp_path / "typo").exists()


def test_desk_has_no_language_model_unless_one_is_named(tmp_path: Path) -> None:
    assert load_config({"CLAIMS_LLM_KEY": "k", "CLAIMS_LLM_MODEL": "m"}, data=tmp_path).llm is None


def test_environment_says_where_the_language_model_is(tmp_path: Path) -> None:
    environment = {
        "CLAIMS_LLM_URL": " https://models.example:8443/v1 ",
        "CLAIMS_LLM_KEY": "s3cret",
        "CLAIMS_LLM_MODEL": "m",
        "CLAIMS_LLM_TIMEOUT": "30",
    }
    config = load_config(environment, data=tmp_path)
    assert config.llm is not None
    assert (config.llm.host, config.llm.key, config.llm.model, config.llm.timeout) == (
        "models.example",
        "s3cret",
        "m",
        30,
    )
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:11434", True),
        ("http://localhost/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://192.168.0.7/v1", False),
        ("http://localhost.example/v1", False),
        ("http://127.0.0.1.example/v1", False),
    ],
)
def test_model_on_this_machine_is_told_from_others(url: str, local: bool) -> None:
    found = load_model_config({"CLAIMS_LLM_URL": url})
    assert found is not None and found.is_local is local


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "models.example/v1"),
        ("URL", "file:///etc/passwd"),
        ("URL", "ftp://models.example"),
        ("URL", "http://"),
        ("URL", "http://user:pass@models.example/v1"),
        ("URL", "http://models.example/v1?key=abc"),
        ("URL", "http://models.example:99999/v1"),
        ("URL", "http://models.example/v1\r\nX-Evil: 1"),
        ("URL", "http://[::1/v1"),
        ("KEY", "s3cret\r\nX-Evil: 1"),
        ("KEY", "s3crét"),
        ("TIMEOUT", "0"),
        ("TIMEOUT", "soon"),
    ],
)
def test_model_that_cannot_be_used_is_refused_by_its_variable(name: str, value: str) -> None:
    environment = {"CLAIMS_LLM_URL": "http://models.example/v1", f"CLAIMS_LLM_{name}": value}
    with pytest.raises(ConfigError, match=f"CLAIMS_LLM_{name}") as refused:
        load_model_config(environment)
    assert "s3cr" not in refused.value.message and "pass" not in refused.value.message.replace("password", "")


def test_no_outside_archive_is_asked_unless_one_is_named(tmp_path: Path) -> None:
    assert load_config({}, data=tmp_path).archive.wayback == "null"
    named = {"CLAIMS_WAYBACK": "spn", "CLAIMS_WAYBACK_KEY": "access:secret"}
    archive = load_config(named, data=tmp_path).archive
    assert (archive.wayback, archive.wayback_url) == ("spn", "https://web.archive.org")
    assert "secret" not in repr(archive)
    with pytest.raises(ConfigError, match="CLAIMS_WAYBACK_KEY"):
        load_config({"CLAIMS_WAYBACK": "spn"}, data=tmp_path)


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://desk:p%40ss@mail.example", "mail.example", 587, "starttls"),
        ("smtp://mail.example:25", "mail.example", 25, "starttls"),
        ("smtps://desk:p%40ss@mail.example", "mail.example", 465, "tls"),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "none"),
        ("smtp://[::1]:2525", "::1", 2525, "none"),
        ("smtp://desk:p%40ss@mail.example?insecure=1", "mail.example", 587, "none"),
    ],
)
def test_mail_server_is_read(tmp_path: Path, url: str, host: str, port: int, security: str) -> None:
    mail = load_config({"CLAIMS_SMTP_URL": url, "CLAIMS_MAIL_FROM": "desk@facts.example"}, data=tmp_path).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.security, mail.sender) == (host, port, security, "desk@facts.example")
    assert mail.password == ("p@ss" if "@mail" in url else "")
    assert "p@ss" not in repr(mail)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "http://desk:s3cret@mail.example",
        "smtp://desk:s3cret@",
        "smtp://desk:s3cret@mail.example:x",
        "smtp://desk:s3cret@mail.example/path",
        "smtp://desk:s3cret@mail.example?insecure=yes",
        "smtp://desk@mail.example",
        "smtp://[desk:s3cret",
    ],
)
def test_mail_server_that_makes_no_sense_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="CLAIMS_SMTP_URL") as caught:
        load_config({"CLAIMS_SMTP_URL": url, "CLAIMS_MAIL_FROM": "desk@facts.example"}, data=tmp_path)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "desk", "desk@x\nBcc: y@z", "A <a@b.example>"])
def test_mail_needs_a_sender(tmp_path: Path, sender: str) -> None:
    with pytest.raises(ConfigError, match="CLAIMS_MAIL_FROM"):
        load_config({"CLAIMS_SMTP_URL": "smtp://127.0.0.1", "CLAIMS_MAIL_FROM": sender}, data=tmp_path)
