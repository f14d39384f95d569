import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseError, isTransient } from '../src/database-error.js'
import { poolDatabase } from '../src/pool-database.js'

/** A message of PostgreSQL's protocol. */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + content.length)
  return Buffer.concat([Buffer.from(type), length, content])
}

const AUTHENTICATED = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const GOING = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

/** What a server says that goes away as soon as somebody is there: it may all arrive at once. */
const LAST_WORDS = Buffer.concat([AUTHENTICATED, READY, GOING])

describe('a server that goes away at once', () => {
  let server: Server
  let pool: Pool

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(LAST_WORDS))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  })
  afterAll(async () => {
    await pool.end()
    server.close()
  })

  it('fails a statement, and ends no process', async () => {
    const database = poolDatabase(pool)
    const failed = database.query('SELECT 1')
    await expect(failed).rejects.toThrow(DatabaseError)
    // As of any server that is away: later it may be there again.
    await expect(failed).rejects.toSatisfy(isTransient)
    await database.close()
  })

  it('fails whoever listens, and ends no process', async () => {
    const database = poolDatabase(pool)
    const listening = database.listen(
      'channel',
      () => undefined,
      () => undefined,
    )
    await expect(listening).rejects.toThrow(DatabaseError)
    await database.close()
  })
})
