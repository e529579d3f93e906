/** Names and pictures of chains, places and protocols, asked for once for a whole list: a query in each row would cost more than the row. */
import { inject, provide, type InjectionKey } from 'vue';
import { useChains } from '@/shared/chains';
import { usePlaceName } from '@/shared/ui';
import { useCounterparties } from './queries';

export interface Places {
  nameOf: (location: string) => string;
  partyOf: (counterparty: string) => string;
  /** Of the protocol, else of the place; null where there is none. */
  logoOf: (counterparty: string | null | undefined, location: string) => string | null;
}

const KEY: InjectionKey<Places> = Symbol('places');

function makePlaces(): Places {
  const parties = useCounterparties();
  const chains = useChains();
  const placeName = usePlaceName();
  return {
    nameOf: placeName,
    partyOf: parties.labelOf,
    // Events name a chain by its words with blanks, such as `arbitrum one`.
    logoOf: (counterparty, location) => (counterparty ? parties.logoOf(counterparty) : null) ?? chains.logoOf(location.replace(/ /g, '_')),
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
