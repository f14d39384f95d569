import { CommandError } from '../command-error.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { Io } from '../io.js'
import { safeText } from '../terminal/safe-text.js'
import type { AskPassphrase } from './import-key.js'
import { readTextBounded } from '../read-bounded.js'

/** Where a passphrase comes from. Never from an argument: those are for every process to see. */
export interface PassphraseArgs {
  /** The name of a variable of the environment. */
  readonly 'passphrase-env': string | undefined
  /** A file: its first line. */
  readonly 'passphrase-file': string | undefined
}

/** The options of {@link PassphraseArgs}. */
export const PASSPHRASE_OPTIONS = {
  'passphrase-env': {
    type: 'string',
    requiresArg: true,
    conflicts: 'passphrase-file',
    describe: 'The variable that holds the passphrase of an encrypted key',
  },
  'passphrase-file': {
    type: 'string',
    requiresArg: true,
    describe: 'The file whose first line is the passphrase',
  },
} as const

/** Characters. */
const MAX_LENGTH = 1_024

/** How the passphrase is asked for: once, however many keys want it. */
export function passphraseFrom(args: PassphraseArgs, io: Io): AskPassphrase {
  let asked: Promise<string> | undefined
  return async () => (asked ??= find(args, io))
}

async function find(args: PassphraseArgs, io: Io): Promise<string> {
  const { 'passphrase-env': passphraseEnv, 'passphrase-file': passphraseFile } = args
  if (passphraseEnv !== undefined) {
    const value = io.env[passphraseEnv]
    if (value) return value
    throw new CommandError(`The variable ${safeText(passphraseEnv)} is not set, or empty`)
  }
  if (passphraseFile !== undefined) {
    const [line = ''] = (await readTextBounded(passphraseFile, io)).split(/\r?\n/, 1)
    if (line !== '' && line.length <= MAX_LENGTH) return line
    throw new CommandError(`${safeText(passphraseFile)} does not begin with a passphrase`)
  }
  const { stdin } = io
  if (stdin.isTTY === true && isRawable(stdin)) return prompt(stdin, io)
  throw new CommandError('The key is encrypted, and nobody can be asked for its passphrase', {
    hint: 'Name where it is: --passphrase-env or --passphrase-file.',
  })
}

type Rawable = Io['stdin'] & { setRawMode(mode: boolean): unknown }

function isRawable(stdin: Io['stdin']): stdin is Rawable {
  return 'setRawMode' in stdin && typeof stdin.setRawMode === 'function'
}

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const ERASE = new Set(['\u007f', '\b'])

/** Reads a line that nobody sees. */
async function prompt(stdin: Rawable, { stderr, signal }: Io): Promise<string> {
  stderr.write('Passphrase: ')
  stdin.setRawMode(true)
  try {
    return await typedLine(stdin, signal)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

function typedLine(stdin: Rawable, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = []
    const stop = (end: () => void): void => {
      stdin.off('data', onData).off('end', onEnd)
      signal.removeEventListener('abort', onAbort)
      end()
    }
    const giveUp = (exitCode: ExitCode): void =>
      stop(() => reject(new CommandError('No passphrase was given', { exitCode })))
    const onEnd = (): void => giveUp(EXIT.usage)
    const onAbort = (): void => stop(() => reject(signal.reason as Error))
    // Raw: Ctrl-C is a character, and no signal.
    const onData = (chunk: Uint8Array | string): void => {
      for (const character of Buffer.from(chunk as Uint8Array).toString('utf8')) {
        if (character === CTRL_C) return giveUp(EXIT.interrupted)
        if (character === CTRL_D) return onEnd()
        if (character === '\r' || character === '\n') {
          const line = typed.join('')
          return line === '' ? onEnd() : stop(() => resolve(line))
        }
        if (ERASE.has(character)) typed = typed.slice(0, -1)
        else if (typed.length < MAX_LENGTH) typed.push(character)
      }
    }
    stdin.on('data', onData).once('end', onEnd)
    signal.addEventListener('abort', onAbort, { once: true })
    stdin.resume()
  })
}
