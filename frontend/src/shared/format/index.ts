export * from './amount';
export * from './decimal';
export * from './text';
export * from './time';
