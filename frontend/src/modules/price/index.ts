export { default as HistoricTab } from './HistoricTab.vue';
export { default as LatestTab } from './LatestTab.vue';
export { default as OracleOrder } from './OracleOrder.vue';
export { default as OracleTab } from './OracleTab.vue';
export { default as PriceForm } from './PriceForm.vue';
export { useLatestPrices, useOracles } from './queries';
export type { LatestPrice } from './types';
