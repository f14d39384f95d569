// The thread in which PGlite runs: its statements take milliseconds, in which nothing else could be done.
import { parentPort, workerData } from 'node:worker_threads'
import { databaseError } from './database-error.js'
import { openPGlite, type PGlite } from './pglite.js'
import type { Answer, PlainError, Question } from './worker-protocol.js'

const opening = openPGlite(String(workerData))
// They come faster than they are answered: one after the other.
let last: Promise<void> = start()

parentPort?.on('message', (question: Question) => {
  last = last.then(async () => answer(await opening, question)).catch(fail)
})

async function start(): Promise<void> {
  try {
    const lite = await opening
    lite.onNotification((channel, payload) => say({ kind: 'notice', channel, payload }))
    say({ kind: 'opened' })
  } catch (error) {
    fail(error)
  }
}

async function answer(lite: PGlite, question: Question): Promise<void> {
  if ('close' in question) {
    await lite.close()
    process.exit(0)
  }
  const { id, sql, values } = question
  try {
    const { rows, command } = await lite.query(sql, [...values])
    say({ kind: 'result', id, result: { rows, command } })
  } catch (thrown) {
    const error = plain(thrown)
    // Not PostgreSQL's word, but that of the program around it: nobody knows what state it is in.
    if (error.code === undefined) throw thrown
    say({ kind: 'refused', id, error })
  }
}

/** Ends the thread: another one will go on from what was committed. */
function fail(thrown: unknown): void {
  say({ kind: 'broken', error: plain(thrown) })
  process.exit(1)
}

/** Instances of a class would arrive without it. */
function plain(thrown: unknown): PlainError {
  const { message, code } = databaseError(thrown)
  return { message, code }
}

function say(message: Answer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message)
}
