// Servers and processes that tests start, and end themselves.
export { freePort } from './free-port.js'
export { ownProcess } from './own-process.js'
export { poolTo } from './pool-to.js'
export { startPostgres } from './postgres-server.js'
export { prepareDatabases } from './prepare-databases.js'
export { startRedis } from './redis-server.js'

export type { OwnProcess } from './own-process.js'
export type { PostgresServer } from './postgres-server.js'
export type { Openers, Prepared } from './prepare-databases.js'
export type { RedisServer } from './redis-server.js'
