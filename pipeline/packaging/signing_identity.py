"""Who signs: a certificate chain and its private key, read and found fit before a file is touched."""

from __future__ import annotations

import datetime
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from manifests.errors import InputError

LARGEST_BYTES = 1_000_000
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_NEEDS = "Content credentials take keys on the curves P-256, P-384 and P-521, Ed25519, and RSA of 2048 bits or more."


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """A certificate chain (PEM, the signer's own first), its key (PKCS #8, PEM), and how both sign.

    `is_self_signed`: nobody but the signer vouches for the name.
    """

    certificate: Path
    name: str
    chain: bytes
    key: bytes
    algorithm: str
    serial_number: str
    is_self_signed: bool


def signing_identity(certificate: Path, key: Path, now: datetime.datetime | None = None) -> SigningIdentity:
    """Read a certificate file (the signer's, then those of who vouches for it) and the file of its private key.

    Raises InputError where either is no such file, they do not belong together, the certificate does not hold today,
    or others can read the key.
    """
    chain = _chain(certificate)
    private = _private_key(key)
    own = chain[0]
    _check_dates(own, certificate, now or datetime.datetime.now(datetime.UTC))
    spki = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if own.public_key().public_bytes(*spki) != private.public_key().public_bytes(*spki):
        raise InputError(
            "is not the key of the certificate",
            path=key,
            remedy=f"Give the key that {certificate.name} was made for; the signer's certificate stands first in it.",
        )
    return SigningIdentity(
        certificate=certificate,
        name=_name(own),
        chain=b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain),
        key=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        algorithm=_algorithm(private, key),
        serial_number=str(own.serial_number),
        is_self_signed=len(chain) == 1 and _vouches_for(own, own),
    )


def _chain(path: Path) -> list[x509.Certificate]:
    try:
        chain = x509.load_pem_x509_certificates(_read(path, "--certificate"))
    except (ValueError, UnsupportedAlgorithm) as error:
        remedy = "Give a PEM file: it begins with -----BEGIN CERTIFICATE-----."
        raise InputError("holds no certificate", path=path, remedy=remedy) from error
    for below, above in itertools.pairwise(chain):
        if not _vouches_for(above, below):
            raise InputError(
                f"is no chain: the certificate of {_name(above)} does not vouch for that of {_name(below)}",
                path=path,
                remedy="Put the signer's own certificate first, then the one that signed it, and so on.",
            )
    return chain


def _vouches_for(above: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _check_dates(own: x509.Certificate, path: Path, now: datetime.datetime) -> None:
    if own.not_valid_after_utc < now:
        raise InputError(
            f"the certificate of {_name(own)} ended on {own.not_valid_after_utc:%Y-%m-%d}",
            path=path,
            remedy="Sign with one that holds today.",
        )
    if own.not_valid_before_utc > now:
        raise InputError(
            f"the certificate of {_name(own)} holds from {own.not_valid_before_utc:%Y-%m-%d} on",
            path=path,
            remedy="Wait until then, or see to the clock of this machine.",
        )


PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def _private_key(path: Path) -> PrivateKey:
    data = _read(path, "--key")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InputError(
            "can be read by others than its owner, and who has it signs in your name",
            path=path,
            remedy=f"chmod 600 {path.name}",
        )
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except TypeError as error:
        remedy = "Write it to a file without one, for you alone: openssl pkcs8 -in KEY -out PLAIN; chmod 600 PLAIN"
        raise InputError("has a password", path=path, remedy=remedy) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        remedy = "Give a PEM file: it begins with -----BEGIN PRIVATE KEY-----."
        raise InputError("holds no private key", path=path, remedy=remedy) from error
    if not isinstance(key, PrivateKey):
        raise InputError("is a key of a kind that cannot sign here", path=path, remedy=_NEEDS)
    return key


def _algorithm(key: PrivateKey, path: Path) -> str:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return "ps256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    raise InputError("is a key of a kind that cannot sign here", path=path, remedy=_NEEDS)


def _name(certificate: x509.Certificate) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return certificate.subject.rfc4514_string() or "somebody without a name"


def _read(path: Path, option: str) -> bytes:
    if not path.is_file():
        raise InputError("is not there", path=path, place=option, remedy="Check the name.")
    with path.open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise InputError("is too large for a certificate or a key", path=path, place=option, remedy="Check the name.")
    return data
