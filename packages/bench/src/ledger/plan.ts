import { createLedger, type UseFilter } from '@countersign/ledger'
import type { Pool, PoolClient } from 'pg'

interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** How PostgreSQL reads the newest 50 uses: the plan of the ledger's own statement, and what it took. */
export async function planOf(pool: Pool, schema: string, filter: UseFilter): Promise<string> {
  const asked: Statement[] = []
  const connect = async (): Promise<PoolClient> => listening(await pool.connect(), asked)
  const ledger = createLedger({ pool: { connect }, schema, spool: false, retention: false })
  await ledger.ready()
  asked.length = 0
  await ledger.uses(filter, { limit: 50 })
  await ledger.close()
  const { sql, values } = asked.find((one) => one.sql.includes('LIMIT')) ?? { sql: '', values: [] }
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS, SUMMARY) ${sql}`,
    [...values],
  )
  return shortened(rows.map((row) => `  ${row['QUERY PLAN'].slice(0, WIDTH)}`)).join('\n')
}

/** Characters of a line. */
const WIDTH = 160
const [FIRST, LAST] = [14, 2]

/** What is the same for each partition is told of the first ones; the times stand at the end. */
function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= FIRST + LAST) return lines
  const left = lines.length - FIRST - LAST
  return [...lines.slice(0, FIRST), `  … ${left} lines more`, ...lines.slice(-LAST)]
}

/** A connection whose statements are written down. */
function listening(client: PoolClient, asked: Statement[]): PoolClient {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]): unknown => {
        const [sql, values] = parameters
        if (name === 'query' && typeof sql === 'string') {
          asked.push({ sql, values: Array.isArray(values) ? values : [] })
        }
        return Reflect.apply(member, target, parameters)
      }
    },
  })
}
