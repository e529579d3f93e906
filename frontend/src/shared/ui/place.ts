/** Names of chains and locations in the reader's language; an identifier without one is made readable. */
import { useI18n } from 'vue-i18n';
import { humanize } from '@/shared/format';

export function usePlaceName(): (identifier: string) => string {
  const { t, te } = useI18n();
  return identifier => {
    const key = [`chain.${identifier}`, `location.${identifier}`].find(candidate => te(candidate));
    return key === undefined ? humanize(identifier) : t(key);
  };
}
