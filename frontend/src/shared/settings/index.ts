export { backupAge } from './backup';
export { useSettings } from './store';
export { mergePreferences, readPreferences, type Preferences, type SavedView, type StoredNotice } from './preferences';
