/** Names and pictures of chains, places, protocols and accounts, asked for once for a whole list: a query in each row would cost more than the row. */
import { computed, inject, provide, type InjectionKey } from 'vue';
import { useNames } from '@/modules/account';
import { useChains } from '@/shared/chains';
import { shortAddress } from '@/shared/format';
import { useSettings } from '@/shared/settings';
import { usePlaceName } from '@/shared/ui';
import { useCounterparties, useKnown } from './queries';

export interface Places {
  nameOf: (location: string) => string;
  partyOf: (counterparty: string) => string;
  /** The name that an address has, or null. */
  nameOfAccount: (label: string) => string | null;
  /** An account by its name, else by its address in short, which privacy mode hides. */
  accountOf: (label: string) => string;
  /** Of the protocol, else of the place; null where there is none. */
  logoOf: (counterparty: string | null | undefined, location: string) => string | null;
}

const KEY: InjectionKey<Places> = Symbol('places');
const MOST_NAMES = 500;
export const isAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text);

function makePlaces(): Places {
  const parties = useCounterparties();
  const chains = useChains();
  const placeName = usePlaceName();
  const settings = useSettings();
  const known = useKnown();
  const names = useNames(computed(() => (known.data.value?.location_labels ?? []).filter(isAddress).slice(0, MOST_NAMES)));
  const nameOfAccount = (label: string): string | null => names.value[label.toLowerCase()] ?? null;
  return {
    nameOfAccount,
    accountOf: label => nameOfAccount(label) ?? (!isAddress(label) ? label : settings.preferences.privacy ? '0x••••' : shortAddress(label)),
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
