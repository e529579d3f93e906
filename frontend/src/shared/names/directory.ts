/** The best name of each address that a screen shows: of an account, of an address book, of ENS, of a token or a well-known contract. */
import { api, BatchedMap } from '@/shared/api';
import { isAddress } from '@/shared/format';

const ETHEREUM = 'eth';

interface NameEntry { address: string; blockchain: string; name: string }

const keyOf = (address: string, chain: string): string => `${chain} ${address.toLowerCase()}`;
const names = new BatchedMap<string>(async wanted => {
  const addresses = wanted.map(key => { const [blockchain, address] = key.split(' '); return { address, blockchain }; });
  const found = await api.post<NameEntry[]>('/names', { addresses });
  return Object.fromEntries(found.map(({ address, blockchain, name }) => [keyOf(address, blockchain), name]));
});

export const nameDirectory = {
  /** Null where there is none, and while it is being asked for. Reading it inside a computed makes that reactive. */
  of: (address: string, chain: string = ETHEREUM): string | null => (isAddress(address) ? names.get(keyOf(address, chain)) ?? null : null),
  clear: () => { names.clear(); },
};
