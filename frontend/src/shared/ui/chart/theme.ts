/** The tokens of the style sheet as values for the chart library, read again when the theme changes. */
import { computed, type ComputedRef } from 'vue';
import { useSettings } from '@/shared/settings';

export interface ChartColours {
  text: string;
  faint: string;
  line: string;
  surface: string;
  border: string;
  accent: string;
  bad: string;
  series: readonly string[];
  rest: string;
}

export function useChartColours(): ComputedRef<ChartColours> {
  const settings = useSettings();
  return computed(() => {
    // Read so that this is computed again when the theme changes.
    void settings.dark;
    const style = getComputedStyle(document.documentElement);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    return {
      text: token('--text'),
      faint: token('--text-3'),
      line: token('--border'),
      surface: token('--surface'),
      border: token('--border-strong'),
      accent: token('--accent'),
      bad: token('--bad'),
      series: [1, 2, 3, 4, 5, 6, 7, 8].map(n => token(`--chart-${String(n)}`)),
      rest: token('--chart-rest'),
    };
  });
}

export const CHART_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif";
