import { FULL, type Effort } from '../benchmark.js'
import { PEERS, type Guard, type Platform } from './guards.js'
import { HOT_TOKENS } from './supply.js'

/** What an effort means where servers are asked. */
export interface HttpEffort {
  /** How many requests each server gets in its turn. */
  readonly requests: number
  /** How often all servers are started. */
  readonly casts: number
  /** How many rounds there are then. */
  readonly rounds: number
  /** How many before any round, in place of rounds that nobody counts: these can go to all at once. */
  readonly warmUps: number
}

/**
 * A turn has to be longer than the collector of garbage stays away. That is some thousand requests on
 * Express, which gives every request another prototype: V8 frees it only with all of the heap.
 */
const REQUESTS_A_CALL = 24

/** In return there are fewer of them, but a median wants some. */
const SHARE_OF_ROUNDS = 0.2
const FEWEST_ROUNDS = 5

/**
 * Few for servers that were started for them: two processes with the same code differ by more than two
 * rounds of one do. But a quick run starts them once.
 */
const ROUNDS_A_CAST = 2

/** Until all of its code is compiled for good, a server needs some thousand requests. */
const WARM_UPS_A_ROUND = 2_500

export function httpEffort({ calls, rounds, warmUpRounds }: Effort): HttpEffort {
  const all = Math.min(rounds, Math.max(FEWEST_ROUNDS, Math.ceil(rounds * SHARE_OF_ROUNDS)))
  const casts = all > FEWEST_ROUNDS ? Math.floor(all / ROUNDS_A_CAST) : 1
  return {
    requests: calls * REQUESTS_A_CALL,
    casts,
    rounds: Math.ceil(all / casts),
    // A hot token has been seen before.
    warmUps: Math.max(warmUpRounds * WARM_UPS_A_ROUND, HOT_TOKENS),
  }
}

/**
 * What differs by little is compared in short turns: what a machine does besides changes within tenths
 * of a second, and has to be the same for all of them.
 */
const REQUESTS_A_SHORT_CALL = 6

/** The floor, and ours beside it: a process differs from another one with the same code, so many of them. */
export function floorEffort(effort: Effort): HttpEffort {
  return shortEffort(effort, { casts: 16, rounds: 8 })
}

/** The peers beside ours, which need far more, or take longer to start. */
export function peersEffort(effort: Effort): HttpEffort {
  return shortEffort(effort, { casts: 5, rounds: 6 })
}

function shortEffort(effort: Effort, often: Pick<HttpEffort, 'casts' | 'rounds'>): HttpEffort {
  const plain = httpEffort(effort)
  if (effort.rounds < FULL.rounds) return plain
  return { ...plain, ...often, requests: effort.calls * REQUESTS_A_SHORT_CALL }
}

/** Started so often, the two come to the same within a hundredth. */
const CASTS_OF_PAIRS = 5

/** For the guards of two servers, in turns that are shorter still: no process is asked for its CPU. */
export function pairEffort(effort: Effort): HttpEffort {
  const { calls: requests, rounds } = effort
  const casts = rounds < FULL.rounds ? 1 : CASTS_OF_PAIRS
  return { requests, casts, rounds, warmUps: httpEffort(effort).warmUps }
}

/** Requests that each server gets, from its start to its end. */
export function requestsInAll({ requests, rounds, warmUps }: HttpEffort): number {
  return warmUps + requests * rounds
}

/** The peers that there is time for: all of them, or only the one that adds the least. */
export function peersOf(platform: Platform, { rounds }: Effort): readonly Guard[] {
  const peers: readonly Guard[] = PEERS[platform]
  return rounds < FULL.rounds ? peers.slice(0, 1) : peers
}
