export { assetRows, changeOf, holdingsOf, needsEarlier, pointsInRange, ranges, withEarlier, withoutAssets, type AssetRow, type Holding, type Point, type Range } from './derive';
export { default as HoldingsSheet } from './HoldingsSheet.vue';
export { useAllBalances, useBlockchainBalances, useEarlierNetValue, useManualBalances, useNetValueHistory, useRefresh, type Refresh } from './queries';
