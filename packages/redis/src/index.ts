export { redisNonceSecrets } from './redis-nonce-secrets.js'
export { redisReplayStore } from './redis-replay-store.js'

export type { RedisClient, RedisScript, ScriptRunner } from './script-runner.js'
export type { RedisNonceSecretsOptions } from './redis-nonce-secrets.js'
export type { RedisReplayStoreOptions } from './redis-replay-store.js'
