export { useSettings } from './store';
export { mergePreferences, readPreferences, type Preferences } from './preferences';
