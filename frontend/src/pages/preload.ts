/** Fetches the dashboard's code while somebody types a password, after the form has had the line for itself. */
let asked = false;

export function preloadDashboard(): void {
  if (asked) return;
  asked = true;
  const load = (): void => {
    void import('./DashboardPage.vue');
    void import('@/shared/ui/chart/engine');
  };
  setTimeout(load, 600);
}
