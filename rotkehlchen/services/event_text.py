"""The description of an event in words, made from its kind and parameters when it is shown or indexed (ADR 3).

A protocol's own kinds have templates in its manifest, `[protocol.texts]`; all others are told by what the event is. Names of tokens come
from anybody: characters that turn or hide text are taken out, and what comes out is plain text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import to_text

_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ('spend', 'none'): 'Send {what} to {address}', ('receive', 'none'): 'Receive {what} from {address}',
    ('transfer', 'none'): 'Transfer {what} to {address}', ('transaction to self', 'none'): 'Transaction to oneself of {what}',
    ('spend', 'fee'): 'Pay a fee of {what}', ('fail', 'fee'): 'Pay {what} for a transaction that failed',
    ('deploy', 'none'): 'Deploy the contract {address}', ('deploy', 'spend'): 'Deploy the contract {address} with {what}',
    ('trade', 'spend'): 'Swap {what}', ('trade', 'receive'): 'Receive {what} from a swap', ('trade', 'fee'): 'Pay {what} as fee of a swap',
    ('multi trade', 'spend'): 'Swap {what}', ('multi trade', 'receive'): 'Receive {what} from a swap',
    ('multi trade', 'fee'): 'Pay {what} as fee of a swap',
    ('informational', 'approve'): 'Allow {address} to spend {what}', ('informational', 'governance'): 'Take part in governance',
    ('informational', 'delegate'): 'Delegate to {address}', ('informational', 'message'): 'Send a message to {address}: {text}',
    ('informational', 'attest'): 'Make an attestation', ('informational', 'apply'): 'Apply', ('informational', 'update'): 'Update',
    ('informational', 'create'): 'Create', ('informational', 'place order'): 'Place an order', ('informational', 'none'): 'Interact with {address}',
    ('deposit', 'deposit for wrapped'): 'Deposit {what}', ('receive', 'receive wrapped'): 'Receive {what} for a deposit',
    ('spend', 'return wrapped'): 'Return {what}', ('withdrawal', 'redeem wrapped'): 'Withdraw {what}',
    ('deposit', 'deposit to protocol'): 'Deposit {what}', ('withdrawal', 'withdraw from protocol'): 'Withdraw {what}',
    ('deposit', 'deposit asset'): 'Deposit {what}', ('withdrawal', 'remove asset'): 'Withdraw {what}',
    ('exchange transfer', 'receive'): 'Deposit {what}', ('exchange transfer', 'spend'): 'Withdraw {what}',
    ('exchange transfer', 'fee'): 'Pay {what} as fee of a transfer', ('exchange adjustment', 'receive'): 'Correction of the balance by {what}',
    ('exchange adjustment', 'spend'): 'Correction of the balance by -{what}', ('adjustment', 'receive'): 'Correction of the balance by {what}',
    ('adjustment', 'spend'): 'Correction of the balance by -{what}',
    ('deposit', 'bridge'): 'Bridge {what}', ('withdrawal', 'bridge'): 'Receive {what} over a bridge', ('deposit', 'fee'): 'Pay {what} as fee of a deposit',
    ('deposit', 'place order'): 'Deposit {what} for an order', ('withdrawal', 'cancel order'): 'Take back {what} from an order',
    ('withdrawal', 'refund'): 'Get {what} back', ('receive', 'refund'): 'Get {what} back', ('withdrawal', 'fee'): 'Pay {what} as fee of a withdrawal',
    ('receive', 'generate debt'): 'Borrow {what}', ('withdrawal', 'generate debt'): 'Borrow {what}', ('spend', 'payback debt'): 'Repay {what}',
    ('receive', 'reward'): 'Claim {what}', ('receive', 'interest'): 'Receive {what} as interest', ('receive', 'airdrop'): 'Claim {what} of an airdrop',
    ('receive', 'donate'): 'Receive {what} as a donation', ('spend', 'donate'): 'Donate {what}', ('transfer', 'donate'): 'Donate {what} to {address}',
    ('receive', 'cashback'): 'Receive {what} as cashback', ('receive', 'payment'): 'Receive a payment of {what}', ('spend', 'payment'): 'Pay {what}',
    ('receive', 'grant'): 'Receive a grant of {what}', ('receive', 'liquidate'): 'Receive {what} from a liquidation',
    ('receive', 'return wrapped'): 'Receive {what}', ('receive', 'spam'): 'Receive {what}, which is spam',
    ('staking', 'deposit asset'): 'Stake {what}', ('staking', 'deposit for wrapped'): 'Stake {what}', ('staking', 'remove asset'): 'Unstake {what}',
    ('staking', 'redeem wrapped'): 'Unstake {what}', ('staking', 'reward'): 'Receive {what} as staking reward',
    ('staking', 'fee'): 'Pay {what} as fee of staking', ('staking', 'block production'): 'Receive {what} for a block',
    ('staking', 'mev reward'): "Receive {what} of a block's extractable value",
    ('migrate', 'spend'): 'Migrate {what}', ('migrate', 'receive'): 'Receive {what} from a migration', ('renew', 'none'): 'Renew for {what}',
    ('loss', 'liquidate'): 'Lose {what} to a liquidation', ('loss', 'hack'): 'Lose {what} to a hack', ('loss', 'none'): 'Lose {what}',
    ('mint', 'nft'): 'Mint {what}', ('burn', 'nft'): 'Burn {what}', ('spend', 'burn'): 'Burn {what}', ('mint', 'fee'): 'Pay {what} to mint',
    ('margin', 'profit'): 'Profit of {what} from margin trading', ('margin', 'loss'): 'Lose {what} in margin trading',
}
_KINDS: Final[Mapping[str, str]] = {
    'gas': 'Pay {what} for gas', 'zero_transfer': 'Transfer of nothing with {address}', 'delegate': 'Let the contract {address} act for the account',
    'validator_deposit': 'Deposit {what} for validator {validator_index}', 'opening_balance': 'Opening balance of {what}',
    'opening_balance_taken': 'Take {what} off the opening balance',
}
_OTHER_SIDE: Final = re.compile(r' (from|to|with|of) \{address\}')  # left out where nobody knows it
_HIDDEN: Final = frozenset({'Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp'})


def clean(text: str) -> str:
    """One line without characters that hide or turn what stands beside them."""
    if text.isascii() and text.isprintable():  # nearly every text, and there are many
        return ' '.join(text.split())
    return ' '.join(''.join(char for char in text if unicodedata.category(char) not in _HIDDEN).split())


class EventText:
    """`templates`: of kinds that protocols have, by kind; `labels`: of counterparties, by word."""

    def __init__(self, templates: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self._templates = templates
        self._labels = labels
        self._chosen: dict[tuple[str, str, str, bool], str] = {}

    @property
    def fingerprint(self) -> str:
        """Of all words: with another one, descriptions are others."""
        words = [sorted(part.items()) for part in (self._templates, self._labels, _KINDS)]
        return hashlib.sha256(repr((words, sorted(_WORDS.items()))).encode()).hexdigest()

    def render(self, event: HistoryEvent, symbol: str) -> str:
        """`symbol`: of the event's asset. Placeholders that nobody fills stay out."""
        key = event.kind, event.type, event.subtype, event.address is None
        template = self._chosen.get(key)
        if template is None:
            template = self._chosen[key] = self._choose(*key)
        label = self._labels.get(event.counterparty or '', event.counterparty)
        if event.subtype == 'approve' and not event.amount and event.type == 'informational' and event.asset and '{what}' in template:
            template = _ALLOWANCE_ENDS if event.address is not None else _OTHER_SIDE.sub('', _ALLOWANCE_ENDS)
        text = template.format_map(_Values(event, symbol, label))
        if label and event.kind not in self._templates and label != 'Gas' and label.lower() not in text.lower():
            text += f' on {label}'
        return clean(text)


    def _choose(self, kind: str, event_type: str, subtype: str, is_without_address: bool) -> str:
        template = self._templates.get(kind) or _KINDS.get(kind) or _WORDS.get((event_type, subtype))
        if template is None:
            template = f'{event_type} {"" if subtype == "none" else subtype}'.strip().capitalize() + ' {what}'
        return _OTHER_SIDE.sub('', template) if is_without_address else template


_ALLOWANCE_ENDS: Final = 'Take back the allowance of {address} to spend {asset}'
UNLIMITED: Final = Decimal(10) ** 40  # more than there is of any token: wallets ask for the greatest number of the EVM


class _Values(dict[str, Any]):
    """Whatever a template may name, as text."""

    def __init__(self, event: HistoryEvent, symbol: str, label: str | None) -> None:
        amount = to_text(event.amount)
        super().__init__(
            amount=amount, asset=symbol, what=f'any amount of {symbol}' if event.amount > UNLIMITED else f'{amount} {symbol}',
            account=event.account or '', address=event.address or 'unknown', counterparty=label or '')
        for name, value in event.params.items():
            self.setdefault(name, value if isinstance(value, str) else str(value))

    def __missing__(self, key: str) -> str:
        return ''
