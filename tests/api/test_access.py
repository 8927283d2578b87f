"""Who may make which call: with a key, with a token, without either."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access import Access, AdminDep, ReaderDep, WriterDep
from api.app import create_app
from api.asker import ANONYMOUS, OPERATOR, SCOPES, Scope
from api.compose import access_for, key_file
from api.keys import KeyFile
from api.settings import Settings
from api.tokens import IssuedTokens, read_scopes
from search.errors import IndexMissingError
from search.searcher import Searcher
from tests.api.issuer import AUDIENCE, serve
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

FILES = {
    "manifest.csv": "file,groups\njeugd.txt,jeugd\n",
    "jeugd.txt": "Het jeugdteam bespreekt elke dinsdag de wachtlijst met Verzonnen.",
    "open.txt": "Het spreekuur is elke dinsdag in de bibliotheek.",
}
QUERY = "/v1/search?q=dinsdag"


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "sleutels")


Make = Callable[..., TestClient]


@pytest.fixture
def serving(index_of: IndexOf) -> Iterator[Make]:
    """Return a function that serves the files with some access, and calls that only some scopes may make."""
    index = index_of(FILES)
    clients = []

    def make(access: Access | None) -> TestClient:
        app = create_app(lambda: Searcher.open(index, FakeEncoder()), access=access)

        @app.get("/read")
        def read(asker: ReaderDep) -> str:
            return asker.name

        @app.get("/write")
        def write(asker: WriterDep) -> str:
            return asker.name

        @app.get("/admin")
        def admin(asker: AdminDep) -> str:
            return asker.name

        clients.append(TestClient(app))
        return clients[-1].__enter__()

    yield make
    for client in clients:
        client.__exit__()


def key_of(keys: KeyFile, scope: Scope = "read", groups: tuple[str, ...] | None = ()) -> str:
    return keys.create(name="", scope=scope, groups=groups, expires=None)[0]


def found(client: TestClient, **headers: str) -> set[str]:
    response = client.get(QUERY, headers=headers)
    assert response.status_code == 200
    return {hit["document"]["docId"] for hit in response.json()["hits"]}


def problem(response: Any, status: int) -> tuple[str, str, str]:  # noqa: ANN401 - httpx's
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body = response.json()
    assert body["status"] == status
    return body["title"], body["detail"], response.headers["www-authenticate"]


def test_where_nobody_is_asked_everything_may_be_read_and_done(serving: Make) -> None:
    client = serving(None)
    assert found(client) == {"jeugd.txt", "open.txt"}
    assert [client.get(f"/{scope}").json() for scope in SCOPES] == [OPERATOR.name] * 3


def test_without_a_key_a_call_is_refused_with_what_to_send(serving: Make, keys: KeyFile) -> None:
    client = serving(Access(keys))
    for call in (client.get(QUERY), client.post("/v1/analysis", json={"text": "x"}), client.get("/v1/passages/x")):
        title, detail, challenge = problem(call, 401)
        assert (title, challenge) == ("Niet bekend wie dit vraagt", "Bearer")
        assert detail.startswith("Stuur een sleutel mee in de kop Authorization (Bearer) of X-API-Key.")
    assert client.get("/health/ready").json() == {"status": "ok", "generation": 1, "documents": 1, "passages": 1}
    assert client.get("/v1/openapi.json").status_code == 200


def test_a_key_is_taken_from_either_header_and_reads_for_its_groups(serving: Make, keys: KeyFile) -> None:
    client = serving(Access(keys))
    jeugd, other, everything = (key_of(keys, groups=groups) for groups in (("jeugd",), ("wijk",), None))
    assert found(client, Authorization=f"Bearer {jeugd}") == {"jeugd.txt", "open.txt"}
    assert found(client, **{"X-API-Key": jeugd}) == {"jeugd.txt", "open.txt"}
    assert found(client, Authorization=f"bearer {other}") == {"open.txt"}
    assert found(client, **{"X-API-Key": everything}) == {"jeugd.txt", "open.txt"}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer bw_x_y"}, {"X-API-Key": "nee"}])
def test_a_key_that_is_not_ours_is_refused_also_where_none_is_needed(
    serving: Make, keys: KeyFile, headers: dict[str, str]
) -> None:
    _, detail, challenge = problem(serving(Access(keys, anonymous=ANONYMOUS)).get(QUERY, headers=headers), 401)
    assert detail == "Deze sleutel is niet bekend, of werkt niet meer. Vraag de beheerder om een nieuwe."
    assert challenge == 'Bearer error="invalid_token"'


def test_who_may_come_without_a_key_reads_what_everybody_may(serving: Make, keys: KeyFile) -> None:
    client = serving(Access(keys, anonymous=ANONYMOUS))
    assert found(client) == {"open.txt"}
    assert found(client, Authorization="Basic geheim") == {"open.txt"}
    assert client.get("/write").status_code == 403


@pytest.mark.parametrize(("scope", "allowed"), [("read", 1), ("write", 2), ("admin", 3)])
def test_a_scope_may_what_narrower_ones_may_and_no_more(
    serving: Make, keys: KeyFile, scope: Scope, allowed: int
) -> None:
    client, headers = serving(Access(keys)), {"X-API-Key": key_of(keys, scope)}
    statuses = [client.get(f"/{needed}", headers=headers).status_code for needed in SCOPES]
    assert statuses == [200] * allowed + [403] * (3 - allowed)
    for needed in SCOPES[allowed:]:
        title, detail, challenge = problem(client.get(f"/{needed}", headers=headers), 403)
        assert title == "Dit mag niet met deze sleutel"
        assert detail == f"Hiervoor is een sleutel met recht {needed} nodig. Vraag de beheerder."
        assert challenge == f'Bearer error="insufficient_scope", scope="{needed}"'


def test_what_may_not_be_read_is_as_what_is_not_there(serving: Make, keys: KeyFile) -> None:
    client = serving(Access(keys))
    inside, outside = ({"X-API-Key": key_of(keys, groups=groups)} for groups in (("jeugd",), ()))
    hits = client.get(QUERY, headers=inside).json()["hits"]
    [path] = [f"/v1/passages/{hit['passage']['passageId']}" for hit in hits if hit["document"]["docId"] == "jeugd.txt"]

    assert client.get(path, headers=inside).status_code == 200
    closed, missing = (
        client.get(at, headers={**outside, "X-Request-ID": "1"}) for at in (path, "/v1/passages/" + "0" * 20)
    )
    assert (closed.status_code, closed.content, closed.headers) == (404, missing.content, missing.headers)


def test_only_who_may_write_sends_documents_and_reads_what_became_of_them(serving: Make, keys: KeyFile) -> None:
    client = serving(Access(keys))
    reader, writer = {"X-API-Key": key_of(keys)}, {"X-API-Key": key_of(keys, "write")}
    sent = {"text": "De huiskamer is op dinsdag open.", "groups": ["wijk"]}
    address = "/v1/documents/huiskamer.txt"
    for wrong in ("", " ", "a;b", ";"):
        assert client.put(address, json={**sent, "groups": [wrong]}, headers=writer).status_code == 400
    job = client.put(address, json=sent, headers=writer)

    assert job.status_code == 202
    assert client.get(job.headers["location"], headers=writer).status_code == 200
    for refused in (
        client.put(address, json=sent, headers=reader),
        client.post("/v1/documents", content="{}", headers=reader),
        client.delete(address, headers=reader),
        client.get(job.headers["location"], headers=reader),
    ):
        assert problem(refused, 403)[2] == 'Bearer error="insufficient_scope", scope="write"'
    assert client.get("/metrics", headers=writer).status_code == 403


def test_a_token_of_the_issuer_is_taken_beside_keys(serving: Make, keys: KeyFile) -> None:
    with serve() as issuer:
        tokens = IssuedTokens(
            issuer.address,
            audience=AUDIENCE,
            groups_claim="groups",
            scope_claim="scope",
            scopes=read_scopes("bronwijzer.read=read"),
        )
        client = serving(Access(keys, tokens=tokens))
        assert found(client, Authorization=f"Bearer {issuer.token()}") == {"jeugd.txt", "open.txt"}
        assert found(client, Authorization=f"Bearer {issuer.token(groups=None)}") == {"open.txt"}
        assert found(client, Authorization=f"Bearer {key_of(keys)}") == {"open.txt"}
        stale = {"Authorization": f"Bearer {issuer.token(exp=1)}"}
        assert problem(client.get(QUERY, headers=stale), 401)[1] == "Dit token is verlopen. Meld u opnieuw aan."
        bare = {"Authorization": f"Bearer {issuer.token(scope=None)}"}
        assert problem(client.get(QUERY, headers=bare), 403)[2].endswith('scope="read"')


def test_an_issuer_or_keys_that_fail_are_a_problem_of_ours(serving: Make, keys: KeyFile, tmp_path: Path) -> None:
    with serve() as issuer:
        token = issuer.token()
    tokens = IssuedTokens(issuer.address, audience=AUDIENCE, groups_claim="g", scope_claim="s", scopes={})
    client = serving(Access(keys, tokens=tokens))
    response = client.get(QUERY, headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, response.json()["title"]) == (503, "De zoekdienst is nu niet beschikbaar")
    (tmp_path / "sleutels").write_text("{", "utf-8")
    response = client.get(QUERY, headers={"X-API-Key": "bw_x_y"})
    assert (response.status_code, response.headers["content-type"]) == (503, "application/problem+json")


# which access the settings describe


def settings(tmp_path: Path, **others: str) -> Settings:
    named = {f"BRONWIJZER_{name.upper()}": value for name, value in others.items()}
    return Settings.read({"BRONWIJZER_INDEX": str(tmp_path / "ix"), **named})


def test_on_the_machine_itself_nobody_is_asked_until_there_is_a_key_or_an_issuer(tmp_path: Path) -> None:
    here = settings(tmp_path)
    assert access_for(here) is None

    issued = access_for(settings(tmp_path, oidc_issuer="https://login.example", oidc_audience="x"))
    assert issued is not None
    assert issued.admits_anyone

    key_of(key_file(None, here))
    made = access_for(here)
    assert made is not None
    assert made.admits_anyone
    assert (tmp_path / "ix.sleutels").exists()


def test_elsewhere_somebody_is_asked_and_without_any_key_nobody_comes_in(tmp_path: Path) -> None:
    access = access_for(settings(tmp_path, host="0.0.0.0"))
    assert access is not None
    assert not access.admits_anyone
    everybody = access_for(settings(tmp_path, host="0.0.0.0", allow_anonymous="true"))
    assert everybody is not None
    assert everybody.admits_anyone


def test_keys_may_lie_elsewhere_and_else_need_an_index_to_lie_beside(tmp_path: Path) -> None:
    key_of(key_file(None, settings(tmp_path, keys=str(tmp_path / "eigen"))))
    assert (tmp_path / "eigen").exists()
    with pytest.raises(IndexMissingError):
        key_file(None, Settings.read({}))
