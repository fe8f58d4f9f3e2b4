"""Ed25519 keys of persons: made, kept in a file under a passphrase, and the signature of one over a record's digest.

What is signed is the text of the digest, its 64 characters, so that any tool can check it. The file is PKCS #12, which
other tools read too. Keys and signatures are written in lower-case hex.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aid_ledger.errors import Finding, InputError, Place

SHORTEST_PASSPHRASE = 8
_ROUNDS = 600_000
"""Of PBKDF2 with SHA-256: what OWASP asks for; about a sixth of a second."""
_KEY, _SIGNATURE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who signs: ``by`` as it stands in the journal, ``key`` the public key."""

    by: str
    key: str
    _private: Any = field(repr=False, compare=False)

    def sign(self, digest: str) -> str:
        """Return the signature over the text of a digest."""
        signature: bytes = self._private.sign(digest.encode("ascii"))
        return signature.hex()


def new_signer(by: str) -> Signer:
    """Make a key that nobody has had."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _signer(by, Ed25519PrivateKey.generate())


def _signer(by: str, private: Any) -> Signer:
    return Signer(by, private.public_key().public_bytes_raw().hex(), private)


def lock(signer: Signer, passphrase: str) -> bytes:
    """Return the file of a key under a passphrase.

    Raises:
        InputError: ``key-passphrase-short``.
    """
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import PrivateFormat
    from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError(Finding("key-passphrase-short", params={"least": SHORTEST_PASSPHRASE}))
    form = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(_ROUNDS).hmac_hash(SHA256())
    form = form.key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
    return serialize_key_and_certificates(
        signer.by.encode("utf-8"), signer._private, None, None, form.build(passphrase.encode("utf-8"))
    )


def unlock(by: str, data: bytes, passphrase: str, *, name: str = "") -> Signer:
    """Open the file of a key.

    Args:
        by: who signs with it.
        data: the file's bytes.
        passphrase: what it was locked with.
        name: the file's name, for what is wrong with it.

    Raises:
        InputError: ``key-not-opened``: another passphrase, or a file that holds no such key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    try:
        private = load_pkcs12(data, passphrase.encode("utf-8")).key
    except ValueError as error:
        raise InputError(Finding("key-not-opened", Place(name))) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InputError(Finding("key-not-opened", Place(name)))
    return _signer(by, private)


def is_key(text: object) -> bool:
    """Tell whether a text has the form of a public key."""
    return isinstance(text, str) and bool(_KEY.fullmatch(text))


def signed_by(key: str, digest: str, signature: object) -> bool:
    """Tell whether this is the signature of the holder of ``key`` over the text of ``digest``, in its one spelling."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not (is_key(key) and isinstance(signature, str) and _SIGNATURE.fullmatch(signature)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), digest.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True
