/** Commands used last. They are kept in the profile, as they may name an asset or an address. */
const KEPT = 8;

export const remember = (recent: readonly string[], key: string): string[] => [key, ...recent.filter(one => one !== key)].slice(0, KEPT);
