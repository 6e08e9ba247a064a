from pathlib import Path

import pytest

from claims.config import load_config
from claims.errors import ConfigError


def test_a_new_desk_has_a_file_and_a_key_of_its_own(tmp_path: Path) -> None:
    config = load_config({}, data=tmp_path / "desk")
    assert config.database_url == f"sqlite:///{tmp_path / 'desk' / 'claims.sqlite3'}"
    assert len(config.secret_key) > 32
    assert (tmp_path / "desk" / "secret-key").stat().st_mode & 0o077 == 0
    assert load_config({}, data=tmp_path / "desk").secret_key == config.secret_key


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
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config({name: value}, data=tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="CLAIMS_DATA"):
        load_config({}, data=tmp_path / "file" / "desk")


def test_a_desk_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no desk in"):
        load_config({}, data=tmp_path / "typo", new=False)
    assert not (tmp_path / "typo").exists()
