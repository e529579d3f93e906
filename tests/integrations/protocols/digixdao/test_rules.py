"""DigixDAO: the dissolution burns DGD for ether."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.digixdao.rules import ACID, DGD, REFUND
from tests.decoding.built import ME, OTHER, ZERO, Built

CONTRACT = ACID[1][0].lower()


def test_dissolution_burns_tokens_and_pays_ether() -> None:
    built = Built(to=CONTRACT, tokens={DGD: 9}).move(NATIVE, CONTRACT, ME, 10**18).move(DGD, ME, ZERO, 5 * 10**9)
    built.log(CONTRACT, REFUND, [ME, 5 * 10**9], [10**18])
    assert built.events('digixdao') == [('spend', 'burn', DGD, '5', 'digixdao'), ('receive', 'refund', 'ETH', '1', 'digixdao')]


def test_refund_of_another_contract_is_unknown() -> None:
    built = Built(to=OTHER).move(NATIVE, OTHER, ME, 10**18).log(OTHER, REFUND, [ME, 1], [1])
    assert built.events('digixdao') == [('receive', 'none', 'ETH', '1', None)]
