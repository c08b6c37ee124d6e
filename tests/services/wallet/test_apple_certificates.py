"""Pass certificates: refused with a reason, renewed without a restart, watched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import certificates, factories, push_house
from tests.delivery import house as houses
from wallet_service.models.apple import (
    AppleCertificate,
    AppleCertificateRequest,
    ApplePassType,
)
from wallet_service.models.audit import AuditEvent
from wallet_service.services.errors import Conflict, Invalid, Unavailable
from wallet_service.services.wallet import apple_certificates, certificate_watch
from wallet_service.services.wallet.apple_certificates import Upload
from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple.certificate_faults import MESSAGES

OTHER = "pass.com.example.other"


@pytest.fixture
def bare_brand(house) -> str:
    """A brand without a certificate."""
    return factories.a_brand(house.database, house.adapters.vault, name="Bare")


def install(house, brand_id, upload, *, allow_foreign=True):
    with house.database.writing(brand_id) as session:
        return apple_certificates.install(
            session,
            house.adapters.keyring,
            upload,
            actor=factories.ACTOR,
            now=house.clock(),
            allow_foreign_intermediate=allow_foreign,
        )


def good(topic=push_house.TOPIC, issue=0, **changes) -> Upload:
    issued = houses.pass_certificate(topic, issue)
    found = {
        "certificate": issued.certificate_pem,
        "key": issued.key_pem,
        "intermediate": push_house.chain().intermediate.certificate_pem,
        **changes,
    }
    return Upload(**found)


def spoiled(house, **options) -> Upload:
    """A certificate that departs from a good one; made for this moment."""
    issued = development_authority.issue_pass_certificate(
        push_house.chain().intermediate,
        push_house.TOPIC,
        team_identifier="ABCDE12345",
        now=house.clock(),
        options=LeafOptions(**{"key_pem": good().key, **options}),
    )
    return good(certificate=issued.certificate_pem, key=issued.key_pem)


def signer(house, brand_id):
    with house.database.reading(brand_id) as session:
        return house.adapters.signers.signer(session, house.clock())


def bad_bundles(house):
    other_key = houses.pass_certificate(OTHER).key_pem
    expired_intermediate = development_authority.make_intermediate(
        push_house.chain().root,
        now=house.clock(),
        starts=timedelta(days=-10),
        ends=timedelta(days=-1),
    )
    return {
        "key_mismatch": good(key=other_key),
        "certificate_is_key": good(certificate=good().key),
        "key_is_certificate": good(key=good().certificate),
        "certificate_unreadable": good(certificate=b"nothing of use"),
        "key_unreadable": good(key=b"nothing of use"),
        "certificate_expired": spoiled(house, ends=timedelta(hours=-1)),
        "certificate_not_yet_valid": spoiled(house, starts=timedelta(days=1)),
        "not_a_pass_certificate": spoiled(house, uid="com.example.app"),
        "name_unexpected": spoiled(house, name="Apple Push Services: x"),
        "team_missing": spoiled(house, with_team=False),
        "identifier_disagrees": spoiled(house, extension=OTHER),
        "intermediate_missing": good(intermediate=None),
        "intermediate_does_not_match": good(
            intermediate=expired_intermediate.certificate_pem
        ),
        "intermediate_unreadable": good(intermediate=b"nothing of use"),
    }


def test_statement_44_bad_bundles_are_refused_each_with_its_own_code(house, bare_brand):
    bundles = bad_bundles(house)
    assert len(bundles) >= 12
    for code, upload in bundles.items():
        with pytest.raises(Invalid) as refused:
            install(house, bare_brand, upload)
        assert refused.value.code == code
        assert code in MESSAGES
        assert refused.value.errors[0].pointer in {
            "/certificate",
            "/key",
            "/intermediate",
        }
    assert house.rows(AppleCertificate) == house.rows(ApplePassType) == []


def test_an_intermediate_that_is_not_apples_is_for_development_only(house, bare_brand):
    with pytest.raises(Invalid) as refused:
        install(house, bare_brand, good(), allow_foreign=False)
    assert refused.value.code == "intermediate_foreign"


def test_a_good_certificate_signs_and_its_key_is_sealed(house, bare_brand):
    installed = install(house, bare_brand, good())
    assert installed.pass_type_identifier == push_house.TOPIC
    assert signer(house, bare_brand).team_identifier == installed.team_identifier
    (kept,) = house.rows(AppleCertificate)
    assert b"PRIVATE KEY" not in kept.key_sealed
    events = [one for one in house.rows(AuditEvent) if one.action == "apple.install"]
    assert [one.object_id for one in events] == [installed.certificate_id]


def test_statement_44_a_renewal_takes_effect_without_a_restart(
    house, brand, card, phone, stand_in
):
    held = house.pass_of(brand, card)
    phone.register(held)
    house.change(brand, card)
    house.pay()
    before = signer(house, brand)
    install(house, brand, good(issue=1))
    assert signer(house, brand).fingerprint != before.fingerprint
    assert house.pass_of(brand, card) == held
    house.change(brand, card)
    house.pay()
    assert phone.fetch(held).status_code == 200
    assert len(stand_in.accepted) == stand_in.connections_opened == 2


def test_statement_44_a_renewal_revives_an_expired_brand(house, brand):
    house.clock.advance(400 * 86_400)
    with pytest.raises(Unavailable) as refused:
        signer(house, brand)
    assert refused.value.code == "apple_certificate_expired"
    install(house, brand, spoiled(house))
    assert signer(house, brand).not_after > house.clock()


def test_statement_44_a_renewal_keeps_the_identifier(house, brand):
    with pytest.raises(Invalid) as refused:
        install(house, brand, good(OTHER))
    assert refused.value.code == "other_pass_type"


def test_statement_43_an_identifier_of_another_brand_is_refused(
    house, brand, bare_brand
):
    with pytest.raises(Conflict) as refused:
        install(house, bare_brand, good())
    assert refused.value.code == "pass_type_taken"
    assert [one.brand_id for one in house.rows(AppleCertificate)] == [brand]


def test_the_signer_is_loaded_once(house, brand):
    assert signer(house, brand) is signer(house, brand)


def test_a_brand_without_a_certificate_is_told_what_to_do(house, bare_brand):
    with pytest.raises(Unavailable, match="apple install") as refused:
        signer(house, bare_brand)
    assert refused.value.code == "apple_certificate_missing"


def test_a_sealed_key_that_does_not_open_is_unavailable(house, brand):
    with house.database.writing_across_brands() as session:
        session.connection().exec_driver_sql(
            "UPDATE apple_certificates SET key_sealed = x'00112233445566778899aabbcc'"
        )
    with pytest.raises(Unavailable) as refused:
        signer(house, brand)
    assert refused.value.code == "apple_key_sealed"


def test_apples_answer_to_a_request_installs_without_a_key(house, bare_brand):
    with house.database.writing(bare_brand) as session:
        request_pem = apple_certificates.request_certificate(
            session,
            house.adapters.keyring,
            common_name="Acme",
            actor=factories.ACTOR,
            now=house.clock(),
        )
    answer = signed_by_apple(house, request_pem)
    installed = install(house, bare_brand, good(certificate=answer, key=None))
    assert installed.pass_type_identifier == push_house.TOPIC
    assert house.rows(AppleCertificateRequest) == []


def signed_by_apple(house, request_pem: bytes) -> bytes:
    """A pass certificate for the request's public key."""
    request = x509.load_pem_x509_csr(request_pem)
    assert request.is_signature_valid
    template = x509.load_pem_x509_certificate(good().certificate)
    public_key = request.public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)
    authority = push_house.chain().intermediate
    builder = x509.CertificateBuilder(
        issuer_name=template.issuer,
        subject_name=template.subject,
        public_key=public_key,
        serial_number=x509.random_serial_number(),
        not_valid_before=template.not_valid_before_utc,
        not_valid_after=template.not_valid_after_utc,
    )
    for extension in template.extensions:
        if not isinstance(extension.value, x509.SubjectKeyIdentifier):
            builder = builder.add_extension(extension.value, extension.critical)
    key = serialization.load_pem_private_key(authority.key_pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signed = builder.sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


def test_a_certificate_without_key_that_answers_no_request_is_refused(
    house, bare_brand
):
    with pytest.raises(Invalid) as refused:
        install(house, bare_brand, good(key=None))
    assert refused.value.code == "key_missing"


def test_statement_44_alarms_sound_before_the_end(house, brand):
    ends = signer(house, brand).not_after
    steps = {90: None, 60: 60, 29: 30, 14: 14, 6: 7, 1: 1, 0: 0}
    for days_left, threshold in steps.items():
        now = ends - timedelta(days=days_left) + timedelta(minutes=1)
        with house.database.reading_across_brands() as session:
            (status,) = certificate_watch.statuses(session, now)
        found = [
            alarm.threshold for alarm in status.alarms if alarm.role == "certificate"
        ]
        assert found == ([] if threshold is None else [threshold])


def test_statement_44_the_intermediates_end_is_watched_too(house, brand):
    intermediate = signer(house, brand).intermediate
    now = intermediate.not_valid_after_utc - timedelta(days=13)
    with house.database.reading(brand) as session:
        (status,) = certificate_watch.statuses(session, now)
    alarms = {alarm.role: alarm for alarm in status.alarms}
    assert alarms["intermediate"].threshold == 14
    fingerprint = intermediate.fingerprint(hashes.SHA256()).hex()
    assert alarms["intermediate"].fingerprint == fingerprint


def test_statement_41_no_key_stands_in_a_repr(house, bare_brand):
    upload = good(password=b"the password")
    text = f"{upload!r}{install(house, bare_brand, good())!r}"
    assert "PRIVATE KEY" not in text
    assert "the password" not in text
    assert "PRIVATE KEY" not in repr(certificates.signer())
