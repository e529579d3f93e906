/** Names and pictures of chains, places, protocols and accounts, asked for once for a whole list: a query in each row would cost more than the row. */
import { inject, provide, type InjectionKey } from 'vue';
import { useChains } from '@/shared/chains';
import { nameDirectory, useAccountName } from '@/shared/names';
import { usePlaceName } from '@/shared/ui';
import { useCounterparties } from './queries';

export interface Places {
  nameOf: (location: string) => string;
  partyOf: (counterparty: string) => string;
  /** The name that an address has there, or null. */
  nameOfAddress: (address: string, location: string) => string | null;
  /** An account by its name, else by its address in short. */
  accountOf: (label: string, location?: string) => string;
  /** Of the protocol, else of the place; null where there is none. */
  logoOf: (counterparty: string | null | undefined, location: string) => string | null;
}

const KEY: InjectionKey<Places> = Symbol('places');

function makePlaces(): Places {
  const parties = useCounterparties();
  const chains = useChains();
  const placeName = usePlaceName();
  return {
    nameOfAddress: (address, location) => nameDirectory.of(address, chains.idOf(location)),
    accountOf: useAccountName(),
    nameOf: placeName,
    partyOf: parties.labelOf,
    logoOf: (counterparty, location) => (counterparty ? parties.logoOf(counterparty) : null) ?? chains.logoOf(chains.idOf(location) ?? location),
  };
}

/** For what is drawn many times below. */
export function providePlaces(): Places {
  const places = makePlaces();
  provide(KEY, places);
  return places;
}

export function usePlaces(): Places {
  return inject(KEY, null) ?? makePlaces();
}
