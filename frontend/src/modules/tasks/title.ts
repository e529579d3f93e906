/** Words for a task. The backend names tasks by their route, such as `POST /backups/export`. */
import { useI18n } from 'vue-i18n';
import { usePlaceName } from '@/shared/ui';

const titles: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/^POST \/blockchains\/transactions(\/refetch)?$/, 'syncTransactions'],
  [/^\w+ \/blockchains\/transactions\/decode$/, 'decodeTransactions'],
  [/^\w+ \/history\/events\/export/, 'exportHistory'],
  [/^\w+ \/history\/events\/match\//, 'matchEvents'],
  [/^\w+ \/import\/preview/, 'lookAtFile'],
  [/^(PUT|POST) \/import/, 'importFile'],
  [/^DELETE \/import\/runs/, 'takeBackImport'],
  [/^\w+ \/reconciliation/, 'checkBalances'],
  [/^\w+ \/performance/, 'measurePerformance'],
  [/^(GET \/history$|\w+ \/(tax_reports|reports))/, 'makeReport'],
  [/^\w+ \/accounting\/rules/, 'changeRules'],
  [/^PUT \/blockchains\/[^/]+\/accounts/, 'addAccounts'],
  [/^POST \/blockchains\/evm\/accounts/, 'detectAccounts'],
  [/^(PATCH|DELETE) \/blockchains\//, 'changeAccounts'],
  [/^(GET|POST) \/balances\/blockchains\/(?!<)([^/]+)$/, 'refreshChain'],
  [/^(GET|POST) \/balances($|\/blockchains)/, 'refreshBalances'],
  [/^\w+ \/balances\/manual/, 'manualBalances'],
  [/\/tokens\/detect$/, 'detectTokens'],
  [/^POST \/backups\/export/, 'makeBackup'],
  [/^POST \/backups\/check/, 'checkBackup'],
  [/^POST \/backups\/import/, 'restoreBackup'],
  [/^PUT \/database\/backups/, 'copyDatabase'],
  [/prices|exchange_rates|\/oracles\//, 'fetchPrices'],
  [/^\w+ \/assets\//, 'updateAssets'],
  [/^\w+ \/names\//, 'lookUpNames'],
  [/^POST \/users\/|^PUT \/users$/, 'openProfile'],
];

/** The key of a task's title and the part of its path that the title names; null for a name that is no route. */
export function findTitle(name: string): { key: string; place: string | null } | null {
  for (const [pattern, key] of titles) {
    const match = pattern.exec(name);
    if (match) return { key, place: key === 'refreshChain' ? match[2] ?? null : null };
  }
  return null;
}

export function useTaskTitle(): (name: string) => string {
  const { t } = useI18n();
  const placeName = usePlaceName();
  return name => {
    const found = findTitle(name);
    if (found) return t(`task.${found.key}`, { chain: placeName(found.place ?? '') });
    return name === '' || /^[A-Z]+ \//.test(name) ? t('task.unnamed') : name;
  };
}
