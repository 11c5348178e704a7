"""Keys in the keyring, and in files where there is none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from desk_access.signing import OutsideKeys, SigningKey, canonical, fingerprint_of, holds


class FakeKeyring(KeyringBackend):
    """A keyring in memory, which may be locked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password


@pytest.fixture
def ring() -> Iterator[FakeKeyring]:
    before = keyring.get_keyring()
    made = FakeKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_signature_is_of_one_content_and_key() -> None:
    key, other = SigningKey.made(), SigningKey.made()
    content = canonical({"b": 1, "a": "ö"})
    assert content == '{"a":"ö","b":1}'.encode()
    signature = key.sign(content)
    assert holds(key.public, signature, content)
    assert not holds(other.public, signature, content)
    assert not holds(key.public, signature, content + b" ")
    assert not holds(b"", b"", content)
    assert SigningKey.read(key.pem).fingerprint == fingerprint_of(key.public)


def test_a_key_lies_in_the_keyring_where_there_is_one(ring: FakeKeyring, tmp_path: Path) -> None:
    keys = OutsideKeys(tmp_path / "keys")
    assert keys.find("w") is None
    made = keys.make("w")
    found = keys.find("w")
    assert found is not None
    assert found.public == made.public
    assert keys.where("w") == "the system's keyring"
    assert not (tmp_path / "keys").exists()
    ring.locked = True
    assert keys.find("w") is None


def test_without_a_keyring_it_lies_in_a_file_for_its_owner_alone(
    ring: FakeKeyring, tmp_path: Path
) -> None:
    keyring.set_keyring(NoKeyring())
    keys = OutsideKeys(tmp_path / "keys")
    made = keys.make("w")
    found = keys.find("w")
    assert found is not None
    assert found.public == made.public
    place = tmp_path / "keys" / "w.pem"
    assert keys.where("w") == str(place)
    assert os.name == "nt" or stat.S_IMODE(place.stat().st_mode) == 0o600
    place.write_text("no key")
    assert keys.find("w") is None
