/** What a report is called: its own name, the country and tax year, or its period. */
import { useI18n } from 'vue-i18n';
import { formatDate } from '@/shared/format';
import { useSettings } from '@/shared/settings';
import type { Report } from '@/shared/api';

export function useReportName(): (report: Pick<Report, 'name' | 'jurisdiction' | 'year' | 'start_ts' | 'end_ts' | 'first_processed_timestamp'>) => string {
  const { t, te } = useI18n();
  const settings = useSettings();
  return report => {
    if (report.jurisdiction && report.year) {
      const key = `tax.country.${report.jurisdiction}`;
      return `${te(key) ? t(key) : report.jurisdiction} ${report.year}`;
    }
    if (report.name) return report.name;
    const from = report.start_ts || report.first_processed_timestamp;
    return t('tax.periodName', { from: from ? formatDate(from, settings.locale, settings.timeZone) : '—', to: formatDate(report.end_ts, settings.locale, settings.timeZone) });
  };
}
