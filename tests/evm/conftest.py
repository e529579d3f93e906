from collections.abc import Iterator

import pytest

from demo.local_chain import LocalChain


@pytest.fixture(scope='module')
def chain() -> Iterator[LocalChain]:
    """A chain with Multicall3, shared by the tests of one module."""
    local = LocalChain()
    local.add_multicall3()
    yield local
    local.close()
