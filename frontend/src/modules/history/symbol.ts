/** Symbols of assets as they stand beside amounts. */
import { assetDirectory, fallbackSymbol } from '@/shared/assets';

const LONGEST = 14;

/** Cut where it is so long that amounts would find no room. */
export function shortSymbol(asset: string): string {
  const symbol = assetDirectory.info(asset)?.symbol ?? fallbackSymbol(asset);
  return symbol.length > LONGEST ? `${symbol.slice(0, LONGEST - 1)}…` : symbol;
}
