"""Settings come from the environment, under one prefix, and none by accident."""

from pathlib import Path

import pytest
from platformdirs import user_cache_path
from pydantic import ValidationError

import api.settings
from api.settings import PREFIX, Settings

README = Path(api.settings.__file__).parents[1] / "README.md"


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings.read({}).model_dump() == {
        "index": None,
        "milvus_token": "",
        "milvus_tls": False,
        "jobs": "",
        "milvus_replicas": 1,
        "thesaurus": "",
        "cache": user_cache_path("bronwijzer", appauthor=False),
        "host": "127.0.0.1",
        "port": 8000,
        "workers": 1,
        "allow_anonymous": False,
        "max_upload": 50_000_000,
        "max_jobs": 100,
        "keys": None,
        "oidc_issuer": "",
        "oidc_audience": "",
        "oidc_groups_claim": "groups",
        "oidc_scope_claim": "scope",
        "oidc_scopes": "bronwijzer.read=read bronwijzer.write=write bronwijzer.admin=admin",
        "allow_private": False,
        "contact": "",
        "contact_name": "",
        "contact_email": "",
        "contact_url": "",
        "answer_threshold": None,
        "generator_url": "",
        "generator_key": "",
        "generator_model": "",
        "generator_timeout": 20,
        "generator_max_tokens": 400,
        "origins": "",
        "rate": "1200/minute",
        "concurrency": 4,
        "queue": 200,
        "timeout": 30,
        "theme": None,
        "traces": False,
        "log_format": "text",
        "log_level": "warning",
    }


def test_variables_with_the_prefix_are_read_and_others_left_alone() -> None:
    settings = Settings.read({"BRONWIJZER_PORT": "9000", "PORT": "1", "BRONWIJZER_INDEX": "a/b", "BRONWIJZER_HOST": ""})
    assert (settings.port, settings.index, settings.host) == (9000, Path("a/b"), "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BRONWIJZER_INDX", "a"),
        ("BRONWIJZER_", "a"),
        ("BRONWIJZER_PORT", "0"),
        ("BRONWIJZER_PORT", "65536"),
        ("BRONWIJZER_PORT", "http"),
        ("BRONWIJZER_WORKERS", "0"),
        ("BRONWIJZER_WORKERS", "65"),
        ("BRONWIJZER_ALLOW_ANONYMOUS", "misschien"),
        ("BRONWIJZER_MAX_UPLOAD", "0"),
        ("BRONWIJZER_MAX_JOBS", "0"),
        ("BRONWIJZER_JOBS", "mysql://db/x"),
        ("BRONWIJZER_JOBS", "postgresql://u:ge@heim@db/x"),
        ("BRONWIJZER_JOBS", "postgresql://u:ge/heim@db/x"),
        ("BRONWIJZER_JOBS", "postgresql://u:ge#heim@db/x"),
        ("BRONWIJZER_JOBS", "postgresql://u:ge?heim@db/x"),
        ("BRONWIJZER_CONTACT_NAME", "x" * 201),
        ("BRONWIJZER_CONTACT_EMAIL", "beheer"),
        ("BRONWIJZER_CONTACT_URL", "voorbeeld.example"),
        ("BRONWIJZER_ANSWER_THRESHOLD", "1.1"),
        ("BRONWIJZER_OIDC_ISSUER", "login.example"),
        ("BRONWIJZER_OIDC_SCOPES", "zoeken=lezen"),
        ("BRONWIJZER_GENERATOR_URL", "models.example"),
        ("BRONWIJZER_GENERATOR_URL", "https://naam:geheim@models.example/v1"),
        ("BRONWIJZER_GENERATOR_URL", "https://models.example/v1?key=geheim"),
        ("BRONWIJZER_GENERATOR_KEY", "a b"),
        ("BRONWIJZER_GENERATOR_TIMEOUT", "0"),
        ("BRONWIJZER_GENERATOR_MAX_TOKENS", "0"),
        ("BRONWIJZER_ORIGINS", "*"),
        ("BRONWIJZER_ORIGINS", "https://a.example/pad"),
        ("BRONWIJZER_ORIGINS", "https://a.example,"),
        ("BRONWIJZER_RATE", "vaak"),
        ("BRONWIJZER_RATE", "0/minute"),
        ("BRONWIJZER_CONCURRENCY", "0"),
        ("BRONWIJZER_QUEUE", "-1"),
        ("BRONWIJZER_TIMEOUT", "0"),
        ("BRONWIJZER_LOG_FORMAT", "xml"),
        ("BRONWIJZER_LOG_LEVEL", "luid"),
    ],
)
def test_a_setting_that_is_unknown_or_wrong_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as error:
        Settings.read({name: value})
    assert [fault["loc"] for fault in error.value.errors()] == [(name.removeprefix(PREFIX).lower(),)]


def test_whom_to_ask_is_told_as_far_as_it_is_set() -> None:
    assert Settings().api_contact is None
    assert Settings.read({"BRONWIJZER_CONTACT_NAME": "Beheer"}).api_contact == {"name": "Beheer"}
    contact = {"name": "Beheer", "email": "beheer@gemeente.example", "url": "https://gemeente.example/zoeken"}
    told = {f"BRONWIJZER_CONTACT_{part.upper()}": value for part, value in contact.items()}
    assert Settings.read(told).api_contact == contact


def test_settings_survive_the_environment_of_another_process() -> None:
    settings = Settings(
        index=Path("/a/b"), cache=Path("/c"), host="::1", port=1, workers=3, allow_anonymous=True, log_level="debug"
    )
    assert Settings.read(settings.environment()) == settings
    assert Settings.read(Settings().environment()) == Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in README.read_text("utf-8")


def test_every_setting_has_a_description() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_key_of_a_generator_is_not_shown() -> None:
    settings = Settings.read({"BRONWIJZER_GENERATOR_KEY": "geheim"})
    assert "geheim" not in repr(settings)
    assert Settings.read(settings.environment()).generator_key == "geheim"


@pytest.mark.parametrize(
    "address",
    [
        "postgres://db",
        "postgresql:///db?host=/run/postgresql",
        "postgresql://u:ge%40heim@a:5432,b:5432/db?sslmode=require",
    ],
)
def test_an_address_in_postgresql_goes_on_to_other_processes_and_is_not_shown(address: str) -> None:
    settings = Settings.read({"BRONWIJZER_JOBS": address})
    assert Settings.read(settings.environment()).jobs == address
    assert address not in repr(settings)
