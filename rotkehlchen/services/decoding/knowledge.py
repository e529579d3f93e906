"""What decoding may know of a chain besides the transaction: tokens, and what contracts answered. Asks the chain for what is missing.

Everything that a chain once told is kept, so that decoding again needs no network. A node that can't be reached leaves things
unknown; they are asked for when the transaction is next decoded.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.contracts.transaction import WORD, EvmFacts, Surroundings, TokenFact
from rotkehlchen.core.errors import RemoteError
from rotkehlchen.core.ids import evm_token_id, to_checksum_address
from rotkehlchen.net.evm.client import MAX_DECIMALS
from rotkehlchen.services.evm_chain import EvmChain, EvmChains
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.contract_answer import ContractAnswerRepository, Question
from rotkehlchen.storage.global_db.asset_row import Asset

SPAM: Final = 'spam'  # the protocol word of the asset database for it
DECIMALS: Final = bytes.fromhex('313ce567')  # decimals()


class AssetReader(Protocol):
    def load_many(self, identifiers: Collection[str]) -> Mapping[str, Asset]: ...

    def load_token_words(self, chain_id: int) -> Iterator[tuple[str, str, str, int, bool, bool]]: ...


def facts_of(chain: ChainInfo) -> EvmFacts:
    return EvmFacts(
        chain.chain_id, chain.evm_chain_name.replace('_', ' '), chain.native_asset, chain.native_decimals,
        chain.wrapped_native.lower() if chain.wrapped_native else None, chain.gas_fee,
    )


@dataclass
class Knowledge:
    """Of one chain, for one piece of work. Grows while it is asked."""

    chain: EvmFacts
    tracked: frozenset[str]
    tokens: dict[str, TokenFact] = field(default_factory=dict)
    answers: dict[Question, bytes | None] = field(default_factory=dict)
    contacts: frozenset[str] = frozenset()

    def surroundings(self) -> Surroundings:
        return Surroundings(self.chain, self.tracked, self.tokens, self.answers, self.contacts)


class KnowledgeService:
    """Fills `Knowledge` from the asset database, from what was kept, and from the chain."""

    def __init__(
            self, assets: AssetReader, answers: ContractAnswerRepository, chains: EvmChains, metadata: TokenMetadataService,
            load_contacts: Callable[[], frozenset[str]],
    ) -> None:
        self._assets = assets
        self._answers = answers
        self._chains = chains
        self._metadata = metadata
        self._load_contacts = load_contacts

    def begin(self, chain: ChainInfo, tracked: Collection[str]) -> Knowledge:
        """With every answer that was kept for the chain."""
        return Knowledge(facts_of(chain), frozenset(one.lower() for one in tracked), answers=self._answers.load(chain.id),
                         contacts=self._load_contacts())

    def learn_all_tokens(self, knowledge: Knowledge) -> None:
        """Fill in every token of the chain that the asset database knows, spam included."""
        for address, symbol, name, decimals, is_listed, is_spam in self._assets.load_token_words(knowledge.chain.chain_id):
            knowledge.tokens.setdefault(address.lower(), TokenFact(decimals, symbol, name, is_listed, is_spam))

    def learn(self, chain: str, knowledge: Knowledge, questions: Collection[Question], tokens: Collection[str]) -> bool:
        """Find out as much as can be found out of both. False: the chain could not be asked, and some of it stays unknown."""
        missing = self._look_up(knowledge, tokens)
        asked = [question for question in questions if question not in knowledge.answers]
        if not missing and not asked:
            return True
        evm_chain = self._chains.find(chain)
        if evm_chain is None:
            return False
        try:
            self._ask_tokens(evm_chain, knowledge, missing)
            if asked:
                results = evm_chain.client.call_many([(to_checksum_address(address), data) for address, data in asked])
                self._keep(chain, knowledge, dict(zip(asked, results, strict=True)))
        except RemoteError:
            return False
        return True

    def _look_up(self, knowledge: Knowledge, tokens: Collection[str]) -> list[str]:
        """Fill in what the asset database and earlier answers tell. Returns the tokens that they do not know."""
        ids = {evm_token_id(knowledge.chain.chain_id, token): token for token in tokens}
        known = self._assets.load_many(list(ids))
        missing = []
        for identifier, token in ids.items():
            asset = known.get(identifier)
            if asset is not None and asset.decimals is not None:
                knowledge.tokens[token] = TokenFact(
                    asset.decimals, asset.symbol, asset.name, asset.origin != 'chain', asset.protocol == SPAM)
            elif (token, DECIMALS) in knowledge.answers:
                knowledge.tokens[token] = TokenFact(_parse_decimals(knowledge.answers[token, DECIMALS]))
            else:
                missing.append(token)
        return missing

    def _ask_tokens(self, chain: EvmChain, knowledge: Knowledge, tokens: Collection[str]) -> None:
        """New tokens come into the asset database; what others tell of decimals is kept as an answer."""
        if not tokens:
            return
        added = self._metadata.add_found(chain, [to_checksum_address(token) for token in sorted(tokens)])
        self._look_up(knowledge, [token.address.lower() for token in added])
        odd = [token for token in sorted(tokens) if token not in knowledge.tokens]  # no symbol, no decimals, or no code at all
        results = chain.client.call_many([(to_checksum_address(token), DECIMALS) for token in odd]) if odd else []
        self._keep(chain.id, knowledge, {(token, DECIMALS): result for token, result in zip(odd, results, strict=True)})
        knowledge.tokens |= {token: TokenFact(_parse_decimals(result)) for token, result in zip(odd, results, strict=True)}

    def _keep(self, chain: str, knowledge: Knowledge, answers: dict[Question, bytes | None]) -> None:
        if answers:
            knowledge.answers |= answers
            self._answers.save(chain, answers)

    def forget_failures(self, chain: str) -> None:
        self._answers.forget_failures(chain)


def _parse_decimals(result: bytes | None) -> int | None:
    """A contract that answers something else than a small number has no decimals that could be used."""
    number = int.from_bytes(result) if result is not None and len(result) == WORD else None
    return number if number is not None and number <= MAX_DECIMALS else None
