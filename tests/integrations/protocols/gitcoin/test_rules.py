"""Gitcoin: donations to grants of all times, payouts, applications, projects."""

from rotkehlchen.contracts.transaction import COIN_SENTINEL, NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.gitcoin import allo, grant
from tests.decoding.built import ME, OTHER, ZERO, Built, address

UNIT = 10**18
STRATEGY, TOKEN, GRANT, ME_TOO = address(7), address(8), address(9), address(10)
POLYGON = EvmFacts(137, 'polygon pos', 'eip155:137/erc20:0x0000000000000000000000000000000000001010')
GIVEN = ('spend', 'donate', 'ETH', '1', 'gitcoin')


def test_votes_of_coins_are_told_one_by_one_own_accounts_first() -> None:
    built = Built(to=OTHER, value=2 * UNIT, input=b'1234', tracked=(ME, ME_TOO)).move(NATIVE, STRATEGY, GRANT, UNIT).move(NATIVE, STRATEGY, ME_TOO, UNIT)
    for one in (GRANT, ME_TOO):
        built.log(STRATEGY, allo.VOTED_NUMBERED, [ME, 1, OTHER], [0, UNIT, one, 5])
    assert built.events('gitcoin') == [('transfer', 'donate', 'ETH', '1', 'gitcoin'), GIVEN]


def test_checkout_of_several_rounds_votes_for_the_donor() -> None:
    built = Built(to=OTHER, sender=GRANT).move(TOKEN, OTHER, ME, UNIT).log(STRATEGY, allo.VOTED_FOR, [OTHER, 1, OTHER], [TOKEN, UNIT, GRANT, ME, 5])
    (event,) = built.decode('gitcoin').events
    assert (event.type, event.subtype, (event.address or '').lower()) == ('receive', 'donate', GRANT)


def test_allocations_find_their_recipient_by_the_transfer_that_follows() -> None:
    built = Built(to=OTHER).move(TOKEN, ME, OTHER, 2 * UNIT).log(STRATEGY, allo.ALLOCATED_FOR, [1], [2 * UNIT, TOKEN, OTHER, ME])
    assert built.move(TOKEN, OTHER, GRANT, 2 * UNIT).events('gitcoin') == [('spend', 'donate', TOKEN, '2', 'gitcoin')]
    built = Built(to=OTHER, sender=OTHER).move(NATIVE, OTHER, STRATEGY, UNIT).move(NATIVE, STRATEGY, ME, UNIT)
    built.log(STRATEGY, allo.ALLOCATED, [1], [UNIT, COIN_SENTINEL, OTHER])
    assert built.events('gitcoin') == [('receive', 'donate', 'ETH', '1', 'gitcoin')]


def test_payouts_and_funding() -> None:
    built = Built(to=STRATEGY, sender=OTHER).move(TOKEN, STRATEGY, ME, UNIT).log(STRATEGY, allo.PAID[0], [TOKEN, 1], [UNIT, ME])
    assert built.events('gitcoin') == [('receive', 'donate', TOKEN, '1', 'gitcoin')]
    where = allo.ALLO.lower()
    built = Built(to=where, value=3 * UNIT, input=b'1234').log(where, allo.FUNDED, [5], [2 * UNIT, UNIT])
    assert built.events('gitcoin') == [('spend', 'donate', 'ETH', '2', 'gitcoin'), ('spend', 'fee', 'ETH', '1', 'gitcoin')]


def test_applications_and_projects_are_told_of_ether_on_every_chain() -> None:
    built = Built(to=STRATEGY, chain=POLYGON).log(STRATEGY, allo.APPLIED[0], [1], [32, 1, 64, 0])
    assert built.events('gitcoin') == [('informational', 'apply', 'ETH', '0', 'gitcoin')]
    registry = allo.REGISTRY.lower()
    built = Built(to=registry).log(registry, allo.CREATED[1], [1], [0] * 8).log(registry, allo.UPDATED[1], [1], [0])
    assert [event[1] for event in built.events('gitcoin')] == ['create', 'update']
    assert Built(to=OTHER).log(OTHER, allo.UPDATED[1], [1], [0]).events('gitcoin') == []


def test_old_grants() -> None:
    checkout, matching = grant.CHECKOUTS[1][0].lower(), grant.MATCHING[1][0]
    built = Built(to=checkout).move(TOKEN, ME, GRANT, UNIT).log(checkout, grant.DONATED, [TOKEN, UNIT, ME], [GRANT])
    assert built.events('gitcoin') == [('spend', 'donate', TOKEN, '1', 'gitcoin')]
    built = Built(to=matching).move(TOKEN, matching, ME, UNIT).log(matching, grant.CLAIMED, [ME, UNIT], [5])
    assert built.events('gitcoin') == [('receive', 'donate', TOKEN, '1', 'gitcoin')]
    assert Built(to=OTHER).move(TOKEN, ME, ZERO, UNIT).events('gitcoin') == [('spend', 'none', TOKEN, '1', None)]
