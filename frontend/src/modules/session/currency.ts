/** Main currencies on offer, and a first guess by the reader's region. */
export const currencies: readonly string[] = [
  'EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'HUF', 'RON', 'TRY', 'BRL', 'MXN',
  'ARS', 'INR', 'CNY', 'HKD', 'SGD', 'KRW', 'TWD', 'THB', 'IDR', 'MYR', 'PHP', 'ZAR', 'ILS', 'RUB', 'UAH', 'BTC', 'ETH',
];

const byRegion: Record<string, string> = {
  US: 'USD', GB: 'GBP', CH: 'CHF', LI: 'CHF', JP: 'JPY', CA: 'CAD', AU: 'AUD', NZ: 'NZD', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN',
  CZ: 'CZK', HU: 'HUF', RO: 'RON', TR: 'TRY', BR: 'BRL', MX: 'MXN', AR: 'ARS', IN: 'INR', CN: 'CNY', HK: 'HKD', SG: 'SGD', KR: 'KRW',
  TW: 'TWD', TH: 'THB', ID: 'IDR', MY: 'MYR', PH: 'PHP', ZA: 'ZAR', IL: 'ILS', RU: 'RUB', UA: 'UAH',
};
const euro = new Set(['AT', 'BE', 'BG', 'CY', 'DE', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PT', 'SI', 'SK']);

export function guessCurrency(locale: string): string {
  try {
    const region = new Intl.Locale(locale).maximize().region ?? 'US';
    return euro.has(region) ? 'EUR' : byRegion[region] ?? 'USD';
  }
  catch {
    return 'USD';
  }
}

/** `EUR · Euro` in the reader's language. */
export function currencyLabel(code: string, locale: string): string {
  try {
    const name = new Intl.DisplayNames([locale], { type: 'currency' }).of(code);
    return name && name !== code ? `${code} · ${name}` : code;
  }
  catch {
    return code;
  }
}
