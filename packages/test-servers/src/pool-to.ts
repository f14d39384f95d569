import { Pool, type PoolConfig } from 'pg'

/** A pool for a database of a server of tests. */
export function poolTo(port: number, database: string, config: PoolConfig = {}): Pool {
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database, ...config })
  // Servers of tests come and go.
  pool.on('error', () => undefined)
  return pool
}
