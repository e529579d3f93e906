"""Standards are the last to speak: any contract's vault, stake and claim, unless a protocol knows better."""

from rotkehlchen.decoding.families.reward_pool import PAID, STAKED, WITHDRAWN
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW
from rotkehlchen.integrations.protocols.standard_contract.rules import MERKLE_CLAIMED
from rotkehlchen.integrations.protocols.yearn.address import V3
from tests.decoding.built import ME, OTHER, ZERO, Built, address

ASSET, VAULT = address(5), address(6)


def words(built: Built, *protocols: str) -> list[tuple[str, str, str | None]]:
    decoded = built.decode('standard_contract', *protocols)
    assert not decoded.findings
    return [(one.type, one.subtype, one.counterparty) for one in decoded.events]


def test_vault_of_anybody() -> None:
    into = Built(to=VAULT).move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 8).log(VAULT, DEPOSIT, [ME, ME], [9, 8])
    assert words(into) == [('deposit', 'deposit for wrapped', 'erc4626'), ('receive', 'receive wrapped', 'erc4626')]
    out = Built(to=VAULT).move(VAULT, ME, ZERO, 8).move(ASSET, VAULT, ME, 9).log(VAULT, WITHDRAW, [ME, ME, ME], [9, 8])
    assert words(out) == [('spend', 'return wrapped', 'erc4626'), ('withdrawal', 'redeem wrapped', 'erc4626')]
    wrong = Built(to=VAULT).move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 8).log(VAULT, DEPOSIT, [ME, ME], [7, 8])
    assert {one[2] for one in words(wrong)} == {None}


def test_vault_that_tells_nothing_is_known_by_what_it_made_and_kept() -> None:
    into = Built(to=VAULT, input=b'1234').move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 8)
    assert words(into) == [('deposit', 'deposit for wrapped', 'share'), ('receive', 'receive wrapped', 'share')]
    out = Built(to=VAULT, input=b'1234').move(VAULT, ME, ZERO, 8).move(ASSET, VAULT, ME, 9)
    assert [one[2] for one in words(out)] == ['share', 'share']
    for other in (
        Built(to=OTHER, input=b'1234').move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 8),  # not called itself
        Built(to=VAULT, input=b'1234').move(ASSET, ME, OTHER, 9).move(VAULT, ZERO, ME, 8),  # somebody else got the asset
        Built(to=VAULT, input=b'1234').move(ASSET, ME, VAULT, 9).move(VAULT, OTHER, ME, 8),  # sold, not made
    ):
        assert [one[:2] for one in words(other)] == [('trade', 'spend'), ('trade', 'receive')]


def test_protocol_that_knows_the_vault_goes_before_without_a_conflict() -> None:
    vault = V3[1][0].lower()
    built = Built(to=vault).move(ASSET, ME, vault, 9).move(vault, ZERO, ME, 8).log(vault, DEPOSIT, [ME, ME], [9, 8])
    assert [one[2] for one in words(built, 'yearn')] == ['yearn-v3', 'yearn-v3']


def test_stake_and_reward_of_anybody() -> None:
    assert words(Built(to=OTHER).move(ASSET, ME, OTHER, 9).log(OTHER, STAKED, [ME], [9])) == [('deposit', 'deposit to protocol', 'staking_rewards')]
    left = Built(to=OTHER).move(ASSET, OTHER, ME, 9).log(OTHER, WITHDRAWN, [ME], [9]).move(VAULT, OTHER, ME, 1).log(OTHER, PAID, [ME], [1])
    assert [one[:2] for one in words(left)] == [('withdrawal', 'withdraw from protocol'), ('receive', 'reward')]
    assert words(Built(to=OTHER).move(ASSET, ME, OTHER, 9).log(OTHER, STAKED, [OTHER], [9])) == [('spend', 'none', None)]


def test_claim_from_a_merkle_distributor() -> None:
    built = Built(to=OTHER).move(ASSET, OTHER, ME, 9).log(OTHER, MERKLE_CLAIMED, [], [3, ME, 9])
    assert words(built) == [('receive', 'airdrop', 'merkle_distributor')]
    assert words(Built(to=OTHER).move(ASSET, OTHER, ME, 9).log(OTHER, MERKLE_CLAIMED, [], [3, OTHER, 9])) == [('receive', 'none', None)]
