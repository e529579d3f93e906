"""Which machines may be talked to, and with which scheme: the guard against being sent to where nobody should ask.

Cloud metadata services hand out keys to whoever can reach them, so they are never reached, whatever name or redirect
leads there. The check is made on the address that is connected to, after resolving the name, so that a name that
resolves differently a moment later gains nothing. Plain http goes to loopback and private networks only.

Sources: IANA special-purpose address registries (iana.org/assignments/iana-ipv4-special-registry, -ipv6-), metadata
addresses of AWS, Azure, Google, Alibaba and Oracle from their documentation; read 2026-11-21.
"""

import ipaddress
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from rotkehlchen.core.errors import InputError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL_LENGTH: Final = 2_000
_METADATA: Final = frozenset(ipaddress.ip_address(one) for one in (
    '169.254.169.254',  # AWS, Azure, Google, DigitalOcean and others; all link-local addresses are refused anyway
    '168.63.129.16',  # Azure
    '100.100.100.200',  # Alibaba
    '192.0.0.192',  # Oracle
    'fd00:ec2::254',  # AWS
    'fd20:ce::254',  # Google
))
_METADATA_NAMES: Final = frozenset({'metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data', 'instance-data.ec2.internal'})
_SHARED: Final = ipaddress.ip_network('100.64.0.0/10')  # carrier-grade NAT, also used by mesh VPNs
_NAT64: Final = ipaddress.ip_network('64:ff9b::/96')


class Reach(Enum):
    """How far a connection may go."""

    LOCAL = 'local'  # loopback and private networks: where plain http is good enough
    PUBLIC = 'public'  # the internet only: where redirects may lead
    ANY = 'any'


def parse_ip(text: str) -> IpAddress | None:
    """An IP address; IPv4 that is wrapped in IPv6 (mapped, 6to4, NAT64) is unwrapped. None for a name."""
    try:
        address = ipaddress.ip_address(text.partition('%')[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def is_forbidden(address: IpAddress) -> bool:
    """Whether nothing may ever connect to it: metadata services, link-local, multicast, unspecified, reserved."""
    return (
        address in _METADATA or address.is_link_local or address.is_multicast or address.is_unspecified
        or (address.is_reserved and not address.is_loopback)
    )


def is_local(address: IpAddress) -> bool:
    """Whether it is this machine or a private network."""
    return address.is_loopback or address.is_private or (address.version == 4 and address in _SHARED)


def is_reachable(address: IpAddress, reach: Reach) -> bool:
    if is_forbidden(address):
        return False
    return reach is Reach.ANY or is_local(address) == (reach is Reach.LOCAL)


def is_local_host(host: str) -> bool:
    """Whether a host is meant to be near, judged by its writing alone: no rate limit is needed there."""
    address = parse_ip(host)
    return is_local(address) if address is not None else host == 'localhost' or host.endswith(('.localhost', '.local', '.lan', '.internal'))


def parse_endpoint(raw: object, *, field: str = 'endpoint') -> str:
    """An address that a user typed, without blanks around it. Raises InputError naming `field`; touches no network.

    http or https, a host, no user name in it (a key belongs in the path, the query or a header, where nothing shows it).
    """
    text = raw.strip() if isinstance(raw, str) else ''
    if not text or len(text) > MAX_URL_LENGTH or any(c.isspace() or not c.isprintable() or c == '\\' for c in text):
        raise InputError(f'{field} is not an address such as https://node.example.org', field=field)
    parts = split_url(text)
    if parts is None:
        raise InputError(f'{field} must begin with http:// or https:// and name a host', field=field)
    if parts.username is not None or parts.password is not None:
        raise InputError(f'{field} must not hold a user name or a password', field=field)
    host = str(parts.hostname)
    address = parse_ip(host)
    if host in _METADATA_NAMES or (address is not None and is_forbidden(address)):
        raise InputError(f'{field} names an address that is never contacted', field=field, code='forbidden_address')
    if parts.scheme == 'http' and address is not None and not is_local(address):
        raise InputError(
            f'{field} must use https: plain http is only for this computer and the local network', field=field, code='https_needed')
    return text


def split_url(url: str) -> SplitResult | None:
    """The parts of an http or https address with a host and a possible port, None for anything else."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        return None
    return parts if parts.scheme in ('http', 'https') and parts.hostname and port_is_right else None


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    """(scheme, host, port): two addresses of one origin are one server."""
    return parts.scheme, str(parts.hostname), parts.port or (443 if parts.scheme == 'https' else 80)


def host_label(url: str) -> str:
    """What messages and logs may say of an address: host, and port if it is unusual. Never a path, which may hold a key."""
    parts = split_url(url)
    if parts is None:
        return 'the address'
    host = f'[{parts.hostname}]' if ':' in str(parts.hostname) else str(parts.hostname)
    return f'{host}:{parts.port}' if parts.port else host
