"""Transactions by Etherscan's API, version 2: one address, the chain is an argument. See `contracts.explorer_api`."""

from rotkehlchen.contracts.explorer_api import ExplorerApi
from rotkehlchen.contracts.indexer import IndexerContext


def build(context: IndexerContext) -> ExplorerApi:
    return ExplorerApi(context, names_chain=True)
