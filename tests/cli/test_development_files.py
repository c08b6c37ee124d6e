"""The development authority stays the same until a part of it ends."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509

from tests.certificates import NOW
from wallet_service.simulator import development_authority, development_files


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


def test_certificates_of_other_data_folders_stay_published(tmp_path):
    certs = tmp_path / "certs"
    one, other = (
        development_files.open_or_make(tmp_path / name, now=NOW)
        for name in ("one", "other")
    )
    for authority in (one, other, other):
        root = development_files.publish(authority, certs)
    assert root.read_bytes() == other.root.certificate_pem + one.root.certificate_pem
    development_files.publish(one, certs)
    assert root.read_bytes() == one.root.certificate_pem + other.root.certificate_pem


def test_no_more_than_the_newest_certificates_stay_published(tmp_path):
    newest = development_files.open_or_make(tmp_path / "newest", now=NOW)
    certs = tmp_path / "certs"
    certs.mkdir()
    many = b"".join(
        issued.certificate_pem for issued in _roots(development_files.MOST_PUBLISHED)
    )
    (certs / "development-root.pem").write_bytes(many)
    root = development_files.publish(newest, certs)
    kept = x509.load_pem_x509_certificates(root.read_bytes())
    assert len(kept) == development_files.MOST_PUBLISHED
    assert root.read_bytes().startswith(newest.root.certificate_pem)


def test_what_is_no_certificate_gives_way_to_the_published_ones(tmp_path):
    authority = development_files.open_or_make(tmp_path / "keys", now=NOW)
    (tmp_path / "development-root.pem").write_text("torn")
    root = development_files.publish(authority, tmp_path)
    assert root.read_bytes() == authority.root.certificate_pem


def _roots(count):
    return [development_authority.make_root(now=NOW) for _ in range(count)]
