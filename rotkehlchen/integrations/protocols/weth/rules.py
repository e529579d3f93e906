"""Wrapping and unwrapping of a chain's native coin (WETH9 and its likes).

Some of these contracts tell of wrapping by `Deposit`/`Withdrawal`, some by transfers from and to the zero address, some by both: all of
them exchange one coin for one token, so the transfers themselves are read. Which contract it is, the chain's folder says.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg, Rank
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Transaction, Transfer

WORDS = {56: 'wbnb', 100: 'wxdai', 137: 'wmatic', 143: 'wmon'}


def wraps(tx: Transaction) -> Iterator[Claim]:
    """Each coin that went to the contract with the token that it gave for it, each token burnt with the coin that came back."""
    contract = tx.wrapped_native
    if contract is None:
        return
    word = WORDS.get(tx.chain_id, 'weth')
    coins = [one for one in tx.mine if one.token == NATIVE]
    for token in (one for one in tx.mine if one.token == contract and ZERO_ADDRESS in (one.sender, one.receiver)):
        coin = _find_coin(token, coins, contract)
        if coin is None:
            continue
        coins.remove(coin)
        if token.sender == ZERO_ADDRESS:
            legs = (_leg('deposit', 'deposit for wrapped', coin, contract), _leg('receive', 'receive wrapped', token, contract))
        else:
            legs = (_leg('spend', 'return wrapped', token, contract), _leg('withdrawal', 'redeem wrapped', coin, contract))
        yield Claim(word, legs, order='end')


def _find_coin(token: Transfer, coins: list[Transfer], contract: str) -> Transfer | None:
    giver, getter = (token.receiver, contract) if token.sender == ZERO_ADDRESS else (contract, token.sender)
    return next((one for one in coins if (one.sender, one.receiver, one.amount) == (giver, getter, token.amount)), None)


def _leg(event_type: str, subtype: str, transfer: Transfer, contract: str) -> Leg:
    return Leg(event_type, subtype, transfer, address=contract)


RULES = (CallRule('wrap', wraps, None, rank=Rank.SHAPE),)
