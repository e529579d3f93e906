import { useChains } from '@/shared/chains';
import { isAddress, shortAddress } from '@/shared/format';
import { useSettings } from '@/shared/settings';
import { nameDirectory } from './directory';

/** A function that tells an account by its name, else by its address in short, which privacy mode hides. `place`: the chain where it is. */
export function useAccountName(): (label: string, place?: string) => string {
  const chains = useChains();
  const settings = useSettings();
  return (label, place) => nameDirectory.of(label, chains.idOf(place)) ?? (!isAddress(label) ? label : settings.preferences.privacy ? '0x••••' : shortAddress(label));
}
