"""rotki: the sponsorship NFT, whatever it is paid with."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.rotki.rules import SPONSORSHIP, TREASURY
from tests.decoding.built import ME, ZERO, Built

TOKEN = '0x00000000000000000000000000000000000000bb'


def test_sponsorship_is_a_purchase() -> None:
    paid = Built(to=SPONSORSHIP).move(TOKEN, ME, TREASURY, 10**18).nft(SPONSORSHIP, ZERO, ME, 3)
    assert paid.events('rotki') == [('trade', 'spend', TOKEN, '1', 'rotki'), ('trade', 'receive', f'{SPONSORSHIP}/3', '1', 'rotki')]
    with_coin = Built(to=SPONSORSHIP, value=10**18).move(NATIVE, SPONSORSHIP, TREASURY, 10**18).nft(SPONSORSHIP, ZERO, ME, 3)
    assert [event[2] for event in with_coin.events('rotki')] == ['ETH', f'{SPONSORSHIP}/3']


def test_gift_of_the_nft_is_no_purchase() -> None:
    assert Built(to=SPONSORSHIP).nft(SPONSORSHIP, TREASURY, ME, 3).events('rotki')[0][:2] == ('receive', 'none')
