/** Where a finished report leads. */
import { useI18n } from 'vue-i18n';
import { useRouter, type RouteLocationOptions, type RouteQueryAndHash } from 'vue-router';
import { showToast } from '@/shared/ui';

/**
 * To be called when the making starts, and what comes back with the report: its page is opened where the user still waits for it, and told of
 * where they went elsewhere meanwhile.
 */
export function useArrival(): () => (report: number, how?: RouteLocationOptions & Pick<RouteQueryAndHash, 'query'>) => Promise<void> {
  const { t } = useI18n();
  const router = useRouter();
  return () => {
    const from = router.currentRoute.value.path;
    return async (report, how) => {
      if (router.currentRoute.value.path === from) await router.push({ ...how, path: `/taxes/reports/${String(report)}` });
      else showToast(t('tax.ready'), { link: { to: `/taxes/reports/${String(report)}`, label: t('tax.showReady') } });
    };
  };
}
