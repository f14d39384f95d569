import type { Counters } from '../intake/counters.js'
import type { NotedUse } from '../intake/noted-use.js'
import type { NotableMessage } from '../notable.js'
import type { NewUse } from '../use.js'
import type { Announcer } from './announcer.js'
import type { Backlog } from './backlog.js'

/** What a recorder works with. */
export interface RecorderParts {
  readonly flushInterval: number
  readonly maxWaiting: number
  readonly counters: Counters
  readonly backlog: Backlog
  readonly announcer: Announcer
  readonly toUse: (noted: NotedUse) => NewUse
  readonly onNotable: (messages: readonly NotableMessage[]) => void
}
