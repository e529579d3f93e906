export { useSettings } from './store';
export { mergePreferences, readPreferences, type Preferences, type SavedView } from './preferences';
