/** Checksums of EVM addresses (EIP-55, https://eips.ethereum.org/EIPS/eip-55). The hash function is loaded when first needed. */
import { shallowRef, type ShallowRef } from 'vue';
import type { ToChecksum } from './address';

const loaded = shallowRef<ToChecksum | null>(null);
let loading = false;

export async function loadChecksum(): Promise<ToChecksum> {
  const { keccak_256: keccak } = await import('@noble/hashes/sha3.js');
  return lower => {
    const digits = lower.slice(2);
    const hash = keccak(new TextEncoder().encode(digits));
    return `0x${[...digits].map((digit, at) => {
      const nibble = ((hash[at >> 1] ?? 0) >> (at % 2 === 0 ? 4 : 0)) & 0xf;
      return nibble >= 8 ? digit.toUpperCase() : digit;
    }).join('')}`;
  };
}

/** null until the hash function is there. */
export function useChecksum(): Readonly<ShallowRef<ToChecksum | null>> {
  if (!loading) {
    loading = true;
    loadChecksum().then(checksum => { loaded.value = checksum; }, () => { loading = false; });
  }
  return loaded;
}
