"""Ethereum Attestation Service: attestations move nothing."""

from rotkehlchen.integrations.protocols.eas.rules import ATTESTED, EAS, REVOKED
from tests.decoding.built import ME, OTHER, Built

CONTRACT = EAS[1][0].lower()


def test_attestation_and_its_revocation_are_told() -> None:
    built = Built(to=CONTRACT).log(CONTRACT, ATTESTED, [OTHER, ME, 7], [9]).log(CONTRACT, REVOKED, [OTHER, ME, 7], [9])
    events = built.decode('eas').events
    assert [(event.type, event.subtype, event.kind) for event in events] == [
        ('informational', 'attest', 'attest'), ('informational', 'attest', 'revoke_attestation')]
    assert events[0].params['recipient'] == OTHER


def test_attestation_of_somebody_else_is_nothing() -> None:
    assert Built(to=CONTRACT).log(CONTRACT, ATTESTED, [ME, OTHER, 7], [9]).events('eas') == []
