"""Summer.fi: an account of one's own is told, somebody else's is not."""

from rotkehlchen.integrations.protocols.summer_fi.rules import CREATED
from tests.decoding.built import ME, OTHER, Built, address


def test_account_for_the_user() -> None:
    event = Built(to=OTHER).log(OTHER, CREATED, [address(5), ME, 77]).decode('summer_fi').events[0]
    assert (event.type, event.subtype, event.counterparty, event.params['number']) == ('informational', 'create', 'summer-fi', 77)
    assert Built(to=OTHER).log(OTHER, CREATED, [address(5), OTHER, 77]).events('summer_fi') == []
    assert Built(to=OTHER).log(OTHER, CREATED, [address(5), ME], [77]).events('summer_fi') == []
