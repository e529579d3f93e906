/** Kinds of assets in the reader's language. */
import { useI18n } from 'vue-i18n';
import { capitalize, humanize } from '@/shared/format';

const TOKEN = / token$/;

export function useAssetKind(): (type: string) => string {
  const { t, te } = useI18n();
  return type => {
    const key = `asset.kind.${type.replaceAll(' ', '_')}`;
    if (te(key)) return t(key);
    return TOKEN.test(type) ? t('asset.tokenOf', { chain: capitalize(type.replace(TOKEN, '')) }) : humanize(type);
  };
}
