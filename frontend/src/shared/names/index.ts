export { useAccountName } from './account';
export { nameDirectory } from './directory';
