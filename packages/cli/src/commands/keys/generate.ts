import { resolve } from 'node:path'
import type { EncryptionCurve } from '@countersign/issuer'
import { defineCommand, type AnyCommand, type Context } from '../../command.js'
import { CommandError } from '../../command-error.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import { JSON_OPTION } from '../../json-option.js'
import { jsonText } from '../../terminal/json-text.js'
import { pemOf, publicHalf } from '../../keys/key-texts.js'
import {
  ALGORITHM_NAMES,
  CURVES,
  makeKey,
  type AnyAlgorithm,
  type MadeKey,
  type Use,
} from '../../keys/make-key.js'
import { assertPlaceForSecret, OUTPUT_OPTIONS, type OutputArgs } from '../../keys/output-options.js'
import { assertFree, writeFileOnce } from '../../keys/write-file.js'
import { safeText } from '../../terminal/safe-text.js'

interface GenerateArgs extends OutputArgs {
  readonly alg: AnyAlgorithm | undefined
  readonly use: Use | undefined
  readonly kid: string | undefined
  readonly curve: EncryptionCurve | undefined
  readonly bits: number | undefined
  readonly format: 'jwk' | 'pem'
  readonly 'public-out': string | undefined
  readonly json: boolean
}

/** `countersign keys generate`. */
export const generateCommand: AnyCommand = defineCommand<GenerateArgs>({
  command: 'generate',
  describe: 'Make a key to sign or to decrypt with',
  builder: (y) =>
    y
      .option('alg', {
        choices: ALGORITHM_NAMES,
        requiresArg: true,
        describe: 'The algorithm; by default ES256, or ECDH-ES+A256KW with --use enc',
      })
      .option('use', { choices: ['sig', 'enc'] as const, describe: 'To sign, or to encrypt to' })
      .option('kid', {
        type: 'string',
        requiresArg: true,
        describe: 'Its name; by default its thumbprint (RFC 7638)',
      })
      .option('curve', { choices: CURVES, describe: 'Of ECDH-ES; by default P-256' })
      .option('bits', { type: 'number', describe: 'Of RSA; by default 2048' })
      .option('format', {
        choices: ['jwk', 'pem'] as const,
        default: 'jwk' as const,
        describe: 'Of the files',
      })
      .options(OUTPUT_OPTIONS)
      .option('public-out', {
        type: 'string',
        requiresArg: true,
        describe: 'A file for the public half, in the same format',
      })
      .option('json', JSON_OPTION)
      .example('$0 keys generate --out key.jwk', 'ES256; prints the public JWK')
      .example('$0 keys generate --alg EdDSA --format pem --out key.pem', 'Ed25519, PKCS #8')
      .example('$0 keys generate --use enc --curve X25519 --out enc.jwk', 'to decrypt tokens'),
  run: generate,
})

async function generate(args: GenerateArgs, { io, style }: Context): Promise<ExitCode> {
  const { out, 'public-out': publicOut, force, format, stdout, json } = args
  assertPlaceForSecret(args)
  if (out !== undefined && publicOut !== undefined && resolve(out) === resolve(publicOut)) {
    throw new CommandError('--out and --public-out name the same file')
  }
  await assertFree(out, force)
  await assertFree(publicOut, force)
  const made = await makeKey(args)
  const secret = format === 'pem' ? pemOf(made.privateKey) : jsonText(made.privateJwk)
  const open = format === 'pem' ? pemOf(publicHalf(made.privateKey)) : jsonText(made.publicJwk)
  if (out !== undefined) await writeFileOnce(out, secret, { secret: true, force })
  if (publicOut !== undefined) await writeFileOnce(publicOut, open, { secret: false, force })

  if (json) io.stdout.write(jsonText(summary(made, args)))
  else io.stdout.write(stdout ? secret : jsonText(made.publicJwk))
  const say = (text: string): unknown => !json && io.stderr.write(`${style.dim(text)}\n`)
  if (out !== undefined) say(`The private key is in ${safeText(out)}, for its owner only.`)
  if (publicOut !== undefined) say(`The public key is in ${safeText(publicOut)}.`)
  if (format === 'pem')
    say(`PEM has no place for them: kid ${safeText(made.kid)}, alg ${made.algorithm}.`)
  return EXIT.ok
}

function summary(
  made: MadeKey,
  { out, stdout, format, 'public-out': publicOut }: GenerateArgs,
): object {
  const { kid, algorithm, use, publicJwk, privateJwk, privateKey } = made
  return {
    kid,
    alg: algorithm,
    use,
    publicJwk,
    privateFile: out,
    publicFile: publicOut,
    ...(stdout && format === 'jwk' && { privateJwk }),
    ...(stdout && format === 'pem' && { privatePem: pemOf(privateKey) }),
  }
}
