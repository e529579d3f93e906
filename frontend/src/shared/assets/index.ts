export { assetDirectory, BatchedMap, fallbackSymbol, useAsset, type AssetText } from './directory';
