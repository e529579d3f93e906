"""WOOFi: cross-chain swaps, vaults, staking and farms by their events."""

from dataclasses import replace

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.woo_fi.rules import CROSS_OUT, FARM_DEPOSIT, FARMS, RESERVE, STAKING, VAULT_INSTANT, WOO
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

ARBITRUM = replace(ETHEREUM, chain_id=42161, location='arbitrum one')
ROUTER, SOLD, BOUGHT = address(5), address(6), address(7)


def test_cross_chain_swap_is_a_swap_a_bridge_and_a_fee() -> None:
    built = Built(to=ROUTER, value=9).move(SOLD, ME, ROUTER, 10**18)
    built.log(ROUTER, CROSS_OUT, [77, ME, ME], [30184, SOLD, 10**18, BOUGHT, 1, 5 * 10**17, 1, 0])
    built.tokens = {BOUGHT: 18}
    assert [event[:2] for event in built.events('woo_fi')] == [
        ('trade', 'spend'), ('trade', 'receive'), ('deposit', 'bridge'), ('deposit', 'fee')]
    [bridge] = [event for event in built.decode('woo_fi').events if event.subtype == 'bridge']
    assert str(bridge.params['message']).endswith('4d')


def test_vault_tells_the_fee_that_it_kept() -> None:
    built = Built(to=ROUTER).move(NATIVE, ROUTER, ME, 99).move(ROUTER, ME, ZERO, 50).log(ROUTER, VAULT_INSTANT, [ME], [100, 50, 1])
    assert [event[:2] for event in built.events('woo_fi')] == [
        ('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped'), ('withdrawal', 'fee')]


def test_reserved_stake_burns_now_and_pays_later() -> None:
    stake = STAKING[42161][0].lower()
    built = Built(to=stake, chain=ARBITRUM, tokens={WOO[42161]: 18}).move(stake, ME, ZERO, 10**18).log(stake, RESERVE, [ME], [2 * 10**18, 10**18])
    assert built.events('woo_fi') == [
        ('spend', 'return wrapped', stake, '1', 'woo-fi'), ('informational', 'none', WOO[42161], '2', 'woo-fi')]


def test_farm_of_another_contract_is_none() -> None:
    farm = FARMS[42161][0].lower()
    assert Built(to=farm, chain=ARBITRUM).move(SOLD, ME, farm, 5).log(farm, FARM_DEPOSIT, [ME, 1], [5]).events('woo_fi')[0][1] == 'deposit asset'
    assert Built(to=OTHER, chain=ARBITRUM).move(SOLD, ME, OTHER, 5).log(OTHER, FARM_DEPOSIT, [ME, 1], [5]).events('woo_fi')[0][4] is None
