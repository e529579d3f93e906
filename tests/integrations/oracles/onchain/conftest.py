from collections.abc import Iterator

import pytest

from tests.integrations.oracles.onchain.price_chain import PriceChain


@pytest.fixture(scope='module')
def chain() -> Iterator[PriceChain]:
    """A chain with dollars and both Uniswaps, shared by the tests of one module."""
    local = PriceChain()
    yield local
    local.close()
