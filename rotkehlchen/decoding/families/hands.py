"""Who acts for whom: a proxy of the user, which is no account of the user's, stands between the user and a protocol."""

from collections.abc import Collection

from rotkehlchen.contracts.transaction import Transaction, Transfer


def account_behind(tx: Transaction, actor: str) -> str | None:
    """Whose position an actor holds: its own if it is the user's, else that of the user who sent the transaction through it."""
    if tx.is_mine(actor):
        return actor
    behind = [one for one in (tx.sender, tx.to) if one and tx.is_mine(one)]
    return behind[0] if behind and (actor == tx.to or any(actor in (one.sender, one.receiver) for one in tx.mine)) else None


def given(tx: Transaction, account: str, hands: Collection[str], token: str | None = None) -> list[Transfer]:
    """What the account gave to one of the hands."""
    return tx.outgoing(account=account, token=token, to=hands)


def got(tx: Transaction, account: str, hands: Collection[str], token: str | None = None) -> list[Transfer]:
    """What the account got from one of the hands."""
    return tx.incoming(account=account, token=token, source=hands)
