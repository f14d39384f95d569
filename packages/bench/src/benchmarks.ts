import type { Benchmark } from './benchmark.js'
import { dpop } from './questions/dpop.js'
import { http } from './questions/http.js'
import { keys } from './questions/keys.js'
import { refresh } from './questions/refresh.js'
import { unknownKids } from './questions/unknown-kids.js'

/** All of them, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [keys, refresh, unknownKids, dpop, http]
