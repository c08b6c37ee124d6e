"""Pass certificates are requested, installed and renewed at the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests import certificates
from wallet_service import clock
from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import LeafOptions

PASS_TYPE = "pass.com.example.loyalty"
TEAM = "ABCDE12345"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def chain():
    return development_authority.make_chain(PASS_TYPE, TEAM, now=clock.utc_now())


@pytest.fixture
def files(chain, tmp_path):
    """The files of an operator, by name."""
    certificate = x509.load_pem_x509_certificate(chain.pass_certificate.certificate_pem)
    key = serialization.load_pem_private_key(chain.pass_certificate.key_pem, None)
    sealed = BestAvailableEncryption(PASSWORD.encode())
    contents = {
        "pass.pem": chain.pass_certificate.certificate_pem,
        "pass.cer": certificate.public_bytes(Encoding.DER),
        "pass.key": chain.pass_certificate.key_pem,
        "pass.der": key.private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        ),
        "sealed.key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed),
        "intermediate.pem": chain.intermediate.certificate_pem,
        "password": f"{PASSWORD}\n".encode(),
        "other-password": b"wrong",
        "noise": b"neither a key nor a certificate",
        "old.pem": issued(chain, key_pem=chain.pass_certificate.key_pem, ends=-1),
        "wrong.key": chain.server.key_pem,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def issued(chain, *, key_pem, ends=396, pass_type=PASS_TYPE):
    options = LeafOptions(
        key_pem=key_pem, starts=timedelta(days=-9), ends=timedelta(days=ends)
    )
    leaf = development_authority.issue_pass_certificate(
        chain.intermediate,
        pass_type,
        team_identifier=TEAM,
        now=clock.utc_now(),
        options=options,
    )
    return leaf.certificate_pem


def install(files, **given):
    """The arguments of an installation: an option for each name, a file for each."""
    options = {"intermediate": "intermediate.pem"} | given
    named = {name: files / file for name, file in options.items() if file}
    pairs = [(f"--{name.replace('_', '-')}", str(path)) for name, path in named.items()]
    return ["apple", "install", *(part for pair in pairs for part in pair)]


def test_a_request_is_printed_and_its_key_is_not(operator, brand):
    result = operator.run("apple", "csr", "--brand", brand)
    assert result.exit_code == 0
    request = x509.load_pem_x509_csr(result.stdout.encode())
    assert request.is_signature_valid
    assert result.stdout.startswith("-----BEGIN CERTIFICATE REQUEST-----\n")
    assert result.stdout.endswith("-----END CERTIFICATE REQUEST-----\n")
    assert "PRIVATE KEY" not in result.output
    assert f"wallet-service apple install --brand {brand}" in result.stderr


def test_a_request_may_go_to_a_file(operator, brand, tmp_path):
    out = tmp_path / "pass.csr"
    result = operator.run("apple", "csr", "--brand", brand, "--out", str(out))
    assert result.stdout == f"The request is in {out}.\n"
    assert x509.load_pem_x509_csr(out.read_bytes()).is_signature_valid
    told = operator.told("apple", "csr", "--brand", brand)
    assert x509.load_pem_x509_csr(told["request"].encode()).is_signature_valid


def test_a_request_that_cannot_be_written_is_not_kept(operator, brand, tmp_path):
    out = tmp_path / "nowhere" / "pass.csr"
    said = operator.refused("apple", "csr", "--brand", brand, "--out", str(out))
    assert said == f"wallet-service: {out}: No such file or directory\n"


@pytest.mark.parametrize(
    "given",
    [
        {"certificate": "pass.pem", "key": "pass.key"},
        {"certificate": "pass.cer", "key": "pass.der"},
        {"certificate": "pass.cer", "key": "sealed.key", "password_file": "password"},
    ],
    ids=lambda given: given["key"],
)
def test_a_certificate_and_its_key_are_taken(operator, brand, files, given):
    told = operator.told(*install(files, **given), "--brand", brand)
    assert told["pass_type_identifier"] == PASS_TYPE
    assert told["team_identifier"] == TEAM
    assert told["not_after"].endswith("+00:00")


def test_an_answer_to_the_request_needs_no_key(operator, brand, chain, files):
    pem = operator.told("apple", "csr", "--brand", brand)["request"]
    requested = x509.load_pem_x509_csr(pem.encode()).public_key()
    (files / "answer.pem").write_bytes(answer(chain, requested))
    arguments = install(files, certificate="answer.pem")
    result = operator.run(*arguments, "--brand", brand)
    assert result.exit_code == 0, result.output
    assert f"{PASS_TYPE} of team {TEAM} signs the brand's passes" in result.stdout
    assert "PRIVATE KEY" not in result.output


def answer(chain, public_key):
    """The leaf that the authority gives for a key which it never sees."""
    good = x509.load_pem_x509_certificate(chain.pass_certificate.certificate_pem)
    builder = (
        x509.CertificateBuilder()
        .subject_name(good.subject)
        .issuer_name(good.issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(good.not_valid_before_utc)
        .not_valid_after(good.not_valid_after_utc)
    )
    for one in good.extensions:
        if not isinstance(one.value, x509.SubjectKeyIdentifier):
            builder = builder.add_extension(one.value, one.critical)
    key = certificates.rsa_key(chain.intermediate.key_pem)
    signed = builder.sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    ("given", "code", "cure"),
    [
        ({"certificate": "pass.cer"}, "key_missing", "give its private key, or make"),
        ({"certificate": "noise", "key": "pass.key"}, "certificate_unreadable", ".cer"),
        ({"certificate": "pass.key", "key": "pass.cer"}, "certificate_is_key", "exch"),
        (
            {"certificate": "pass.cer", "key": "noise"},
            "key_unreadable",
            "the file made",
        ),
        ({"certificate": "pass.cer", "key": "wrong.key"}, "key_not_rsa", "new request"),
        (
            {"certificate": "pass.cer", "key": "sealed.key"},
            "key_password_needed",
            "give its password",
        ),
        (
            {
                "certificate": "pass.cer",
                "key": "sealed.key",
                "password_file": "other-password",
            },
            "key_password_wrong",
            "try the right one",
        ),
        (
            {"certificate": "old.pem", "key": "pass.key"},
            "certificate_expired",
            "renew it at Apple",
        ),
        (
            {"certificate": "pass.cer", "key": "pass.key", "intermediate": "noise"},
            "intermediate_unreadable",
            "leave it out",
        ),
        (
            {"certificate": "pass.cer", "key": "pass.key", "intermediate": None},
            "intermediate_missing",
            "give its certificate as the intermediate",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_faulty_bundle_is_refused_with_its_cure(
    operator, brand, files, given, code, cure
):
    said = operator.refused(*install(files, **given), "--brand", brand)
    assert f"({code})" in said
    assert cure in said
    assert PASSWORD not in said
    assert "PRIVATE" not in said


def test_production_refuses_an_authority_that_is_not_apples(
    operator, brand, files, production
):
    arguments = install(files, certificate="pass.cer", key="pass.key")
    said = operator.refused(*arguments, "--brand", brand, **production)
    assert "(intermediate_foreign)" in said
    made_up = ["apple", "install", "--brand", brand, "--development"]
    said = operator.refused(*made_up, **production)
    assert "for WALLET_ENV=development only" in said
    assert not (operator.data / "development").exists()
    assert not list(operator.certificates.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--development", "--certificate", "pass.cer"],
        ["--development", "--key", "pass.key"],
        ["--key", "pass.key"],
        ["--certificate", "missing.cer"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_with_status_2(
    operator, brand, files, arguments, monkeypatch
):
    monkeypatch.chdir(files)
    result = operator.run("apple", "install", "--brand", brand, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_renewal_keeps_the_identifier(operator, brand, chain, files):
    arguments = install(files, certificate="pass.cer", key="pass.key")
    operator.told(*arguments, "--brand", brand)
    key_pem = chain.pass_certificate.key_pem
    (files / "next.pem").write_bytes(issued(chain, key_pem=key_pem, ends=700))
    renewal = install(files, certificate="next.pem", key="pass.key")
    told = operator.told(*renewal, "--brand", brand)
    assert told["pass_type_identifier"] == PASS_TYPE
    other = issued(chain, key_pem=key_pem, pass_type="pass.com.example.other")
    (files / "other.pem").write_bytes(other)
    foreign = install(files, certificate="other.pem", key="pass.key")
    said = operator.refused(*foreign, "--brand", brand)
    assert f"is for pass.com.example.other, and {PASS_TYPE} is expected" in said


def test_a_pass_type_belongs_to_one_brand(operator, brand, files):
    other = operator.told("brand", "create", "--name", "Other")["id"]
    arguments = install(files, certificate="pass.cer", key="pass.key")
    operator.told(*arguments, "--brand", brand)
    said = operator.refused(*arguments, "--brand", other)
    assert "(pass_type_taken)" in said


def test_development_certificates_of_all_brands_share_one_root(operator, brand):
    other = operator.told("brand", "create", "--name", "Ac Me", "--slug", "ac-me")["id"]
    names = [
        operator.told("apple", "install", "--brand", one, "--development")
        for one in (brand, other)
    ]
    published = operator.certificates / "development-root.pem"
    root = published.read_bytes()
    assert [one["pass_type_identifier"] for one in names] == [
        "pass.dev.acme",
        "pass.dev.ac-me",
    ]
    again = operator.told("apple", "install", "--brand", brand, "--development")
    assert again["pass_type_identifier"] == "pass.dev.acme"
    assert published.read_bytes() == root
    assert sorted(path.name for path in operator.certificates.iterdir()) == [
        "development-intermediate.pem",
        "development-root.pem",
    ]


def test_private_keys_of_the_authority_are_for_their_owner_alone(operator, brand):
    operator.told("apple", "install", "--brand", brand, "--development")
    folder = operator.data / "development"
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o777 for path in folder.glob("*.key")}
    assert modes == {0o600}


def test_without_a_checkout_the_root_is_published_in_the_data_folder(operator, brand):
    operator.certificates.rmdir()
    operator.told("apple", "install", "--brand", brand, "--development")
    published = operator.data / "certs" / "development-root.pem"
    assert x509.load_pem_x509_certificate(published.read_bytes())
