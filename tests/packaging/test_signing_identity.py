"""A signer's certificate and key are found unfit before any file is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from manifests.errors import InputError
from pipeline.packaging.signing_identity import signing_identity
from tests.certificates import make_signer


def test_a_chain_and_its_key_are_an_identity(tmp_path: Path) -> None:
    signer = make_signer(tmp_path)
    identity = signing_identity(signer.certificate, signer.key)
    assert (identity.name, identity.algorithm, identity.is_self_signed) == ("signer", "es256", False)
    own = make_signer(tmp_path, "alone", self_signed=True)
    assert signing_identity(own.certificate, own.key).is_self_signed


@pytest.mark.parametrize(
    "what", ["no certificate", "no key", "other key", "ended", "no pem", "readable", "password", "order"]
)
def test_an_unfit_one_is_told(what: str, tmp_path: Path) -> None:
    signer = make_signer(tmp_path, days=-1 if what == "ended" else 30)
    certificate, key = signer.certificate, signer.key
    if what == "no certificate":
        certificate = tmp_path / "gone.pem"
    elif what == "no key":
        key = tmp_path / "gone.key"
    elif what == "other key":
        key = make_signer(tmp_path / "other").key
    elif what == "no pem":
        certificate.write_text("a letter of recommendation")
    elif what == "readable":
        if os.name != "posix":
            return
        key.chmod(0o644)
    elif what == "password":
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        locked = serialization.BestAvailableEncryption(b"sesame")
        key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
    elif what == "order":
        certificate.write_bytes(signer.root.read_bytes() + certificate.read_bytes())
    words = {
        "no certificate": "not there", "no key": "not there", "other key": "not the key", "ended": "ended on",
        "no pem": "no certificate", "readable": "read by others", "password": "password", "order": "vouch",
    }  # fmt: skip
    with pytest.raises(InputError, match=words[what]):
        signing_identity(certificate, key)
