"""Certificates for tests: made anew for each run, and trusted by nobody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    common: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, *, ca: bool, days: int
) -> x509.Certificate:
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=30)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30 + days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(by, hashes.SHA256())


@dataclass(frozen=True)
class Signer:
    """Files of a signer: the chain, the key (for the owner alone), and the root that vouches."""

    certificate: Path
    key: Path
    root: Path


def make_signer(folder: Path, name: str = "signer", *, days: int = 30, self_signed: bool = False) -> Signer:
    """A signer whose certificate holds for `days` from now (negative: it has ended)."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Test Root", authority, "Test Root", authority, ca=True, days=1000)
    if self_signed:
        chain = _pem(_certificate(name, own, name, own, ca=False, days=days))
    else:
        chain = _pem(_certificate(name, own, "Test Root", authority, ca=False, days=days)) + _pem(root)
    signer = Signer(folder / f"{name}.pem", folder / f"{name}.key", folder / f"{name}.root.pem")
    signer.certificate.write_bytes(chain)
    signer.root.write_bytes(_pem(root))
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    signer.key.write_bytes(own.private_bytes(encoding, form, serialization.NoEncryption()))
    signer.key.chmod(0o600)
    return signer
