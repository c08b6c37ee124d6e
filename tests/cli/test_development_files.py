"""The development authority stays the same until a part of it ends."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509

from tests.certificates import NOW
from wallet_service.simulator import development_files


def ends(issued):
    found = x509.load_pem_x509_certificate(issued.certificate_pem)
    return found.not_valid_after_utc


def test_the_authority_is_made_once(tmp_path):
    made = development_files.open_or_make(tmp_path / "authority", now=NOW)
    later = NOW + timedelta(days=300)
    assert development_files.open_or_make(tmp_path / "authority", now=later) == made


def test_the_servers_certificate_is_renewed_below_the_same_root(tmp_path):
    made = development_files.open_or_make(tmp_path, now=NOW)
    later = ends(made.server)
    renewed = development_files.open_or_make(tmp_path, now=later)
    assert (renewed.root, renewed.intermediate) == (made.root, made.intermediate)
    assert ends(renewed.server) > later
    assert development_files.open_or_make(tmp_path, now=later) == renewed


def test_a_folder_that_lacks_a_key_gets_a_new_authority(tmp_path):
    made = development_files.open_or_make(tmp_path, now=NOW)
    (tmp_path / "intermediate.key").unlink()
    assert development_files.open_or_make(tmp_path, now=NOW).root != made.root


def test_only_public_certificates_are_published(tmp_path):
    authority = development_files.open_or_make(tmp_path / "keys", now=NOW)
    root = development_files.publish(authority, tmp_path / "certs")
    assert root.read_bytes() == authority.root.certificate_pem
    texts = [path.read_text() for path in (tmp_path / "certs").iterdir()]
    assert len(texts) == 2
    assert not any("PRIVATE KEY" in one for one in texts)
