"""Who the platform is and who we are: tokens, trusted certificates, and nothing unverified."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from healthdesk.base.config import Access
from healthdesk.base.errors import (
    AnswerUnclear,
    InvalidInput,
    PlatformError,
    Unauthenticated,
    Unreachable,
    Untrusted,
)
from healthdesk.services.credentials import require_sound
from healthdesk.sync import session as sessions
from healthdesk.sync.client import Client
from healthdesk.sync.packing import Payload
from healthdesk.sync.tokens import Tokens
from tests.servers.certificates import Authority
from tests.servers.guarded_platform import CLIENT_ID, SECRET, GuardedPlatform


class Seconds:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def platform() -> Iterator[GuardedPlatform]:
    with GuardedPlatform() as running:
        yield running


def a_client(
    platform: GuardedPlatform,
    seconds: Seconds,
    secret: str = SECRET,
    access: Access | None = None,
    token_url: str | None = None,
) -> Client:
    session = sessions.new_session(access)
    tokens = Tokens(
        session,
        token_url or platform.token_url,
        client_id=CLIENT_ID,
        secret=lambda: secret,
        seconds=seconds,
    )
    return Client(platform.url, session=session, tokens=tokens)


def test_a_token_is_asked_for_once_and_used_again(platform: GuardedPlatform, seconds: Seconds) -> None:
    client = a_client(platform, seconds)
    for _ in range(3):
        assert client.get("metadata").status == 200
    assert platform.granted == ["token-0"]
    client.close()


@pytest.mark.parametrize(("lifetime", "last"), [(3600, 3539), (100, 89), (None, 269)])
def test_a_token_is_renewed_before_it_ends(
    platform: GuardedPlatform, seconds: Seconds, lifetime: float | None, last: float
) -> None:
    platform.token_seconds = lifetime
    client = a_client(platform, seconds)
    client.get("metadata")
    seconds.now = last
    client.get("metadata")
    assert platform.granted == ["token-0"]
    seconds.now = last + 2
    client.get("metadata")
    assert platform.granted == ["token-0", "token-1"]
    client.close()


def test_f48_a_token_that_is_taken_back_is_renewed_once_and_the_request_goes_again(
    platform: GuardedPlatform, seconds: Seconds
) -> None:
    client = a_client(platform, seconds)
    client.get("metadata")
    platform.good.clear()
    assert client.transact(Payload(b"{}"), "r1").status == 200
    assert platform.granted == ["token-0", "token-1"]
    client.close()


def test_a_platform_that_takes_no_token_is_not_asked_for_ever(
    platform: GuardedPlatform, seconds: Seconds
) -> None:
    client = a_client(platform, seconds)
    client.get("metadata")
    platform.takes_tokens = False
    with pytest.raises(Unauthenticated):
        client.get("metadata")
    assert len(platform.granted) == 2
    client.close()


@pytest.mark.parametrize(
    ("status", "secret", "error"),
    [
        pytest.param(200, "wrong", Unauthenticated, id="wrong secret"),
        pytest.param(503, SECRET, AnswerUnclear, id="busy"),
        pytest.param(302, SECRET, AnswerUnclear, id="portal"),
    ],
)
def test_no_token_is_said_and_nothing_is_sent(
    platform: GuardedPlatform, seconds: Seconds, status: int, secret: str, error: type[PlatformError]
) -> None:
    platform.token_status = status
    client = a_client(platform, seconds, secret)
    with pytest.raises(error) as raised:
        client.transact(Payload(b"{}"), "r1")
    assert platform.seen == ["POST /token"]
    assert secret not in f"{raised.value!r}"
    client.close()


def test_no_token_server_is_unreachable(platform: GuardedPlatform, seconds: Seconds) -> None:
    client = a_client(platform, seconds, token_url="http://127.0.0.1:9/token")
    with pytest.raises(Unreachable):
        client.get("metadata")
    assert platform.seen == []
    client.close()


def test_a_netrc_adds_no_name_of_its_own(
    platform: GuardedPlatform, seconds: Seconds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client = a_client(platform, seconds)
    assert client.get("metadata").status == 200
    client.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def guarded(authority: Authority) -> Iterator[tuple[GuardedPlatform, str]]:
    """A platform over TLS, with the fingerprint of its certificate."""
    certificate, key, pin = authority.vouch_for("platform")
    with GuardedPlatform((certificate, key)) as running:
        yield running, pin


def test_the_regions_own_authority_is_enough(
    guarded: tuple[GuardedPlatform, str], authority: Authority, seconds: Seconds
) -> None:
    platform, pin = guarded
    for access in (Access(authority=str(authority.file)), Access(authority=str(authority.file), pin=pin)):
        client = a_client(platform, seconds, access=access)
        assert client.get("metadata").status == 200
        client.close()


def test_f53_another_certificate_gets_not_a_byte(
    guarded: tuple[GuardedPlatform, str], authority: Authority, seconds: Seconds, tmp_path: Path
) -> None:
    platform, pin = guarded
    stranger = Authority(tmp_path, "stranger")
    for access in (
        Access(),
        Access(authority=str(stranger.file)),
        Access(pin=pin),
        Access(authority=str(authority.file), pin="00" * 32),
    ):
        client = a_client(platform, seconds, access=access)
        with pytest.raises(Untrusted):
            client.get("metadata")
        client.close()
    assert platform.seen == []


def test_a_certificate_of_another_address_is_not_trusted(
    authority: Authority, seconds: Seconds, tmp_path: Path
) -> None:
    certificate, key, _ = authority.vouch_for("elsewhere", "192.0.2.7")
    with GuardedPlatform((certificate, key)) as platform:
        client = a_client(platform, seconds, access=Access(authority=str(authority.file)))
        with pytest.raises(Untrusted):
            client.get("metadata")
        client.close()
        assert platform.seen == []


def test_nothing_in_the_environment_makes_it_trust_more(
    guarded: tuple[GuardedPlatform, str],
    authority: Authority,
    seconds: Seconds,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform, _ = guarded
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(authority.file))
    stranger = Authority(tmp_path, "stranger")
    client = a_client(platform, seconds, access=Access(authority=str(stranger.file)))
    with pytest.raises(Untrusted):
        client.get("metadata")
    client.close()


def test_mutual_tls_lets_in_who_has_a_certificate(
    authority: Authority, seconds: Seconds, tmp_path: Path
) -> None:
    certificate, key, _ = authority.vouch_for("platform")
    centres = Authority(tmp_path, "centres")
    own, own_key, _ = centres.vouch_for("workstation", None)
    with GuardedPlatform((certificate, key), clients=centres.file) as platform:
        known = Access(authority=str(authority.file), certificate=str(own), key=str(own_key))
        client = a_client(platform, seconds, access=known)
        assert client.get("metadata").status == 200
        client.close()
        client = a_client(platform, seconds, access=Access(authority=str(authority.file)))
        with pytest.raises(PlatformError):
            client.get("metadata")
        client.close()


def test_a_line_cut_in_the_handshake_is_no_distrust(seconds: Seconds) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.listen()
        client = Client(f"https://127.0.0.1:{server.getsockname()[1]}/fhir", read_seconds=0.2)
        with pytest.raises((AnswerUnclear, Unreachable)):
            client.get("metadata")
        client.close()


@pytest.mark.parametrize(
    ("access", "field"),
    [
        (Access(authority="/absent.pem"), "authority"),
        (Access(certificate="/absent.pem"), "certificate"),
        (Access(pin="12:34"), "pin"),
    ],
)
def test_a_file_or_pin_that_will_not_do_is_said_before_anything_is_sent(access: Access, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        sessions.new_session(access)
    assert raised.value.field == field


def test_a_file_of_another_kind_is_said_before_anything_is_sent(authority: Authority, tmp_path: Path) -> None:
    """In the handshake it looks as if the line had been cut, and a nurse is sent to look for a portal."""
    own, key, _ = authority.vouch_for("workstation", None)
    other = authority.vouch_for("another", None)[1]
    text, nothing, locked = (tmp_path / name for name in ("letter.txt", "empty.pem", "locked.key"))
    text.write_text("尊敬的用户", encoding="utf-8")
    nothing.touch()
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    locked.write_bytes(
        loaded.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    refused = [
        (Access(authority=str(text)), "authority", "unreadable"),
        (Access(authority=str(nothing)), "authority", "unreadable"),
        (Access(certificate=str(text), key=str(key)), "certificate", "unreadable"),
        (Access(certificate=str(own), key=str(text)), "key", "unreadable"),
        (Access(certificate=str(own), key=str(other)), "key", "not-its-key"),
        (Access(certificate=str(own), key=str(locked)), "key", "with-password"),
        (Access(certificate=str(own)), "key", "required"),
    ]
    for access, field, reason in refused:
        with pytest.raises(InvalidInput) as raised:
            require_sound(access)
        assert (raised.value.field, raised.value.reason) == (field, reason)
    require_sound(Access(authority=str(authority.file), certificate=str(own), key=str(key)))


def test_nothing_travels_unencrypted_but_on_this_machine() -> None:
    sessions.require_private("platform", "https://platform.test/fhir")
    sessions.require_private("platform", "http://127.0.0.1:8090/fhir")
    sessions.require_private("platform", "http://platform.test/fhir", allows_plain=True)
    with pytest.raises(InvalidInput, match="unencrypted"):
        sessions.require_private("platform", "http://platform.test/fhir")
