export { api, buildUrl, holdCalls, onUnauthorized, type Method, type Query } from './client';
export { ApiError, toApiError } from './error';
export { BatchedMap } from './batch';
export { bindSocketToCache, createQueryClient, keys, staleKeys } from './query';
export { socket } from './socket';
export { runTask, tasks, type EndedTask, type RunOptions, type TaskEndStatus, type TaskHandle, type TrackedTask } from './tasks';
export { getLaunchToken, parseTokenFragment, setLaunchToken, takeLaunchToken } from './token';
export type * from './types';
