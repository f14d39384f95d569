import {
  createKeyRing,
  fileKeyStore,
  type KeyRing,
  type KeyRingOptions,
  type KeyRingStatus,
  type KeyStore,
  type SigningAlgorithm,
} from '@countersign/issuer'
import { CommandError } from '../command-error.js'
import { EXIT } from '../exit-code.js'
import { safeText } from '../terminal/safe-text.js'

/** What is wanted of a ring. Times are seconds; what is left out is as `createKeyRing` has it. */
export interface RingArgs {
  readonly ring: string
  readonly alg: SigningAlgorithm | undefined
  readonly every: number | undefined
  readonly 'published-before': number | undefined
  readonly 'token-lifetime': number | undefined
  readonly 'stale-for': number | undefined
}

/** What the ring in the file is, without a change to it; `undefined`: there is none. Throws a CommandError. */
export async function lookAtRing(
  path: string,
  clock: () => number,
): Promise<KeyRingStatus | undefined> {
  return told(async () => {
    const file = fileKeyStore(path)
    if (!(await file.load())) return undefined
    const store: KeyStore = {
      load: () => file.load(),
      save: () => Promise.reject(new Error('it is only looked at')),
    }
    const ring = await createKeyRing({ store, clock })
    ring.close()
    return ring.status()
  })
}

/** Does something with the ring in the file, which is made where there is none. Throws a CommandError. */
export async function withRing<T>(
  args: RingArgs,
  clock: () => number,
  work: (ring: KeyRing) => Promise<T>,
): Promise<T> {
  const { ring: path, alg, every } = args
  const {
    'published-before': publishedBefore,
    'token-lifetime': tokenLifetime,
    'stale-for': staleFor,
  } = args
  return told(async () => {
    const options: KeyRingOptions = {
      store: fileKeyStore(path),
      clock,
      // By hand means: not by a schedule that the servers of the ring may not have.
      rotateEvery: every ?? false,
      ...(alg !== undefined && { algorithm: alg }),
      ...(publishedBefore !== undefined && { publishedBefore }),
      ...(tokenLifetime !== undefined && { tokenLifetime }),
      ...(staleFor !== undefined && { staleFor }),
    }
    const ring = await createKeyRing(options)
    try {
      return await work(ring)
    } finally {
      ring.close()
    }
  })
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(safeText(asOption(error.message)))
    if (!(error instanceof Error)) throw error
    throw new CommandError(safeText(error.message), { exitCode: EXIT.undecided })
  }
}

const OPTIONS: Readonly<Record<string, string>> = {
  path: '--ring',
  algorithm: '--alg',
  rotateEvery: '--every',
  publishedBefore: '--published-before',
  tokenLifetime: '--token-lifetime',
  staleFor: '--stale-for',
}

/** Names an option as whoever has typed it does. */
function asOption(message: string): string {
  return message.replaceAll(/"(\w+)"/g, (quoted, name: string) => OPTIONS[name] ?? quoted)
}
