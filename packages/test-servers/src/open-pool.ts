import type { Pool, PoolConfig } from 'pg'
import { inject } from 'vitest'
import { poolTo } from './pool-to.js'

/** Pools for a database of the test's own. */
export interface OwnPool {
  readonly pool: Pool
  /** Another pool for the same database, as another process would have. */
  readonly another: (config?: PoolConfig) => Pool
  readonly close: () => Promise<void>
}

let count = 0

/** A pool for a database of its own, with the tables, on the server that all tests share. */
export async function openPool(): Promise<OwnPool> {
  const { port, template } = inject('databases')
  const name = `test_${process.pid}_${++count}`
  const administrator = poolTo(port, 'postgres')
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  const pools: Pool[] = []
  const another = (config?: PoolConfig): Pool => {
    const pool = poolTo(port, name, config)
    pools.push(pool)
    return pool
  }
  return {
    pool: another(),
    another,
    async close() {
      await Promise.all(pools.map(async (pool) => pool.ended || pool.end()))
      await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await administrator.end()
    },
  }
}
