export { redisApprovalState } from './redis-approval-state.js'
export { redisKeyStore } from './redis-key-store.js'
export { redisNonceSecrets } from './redis-nonce-secrets.js'
export { redisRefreshTokenStore } from './redis-refresh-token-store.js'
export { redisReplayStore } from './redis-replay-store.js'
export { redisRevocationList } from './redis-revocation-list.js'

export type { RedisApprovalState, RedisApprovalStateOptions } from './redis-approval-state.js'
export type { RedisClient, RedisScript, ScriptRunner } from './script-runner.js'
export type { RedisKeyStore, RedisKeyStoreOptions } from './redis-key-store.js'
export type { RedisNonceSecretsOptions } from './redis-nonce-secrets.js'
export type {
  RedisRefreshTokenFamily,
  RedisRefreshTokenRotation,
  RedisRefreshTokenStore,
  RedisRefreshTokenStoreOptions,
} from './redis-refresh-token-store.js'
export type { RedisReplayStoreOptions } from './redis-replay-store.js'
export type { RedisRevocationList, RedisRevocationListOptions } from './redis-revocation-list.js'
export type { BlockingClient, StreamWaiter } from './revocation/news-listener.js'
