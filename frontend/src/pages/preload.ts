/** Fetches the dashboard's code while somebody types a password. */
let asked = false;

export function preloadDashboard(): void {
  if (asked) return;
  asked = true;
  const load = (): void => {
    void import('./DashboardPage.vue');
    void import('@/shared/ui/chart/engine');
  };
  if ('requestIdleCallback' in window) window.requestIdleCallback(load, { timeout: 1_500 });
  else setTimeout(load, 300);
}
