import type { Socket } from 'node:net'
import type { Protocol } from '../endpoint.js'
import { askPostgres } from './ask-postgres.js'
import { askSmtp } from './ask-smtp.js'

/** What is said before TLS begins: nothing, for most. */
export const WORDS_IN_THE_CLEAR: Readonly<
  Partial<Record<Protocol, (socket: Socket) => Promise<void>>>
> = {
  postgres: askPostgres,
  smtp: askSmtp,
}
