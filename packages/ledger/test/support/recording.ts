import { onTestFinished } from 'vitest'
import { Counters } from '../../src/intake/counters.js'
import { newUse } from '../../src/intake/new-use.js'
import { Announcer } from '../../src/queue/announcer.js'
import { Backlog } from '../../src/queue/backlog.js'
import { Recorder } from '../../src/queue/recorder.js'
import { Spool } from '../../src/queue/spool.js'
import type { createFileNow, SpoolFiles } from '../../src/queue/spool-disk.js'
import { FakeAppender } from './fake-appender.js'
import { noted } from './messages.js'

export interface Recording {
  readonly recorder: Recorder
  readonly backlog: Backlog
  readonly counters: Counters
  readonly announcer: Announcer
  readonly appender: FakeAppender
  /** Uses of subjects `from` to `to`, in their order. */
  readonly tell: (from: number, to: number) => void
}

export interface RecordingOptions {
  readonly spool?: string
  readonly maxWaiting?: number
  readonly flushInterval?: number
  readonly files?: SpoolFiles
  readonly createNow?: typeof createFileNow
  readonly appender?: FakeAppender
  /** Whether the database is there from the start. */
  readonly isOpen?: boolean
}

export function recording(options: RecordingOptions = {}): Recording {
  const { maxWaiting = 10_000, flushInterval = 10, appender = new FakeAppender() } = options
  const counters = new Counters('orders', Date.now)
  const announcer = new Announcer()
  const backlog = new Backlog(
    spoolOf(options, () => recorder),
    announcer,
  )
  const recorder: Recorder = new Recorder({
    flushInterval,
    maxWaiting,
    counters,
    backlog,
    announcer,
    toUse: (use) => newUse(use, 'orders'),
    onNotable: () => undefined,
  })
  if (options.isOpen !== false) recorder.open(appender.append)
  onTestFinished(async () => {
    appender.thaw()
    await recorder.close(Promise.resolve())
  })
  const tell = (from: number, to: number): void => {
    for (let subject = from; subject <= to; subject++)
      recorder.add(noted({ subject: String(subject) }))
  }
  return { recorder, backlog, counters, announcer, appender, tell }
}

function spoolOf(
  { spool: folder, files, createNow }: RecordingOptions,
  recorder: () => Recorder,
): Spool | undefined {
  if (folder === undefined) return undefined
  const onLost = (uses: number, error: Error): void => recorder().lose(uses, error)
  return new Spool({
    folder,
    maxBytes: 2 ** 24,
    clock: Date.now,
    onLost,
    ...(files && { files }),
    ...(createNow && { createNow }),
  })
}

export function numbers(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
}
