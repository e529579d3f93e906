import { useQuery } from '@tanstack/vue-query';
import { api } from '@/shared/api';

interface DemoState { available: boolean; is_demo: boolean }

/** Whether a demo can be built here, and whether this server is one. Neither changes while it runs. */
export function useDemoState(enabled = true) {
  return useQuery({ queryKey: ['demo'], queryFn: ({ signal }) => api.get<DemoState>('/demo', {}, signal), enabled, retry: false, staleTime: Infinity });
}
