"""Tokens that no list knows: what their contracts say of themselves, and adding them to the asset database."""

from collections.abc import Collection, Sequence
from typing import Protocol

from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.core.ids import AssetId, EvmAddress, evm_token_id
from rotkehlchen.core.issue import Severity
from rotkehlchen.net.evm.client import TokenText
from rotkehlchen.services.evm_chain import EvmChain, EvmChains, KnownToken
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier


class TokenDirectory(Protocol):
    """What is needed of the asset database."""

    def tokens_of_chain(self, chain_id: int) -> Sequence[tuple[AssetId, EvmAddress, int]]:
        """(identifier, contract, decimals) of the ERC-20 tokens of a chain that are not spam, the most used first as far as known."""

    def known(self, assets: Collection[str]) -> set[str]:
        """Those of the identifiers that the database has, spam included."""

    def save_chain_token(self, asset: AssetId, *, name: str, symbol: str, decimals: int) -> bool:
        """Add a token with the origin 'chain'. False, and nothing is changed, if the identifier is known."""


class TokenMetadataService:
    def __init__(self, chains: EvmChains, tokens: TokenDirectory, issues: IssueLog, notifier: Notifier) -> None:
        self._chains = chains
        self._tokens = tokens
        self._issues = issues
        self._notifier = notifier

    def fetch(self, chain: str, address: EvmAddress) -> TokenText:
        """Name, symbol and decimals of a contract; each None where it doesn't say. Raises RemoteError, InputError."""
        return self._find_chain(chain).client.token_texts([address])[0]

    def add(self, chain: str, address: EvmAddress) -> AssetId:
        """The identifier of a token, which is added from the chain if it wasn't known. NotFoundError: it is no token."""
        evm_chain = self._find_chain(chain)
        asset = evm_token_id(evm_chain.chain_id, address)
        if not self._tokens.known([asset]) and not self.add_found(evm_chain, [address]):
            raise NotFoundError(f'The contract {address} on {chain} is not an ERC-20 token.', chain=chain, address=address)
        return asset

    def unknown_of(self, chain: EvmChain, addresses: Collection[EvmAddress]) -> list[EvmAddress]:
        """Contracts that the asset database has nothing about, not even that they are spam; sorted."""
        assets = {evm_token_id(chain.chain_id, address): address for address in addresses}
        known = self._tokens.known(list(assets))
        return sorted(address for asset, address in assets.items() if asset not in known)

    def known(self, chain: EvmChain) -> list[KnownToken]:
        """The tokens of a chain, the most used first as far as known."""
        return [KnownToken(*token) for token in self._tokens.tokens_of_chain(chain.chain_id)]

    def add_found(self, chain: EvmChain, addresses: Sequence[EvmAddress]) -> list[KnownToken]:
        """Those of the contracts that are tokens, added to the asset database. Raises RemoteError."""
        added = []
        for address, text in zip(addresses, chain.client.token_texts(addresses), strict=True):
            if not text.is_token or text.decimals is None or text.symbol is None:
                continue
            token = KnownToken(evm_token_id(chain.chain_id, address), address, text.decimals)
            if self._tokens.save_chain_token(token.asset, name=text.name or text.symbol, symbol=text.symbol, decimals=text.decimals):
                self._announce(token.asset, text)
            added.append(token)
        return added

    def _announce(self, asset: AssetId, text: TokenText) -> None:
        self._notifier.publish('new_token_detected', {'token_identifier': asset})
        if text.is_altered:
            params = {'asset': asset, 'symbol': text.symbol, 'name': text.name}
            self._issues.put('suspicious_token_text', asset, Severity.WARNING, params, 'ignore_asset')

    def _find_chain(self, chain: str) -> EvmChain:
        found = self._chains.find(chain)
        if found is None:
            raise InputError(f'evm_chain: {chain} is not a known EVM chain', field='evm_chain')
        return found
