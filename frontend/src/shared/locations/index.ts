/** Places where assets can be: exchanges, banks, chains. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { api, keys } from '@/shared/api';
import { humanize } from '@/shared/format';

export interface LocationInfo {
  label?: string;
  image?: string;
  icon?: string;
  is_exchange?: boolean;
}

export interface Locations {
  /** For a picker: sorted by label. */
  options: ComputedRef<readonly { value: string; label: string }[]>;
  labelOf: (id: string) => string;
}

export function useLocations(): Locations {
  const { t, te } = useI18n();
  const query = useQuery({ queryKey: [keys.locations], queryFn: () => api.get<{ locations: Record<string, LocationInfo> }>('/locations/all') });
  const known = computed(() => query.data.value?.locations ?? {});
  const labelOf = (id: string): string => (te(`location.${id}`) ? t(`location.${id}`) : known.value[id]?.label ?? humanize(id));
  return {
    options: computed(() => Object.keys(known.value)
      .filter(id => id !== 'total')
      .map(value => ({ value, label: labelOf(value) }))
      .sort((a, b) => a.label.localeCompare(b.label))),
    labelOf,
  };
}
