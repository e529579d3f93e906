"""The words that events carry for protocols, and their texts, from the manifests of protocols. Read when they are first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rotkehlchen.contracts.protocol import ProtocolInfo, parse_protocol
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.event import DELEGATION, GAS


@dataclass(frozen=True, slots=True)
class CounterpartyEntry:
    """`image`: protocol whose picture shows it, None where `icon` (a name of the client's own set) does."""

    identifier: str
    label: str
    image: str | None = None
    icon: str | None = None


class CounterpartyDirectory:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @cached_property
    def protocols(self) -> tuple[ProtocolInfo, ...]:
        return tuple(parse_protocol(manifest) for manifest in self._registry.manifests('protocol'))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Names of counterparties by word."""
        return {entry.identifier: entry.label for entry in self.all}

    def texts(self, language: str) -> Mapping[str, str]:
        """Templates of descriptions by kind: those of the language, English ones where it has none."""
        found = {kind: text for protocol in self.protocols for kind, text in protocol.texts.items()}
        for protocol in self.protocols:
            found.update(protocol.translations.get(language, {}))
        return found

    @cached_property
    def all(self) -> tuple[CounterpartyEntry, ...]:
        """By word; the first protocol that declares a word gives it its picture."""
        found = {
            GAS: CounterpartyEntry(GAS, 'Gas', icon='lu-fuel'), DELEGATION: CounterpartyEntry(DELEGATION, 'Account delegation', icon='lu-users'),
        }
        for protocol in self.protocols:
            for one in protocol.counterparties:
                found.setdefault(one.id, CounterpartyEntry(one.id, one.label, image=protocol.id))
        return tuple(found[word] for word in sorted(found))

    def find_image(self, protocol: str) -> bytes | None:
        """The picture (SVG) of a protocol."""
        return self._registry.find_logo('protocol', protocol)
