"""Ethereum Attestation Service: attestations that the user makes or takes back. Nothing moves."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note

PREDEPLOY: Final = ('0x4200000000000000000000000000000000000021',)
EAS: Final = {
    1: ('0xA1207F3BBa224E2c9c3c6D5aF63D0eb1582Ce587',), 10: PREDEPLOY, 8453: PREDEPLOY, 130: PREDEPLOY, 57073: PREDEPLOY,
    137: ('0x5E634ef5355f45A855d02D66eCD687b1502AF790',), 42161: ('0xbD75f629A22Dc1ceD33dDA0b68c546A1c035c458',),
    42170: ('0x6d3dC0Fe5351087E3Af3bDe8eB3F7350ed894fc3',), 534352: ('0xC47300428b6AD2c7D03BB76D05A176058b47E6B0',),
    59144: ('0xaEF4103A04090071165F78D45D83A0C0782c2B2a',), 42220: ('0x72E1d8ccf5299fb36fEfD8CC4394B8ef7e98Af92',),
    324: ('0x21d8d4eE83b80bc0Cc0f2B7df3117Cf212d02901',),
}
ATTESTED: Final = '0x8bf46bf4cfd674fa735a3d63ec1c9ad4153f033c290341f3a588b75685141b35'  # Attested(address,address,bytes32,bytes32)
REVOKED: Final = '0xf930a6e2523c9cc298691873087a740550b8fc85a0680830414c148ed927f615'  # Revoked(address,address,bytes32,bytes32)


def attest(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The attester is the second topic; the data are the attestation's id."""
    attester = log.topic_address(2)
    if tx.is_mine(attester):
        kind = 'attest' if log.topic == ATTESTED else 'revoke_attestation'
        params = {'uid': '0x' + log.data[:32].hex(), 'recipient': log.topic_address(1)}
        yield from note('eas', attester, subtype='attest', at=log.position, address=log.address, kind=kind, params=params)


RULES = (LogRule('attest', (ATTESTED, REVOKED), attest, EAS),)
