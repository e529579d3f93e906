import pytest

from rotkehlchen.core.errors import InputError
from rotkehlchen.services.external_service import ExternalServiceService, ServiceChange
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.external_service import ExternalService, ExternalServiceRepository


@pytest.fixture
def services(user_database: Database) -> ExternalServiceService:
    return ExternalServiceService(ExternalServiceRepository(user_database), Notifier())


def test_save_leaves_what_is_not_given_and_removes_what_is_empty(services: ExternalServiceService) -> None:
    services.save([ServiceChange('coingecko', api_key=' key ', url='https://prices.example/v3')])
    services.save([ServiceChange('coingecko', api_key='other')])
    assert services.all() == {'coingecko': ExternalService('coingecko', 'other', 'https://prices.example/v3')}
    assert services.find_credential('coingecko', 'url') == 'https://prices.example/v3'
    services.save([ServiceChange('coingecko', url='')])
    assert services.find_credential('coingecko', 'url') is None
    services.save([ServiceChange('coingecko', api_key='')])
    assert services.all() == {}


def test_save_takes_either_spelling_of_a_name(services: ExternalServiceService) -> None:
    services.save([ServiceChange('gnosis_pay', api_key='a'), ServiceChange('Gnosis Pay', username='me')])
    assert services.all() == {'gnosis pay': ExternalService('gnosis pay', 'a', username='me')}


@pytest.mark.parametrize(('change', 'field'), [
    (ServiceChange('nobody', api_key='a'), 'services.1.name'),
    (ServiceChange('etherscan'), 'services.1.api_key'),
    (ServiceChange('etherscan', url='http://prices.example.org:pw'), 'services.1.url'),
    (ServiceChange('etherscan', url='http://8.8.8.8/'), 'services.1.url'),
    (ServiceChange('etherscan', url='file:///etc/passwd'), 'services.1.url'),
    (ServiceChange('etherscan', url='http://169.254.169.254/latest'), 'services.1.url'),
    (ServiceChange('etherscan', url='https://me:pw@example.org'), 'services.1.url'),
])
def test_save_with_a_wrong_field_names_it_and_stores_nothing(services: ExternalServiceService, change: ServiceChange, field: str) -> None:
    with pytest.raises(InputError) as caught:
        services.save([ServiceChange('helius', api_key='a'), change])
    assert caught.value.field == field
    assert services.all() == {}


def test_save_takes_plain_http_on_this_computer(services: ExternalServiceService) -> None:
    services.save([ServiceChange('blockscout', url='http://127.0.0.1:4000/api')])
    assert services.find_credential('blockscout', 'url') == 'http://127.0.0.1:4000/api'


def test_delete_of_an_unknown_name_deletes_nothing(services: ExternalServiceService) -> None:
    services.save([ServiceChange('helius', api_key='a')])
    with pytest.raises(InputError) as caught:
        services.delete(['helius', 'nobody'])
    assert caught.value.field == 'services.1'
    services.delete(['helius', 'etherscan'])
    assert services.all() == {}


def test_secrets_are_not_in_any_text_form(services: ExternalServiceService) -> None:
    assert 'hush' not in repr(ServiceChange('monerium', api_key='hush', password='hush'))
    assert 'hush' not in repr(ExternalService('monerium', api_key='hush', password='hush'))
