import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type OwnProcess, ownProcess } from '@countersign/test-servers'
import { onTestFinished } from 'vitest'
import type { LedgerMessage } from '../../src/channels.js'
import type { LedgerHealth, Verification } from '../../src/ledger-types.js'

const PROGRAM = fileURLToPath(new URL('../processes/recording-process.mjs', import.meta.url))

interface Answers {
  tell: number
  run: undefined
  ready: undefined
  flush: undefined
  health: LedgerHealth
  verify: Verification
  messages: readonly LedgerMessage[]
  close: number
  leave: undefined
}

interface Settings {
  /** At once, or in a millisecond. */
  readonly uses: number
  readonly writer: string
  readonly subjects: number
}

interface Message {
  readonly id?: number
  readonly answer?: unknown
  readonly error?: string
  readonly progress?: number
  readonly at?: number
}

/** A process that records; see recording-process.mjs. */
export interface RecordingProcess extends OwnProcess {
  ask<Command extends keyof Answers>(
    command: Command,
    settings?: Settings,
  ): Promise<Answers[Command]>
  /** How many uses there were at a moment, at least. */
  toldBy(moment: number): number
  /** Comes back when it has ended, by itself. */
  readonly ended: Promise<unknown>
}

export async function startRecording(options: object): Promise<RecordingProcess> {
  // Without the condition that leads to the sources, which these tests run on.
  const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: [] })
  const running = ownProcess(child)
  onTestFinished(async () => running.kill())
  const progress: { readonly told: number; readonly at: number }[] = []
  child.on('message', ({ progress: told, at }: Message) => {
    if (told !== undefined && at !== undefined) progress.push({ told, at })
  })
  const ended = once(child, 'exit')
  await answerOf(child, 0)
  let id = 0
  return Object.assign(running, {
    ended,
    ask: async (command: string, settings?: Settings) => {
      id += 1
      const answered = answerOf(child, id)
      child.send({ id, command, settings })
      return answered
    },
    toldBy: (moment: number) => progress.findLast(({ at }) => at <= moment)?.told ?? 0,
  }) as RecordingProcess
}

async function answerOf(child: ChildProcess, id: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void =>
      reject(new Error('the process has ended: have the packages been built?'))
    const onMessage = (message: Message): void => {
      if (message.id !== id) return
      child.off('message', onMessage)
      child.off('exit', onEnd)
      if (message.error === undefined) resolve(message.answer)
      else reject(new Error(message.error))
    }
    child.on('message', onMessage)
    child.once('exit', onEnd)
  })
}
