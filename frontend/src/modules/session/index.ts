export { currencies, currencyLabel, guessCurrency } from './currency';
export { default as DemoStart } from './DemoStart.vue';
export { default as DoorLayout } from './DoorLayout.vue';
export { isIdle, useIdleLock } from './idle';
export { passwordStrength } from './password';
export { default as PasswordFields } from './PasswordFields.vue';
export { default as RecoveryKeyPanel } from './RecoveryKeyPanel.vue';
export { default as TokenForm } from './TokenForm.vue';
export { useSession, type SessionState } from './store';
