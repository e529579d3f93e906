export { assetRows, changeOf, holdingsOf, pointsInRange, ranges, type AssetRow, type Holding, type Point, type Range } from './derive';
export { default as HoldingsSheet } from './HoldingsSheet.vue';
export { useAllBalances, useBlockchainBalances, useManualBalances, useNetValueHistory, useRefresh, type Refresh } from './queries';
