import type { Benchmark } from './benchmark.js'
import { approvals } from './questions/approvals.js'
import { dpop } from './questions/dpop.js'
import { http } from './questions/http.js'
import { httpDpop } from './questions/http-dpop.js'
import { httpLatency } from './questions/http-latency.js'
import { keys } from './questions/keys.js'
import { ledger } from './questions/ledger.js'
import { memory } from './questions/memory.js'
import { refresh } from './questions/refresh.js'
import { startup } from './questions/startup.js'
import { unknownKids } from './questions/unknown-kids.js'
import { verify } from './questions/verify.js'
import { withdrawal } from './questions/withdrawal.js'

/** All of them, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  verify,
  http,
  httpLatency,
  httpDpop,
  dpop,
  keys,
  refresh,
  unknownKids,
  memory,
  withdrawal,
  ledger,
  approvals,
  startup,
]
