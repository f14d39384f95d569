import { performance } from 'node:perf_hooks'
import { quantileOf } from '../quartiles.js'
import { awake } from './awake.js'
import type { Connection } from './connection.js'
import { paceOf } from './pace.js'
import { requestFor } from './requests.js'
import { HEALTH, ORDERS } from './routes.js'
import { assertServed, sendAll } from './send-all.js'

/** How long an answer takes, in milliseconds: the middle one of a turn, and one that 99 of 100 are below. */
export interface Latency {
  readonly p50: number
  readonly p99: number
}

const REQUEST = requestFor(HEALTH)
const BODY = JSON.stringify(HEALTH.body)

/**
 * Sends requests for the orders, so many a second, and asks meanwhile, on one more connection, for what
 * is not protected: one request after the other, as long as those last.
 */
export async function probe(
  connections: readonly Connection[],
  beside: Connection,
  requests: readonly Buffer[],
  perSecond: number,
): Promise<Latency> {
  const load = { lasts: true }
  const send = async (): Promise<void> => {
    try {
      await awake(sendAll(connections, requests, ORDERS, paceOf(perSecond)))
    } finally {
      load.lasts = false
    }
  }
  const times: number[] = []
  const ask = async (): Promise<void> => {
    while (load.lasts) {
      const began = performance.now()
      assertServed(await beside.ask(REQUEST), BODY)
      times.push(performance.now() - began)
    }
  }
  await Promise.all([send(), ask()])
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: quantileOf(sorted, 0.5), p99: quantileOf(sorted, 0.99) }
}
