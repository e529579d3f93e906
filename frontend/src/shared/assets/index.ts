export { useIgnored } from './ignored';
export { assetDirectory, fallbackSymbol, useAsset, type AssetText } from './directory';
