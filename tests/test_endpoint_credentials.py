"""Credentials for a SPARQL service elsewhere: found where they are kept, never shown, sent to it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.engine import RemoteEngine
from neuromod_onto.engine.credentials import find_credentials
from neuromod_onto.errors import InputError, NetworkError, UsageError

from .conftest import Neuromod
from .sparql_service import Behaviour, Serve, status

pytestmark = pytest.mark.usefixtures("no_credentials")


SECRET = "s3cret-Token/+="


def asks_for_digest(nonce: str, more: str = "") -> Behaviour:
    return status(401, WWW_Authenticate=f'Digest realm="r", nonce="{nonce}", qop="auth"{more}')


def test_a_challenge_that_grew_old_is_answered_anew_and_a_refusal_is_none(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_USER", "ada")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_PASSWORD", "lovelace")
    first = [asks_for_digest("one"), asks_for_digest("one"), status(200)]
    url, service = serve(*first, asks_for_digest("two", ", stale=true"))
    assert RemoteEngine(url).query("ASK {}") is True
    sent = [header or "" for _, _, header in service.seen]
    assert sent[0].startswith("Basic ")
    assert [
        part in header for header, part in zip(sent[-2:], ('nonce="one"', 'nonce="two"'), strict=True)
    ] == [
        True,
        True,
    ]
    url, service = serve(*first, asks_for_digest("two"))
    with pytest.raises(NetworkError, match="refused: status 401"):
        RemoteEngine(url).query("ASK {}")
    assert 'nonce="one"' in (service.seen[-1][2] or "")
    url, service = serve(status(401, WWW_Authenticate='Basic realm="r"'), status(401), status(401))
    with pytest.raises(NetworkError, match="refused: status 401"):
        RemoteEngine(url).query("ASK {}")


def test_without_a_netrc_or_with_a_token_that_no_header_carries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NETRC")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert not find_credentials("https://example.org/sparql")
    monkeypatch.setenv("NETRC", str(tmp_path / "missing"))
    with pytest.raises(InputError, match="cannot be read: FileNotFoundError"):
        find_credentials("https://example.org/sparql")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", "two\nlines")
    with pytest.raises(UsageError, match="a character that a header cannot carry") as caught:
        find_credentials("https://example.org/sparql")
    assert "lines" not in str(caught.value)


def test_a_token_is_sent_and_never_shown(
    neuromod: Neuromod, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    echo = status(403, f"no entry with Bearer {SECRET}".encode())
    url, service = serve(echo)
    result = neuromod("--debug", "sparql", "--endpoint", url, "ASK {}")
    assert service.seen[0][2] == f"Bearer {SECRET}"
    assert result.code == 5
    assert "no entry with Bearer ***" in result.err
    assert SECRET not in result.err + result.out
    engine = RemoteEngine(url)
    assert SECRET not in repr(engine.service.credentials) + repr(engine)


def test_user_and_password_come_from_the_environment_or_netrc(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url, service = serve()
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login ada password fromfile\nmachine other login x password y\n"
    )
    RemoteEngine(url).query("ASK {}")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_USER", "ada")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_PASSWORD", "lovelace")
    RemoteEngine(url).query("ASK {}")
    assert [seen[2] for seen in service.seen] == ["Basic YWRhOmZyb21maWxl", "Basic YWRhOmxvdmVsYWNl"]


def test_a_damaged_netrc_is_reported_without_its_content(
    neuromod: Neuromod, serve: Serve, tmp_path: Path
) -> None:
    url, service = serve()
    (tmp_path / "netrc").write_text(f"machine a login b\npasswort {SECRET}\n")
    result = neuromod("--debug", "sparql", "--endpoint", url, "ASK {}")
    assert result.code == 3
    assert "not a netrc file" in result.err
    assert SECRET not in result.err
    assert "passwort" not in result.err
    assert service.seen == []


def test_credentials_in_an_address_are_refused_and_not_repeated(neuromod: Neuromod) -> None:
    result = neuromod("--debug", "sparql", "--endpoint", f"https://ada:{SECRET}@example.org/sparql", "ASK {}")
    assert result.code == 2
    assert "can be seen by others" in result.err
    assert SECRET not in result.err
    with pytest.raises(NetworkError) as fault:
        RemoteEngine(f"ftp://example.org/path?key={SECRET}")
    assert "ftp://example.org/path: " in str(fault.value)
    assert SECRET not in str(fault.value)


def test_credentials_go_over_plain_http_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not find_credentials("http://example.org/sparql")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    for address in ("http://127.0.0.1/", "http://localhost:7878/", "http://[::1]/", "https://example.org/"):
        assert find_credentials(address)
    for address in ("http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/"):
        with pytest.raises(UsageError, match="not sent over plain http"):
            find_credentials(address)
    monkeypatch.setenv("NEUROMOD_ENDPOINT_INSECURE", "1")
    assert find_credentials("http://example.org/")


def test_a_redirect_to_another_host_carries_no_credentials(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    other, other_service = serve()
    url, service = serve(status(307, Location="/elsewhere"), status(308, Location=other))
    assert RemoteEngine(url).query("ASK {}") is True
    assert [seen[2] for seen in service.seen] == [f"Bearer {SECRET}"] * 2  # the same host: carried
    assert [seen[2] for seen in other_service.seen] == [None]
