import type { KeyRingStatus, Rotation, SigningAlgorithm } from '@countersign/issuer'
import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { jsonText } from '../../terminal/json-text.js'
import { ALGORITHM_NAMES, USES } from '../../keys/make-key.js'
import { lookAtRing, withRing, type RingArgs } from '../../keys/ring-file.js'
import { ringText, timeOf } from '../../keys/ring-text.js'
import { paragraph } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'

interface RotateArgs extends RingArgs {
  readonly status: boolean
  readonly now: boolean
  readonly revoke: boolean
  readonly json: boolean
}

const SIGNING = ALGORITHM_NAMES.filter((name) => USES[name] === 'sig') as SigningAlgorithm[]

const TIMES = {
  'published-before': {
    type: 'number',
    describe: 'Seconds that a key is published before it signs; by default 7200',
  },
  'token-lifetime': {
    type: 'number',
    describe: 'Seconds that the longest token lives; by default 3600',
  },
  'stale-for': {
    type: 'number',
    describe: 'Seconds that a server goes on without the file; by default 3600',
  },
} as const

/** `countersign keys rotate`. */
export const rotateCommand: AnyCommand = defineCommand<RotateArgs>({
  command: 'rotate',
  describe: 'Rotate the key ring of an issuer, and say what it holds',
  builder: (y) =>
    y
      .option('ring', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'The file of the ring; it is made where there is none',
      })
      .option('status', { type: 'boolean', default: false, describe: 'Only say what it holds' })
      .option('every', {
        type: 'number',
        describe: 'Rotate only if the key has signed for so many seconds',
      })
      .option('now', {
        type: 'boolean',
        default: false,
        describe: 'Let the next key sign, though verifiers may not know it yet',
      })
      .option('revoke', {
        type: 'boolean',
        default: false,
        describe: 'Withdraw every key: for keys that somebody may have seen',
      })
      .option('alg', {
        choices: SIGNING,
        requiresArg: true,
        describe: 'Of new keys; by default that of the key that signs, or ES256',
      })
      .options(TIMES)
      .option('json', JSON_OPTION)
      .example('$0 keys rotate --ring /etc/issuer/keys.json', 'make it, or rotate it')
      .example('$0 keys rotate --ring keys.json --status', 'which key signs, and until when')
      .example('$0 keys rotate --ring keys.json --every 2592000', 'for a daily timer')
      .epilogue('Exit code 1: it was not rotated, because it is too early, or there are too many.'),
  run: rotate,
})

type Outcome = Rotation | { readonly outcome: 'made' | 'revoked' | 'looked_at' | 'not_due' }

async function rotate(args: RotateArgs, context: Context): Promise<ExitCode> {
  const { now: clock } = context.io
  const ways = [args.status, args.now, args.revoke, args.every !== undefined]
  if (ways.filter(Boolean).length > 1) {
    throw new CommandError('--status, --now, --revoke and --every exclude each other')
  }
  const before = await lookAtRing(args.ring, clock)
  if (args.status) return show(args, context, { outcome: 'looked_at' }, found(args, before))
  // What signs today is what somebody chose.
  const alg = args.alg ?? before?.keys[0]?.algorithm
  const outcome = await withRing({ ...args, alg }, clock, async (ring): Promise<Outcome> => {
    if (!before) return { outcome: 'made' }
    if (args.every !== undefined) {
      await ring.refresh()
      const current = ring.signingKey().kid
      return current === before.keys[0]?.kid
        ? { outcome: 'not_due' }
        : { outcome: 'rotated', current }
    }
    if (!args.revoke) return ring.rotate({ force: args.now })
    await ring.revoke()
    return { outcome: 'revoked' }
  })
  return show(args, context, outcome, found(args, await lookAtRing(args.ring, clock)))
}

function found({ ring }: RotateArgs, status: KeyRingStatus | undefined): KeyRingStatus {
  if (status) return status
  throw new CommandError(`There is no key ring in ${safeText(ring)}`, { exitCode: EXIT.undecided })
}

function show(
  { json }: RotateArgs,
  { io, style, columns }: Context,
  outcome: Outcome,
  status: KeyRingStatus,
): ExitCode {
  const { version, keys } = status
  if (json) io.stdout.write(jsonText({ ...outcome, version, keys }))
  else {
    const text = ringText(status, io.now(), { style, columns })
    io.stdout.write(`${style.bold(paragraph(sentenceOf(outcome), columns))}\n\n${text}\n`)
  }
  const isDone = outcome.outcome !== 'too_early' && outcome.outcome !== 'too_many_keys'
  return isDone ? EXIT.ok : EXIT.found
}

function sentenceOf(outcome: Outcome): string {
  if (outcome.outcome === 'too_early') {
    return `Not rotated: the next key may sign from ${timeOf(outcome.from)} on, when everybody knows it.`
  }
  return SENTENCES[outcome.outcome]
}

const SENTENCES: Readonly<Record<Exclude<Outcome['outcome'], 'too_early'>, string>> = {
  made: 'A new key ring was made.',
  looked_at: 'The key ring was looked at, and not changed.',
  rotated: 'Rotated: the next key signs now.',
  taken_over: 'Somebody else has rotated it just now.',
  too_many_keys: 'Not rotated: too many keys are still published. Wait until the first is gone.',
  not_due: 'Not rotated: it is not due.',
  revoked: 'Every key was withdrawn, and new ones were made. Tokens of the old ones end.',
}
