import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  CHANNELS,
  createVerifier,
  type KeysMessage,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel, type RecordedChannel } from '../support/recorded-channel.js'

const audience = 'https://rs.example'
let folder: string
let file: string
let clock: TestClock
let provider: TestIdentityProvider
let verifier: Verifier
let events: RecordedChannel<KeysMessage>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-'))
  file = join(folder, 'keys of one issuer.json')
  clock = createTestClock()
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
  verifier = verifierOf()
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  verifier.close()
  await provider.close()
  await rm(folder, { recursive: true })
})

const publish = async (): Promise<void> => writeFile(file, JSON.stringify(provider.jwks))

function verifierOf(options: Partial<VerifierOptions> = {}): Verifier {
  const { issuer } = provider
  const keys = pathToFileURL(file)
  return createVerifier({ issuer, audience, clock, keys, ...options }) as Verifier
}

const accepts = async (key: string): Promise<boolean> => {
  const outcome = verifier.verifyToken(await provider.token({}, { key }))
  return outcome.then(
    () => true,
    () => false,
  )
}
const refusal = async (key = 'es1'): ReturnType<typeof refusalOf> =>
  refusalOf(verifier.verifyToken(await provider.token({}, { key })))

/** Lets five seconds pass, and what they bring happen. */
async function later(): Promise<KeysMessage> {
  clock.advance(5)
  const read = events.next()
  expect(await accepts('es1')).toBe(true)
  return read
}

describe('keys in a file', () => {
  it('need no network', async () => {
    await publish()
    await verifier.ready()
    expect(await accepts('es1')).toBe(true)
    expect(provider.requestCount()).toBe(0)
    expect(verifier.health().issuers[0]).toMatchObject({ state: 'fresh', keys: 2 })
  })

  it('are read again as they change: a withdrawn one is refused', async () => {
    await publish()
    expect(await accepts('ed1')).toBe(true)
    provider.removeKey('ed1')
    await publish()
    expect(await later()).toMatchObject({ event: 'loaded', changed: true, keys: 1 })
    expect((await refusal('ed1')).reason).toBe('unknown_key')
  })

  it('are read again for a new one at once', async () => {
    await publish()
    await verifier.ready()
    await provider.addKey('ES256', { kid: 'new' })
    await publish()
    expect(await accepts('new')).toBe(true)
  })

  it('are found where the file was replaced by another', async () => {
    await publish()
    await verifier.ready()
    provider.removeKey('ed1')
    await writeFile(`${file}.new`, JSON.stringify(provider.jwks))
    await rename(`${file}.new`, file)
    expect(await later()).toMatchObject({ event: 'loaded', changed: true, keys: 1 })
  })

  it('are no news while they stay the same', async () => {
    await publish()
    await verifier.ready()
    for (let n = 0; n < 3; n++) {
      clock.advance(60)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as time passes
      expect(await accepts('es1')).toBe(true)
      const state = (): unknown => verifier.health().issuers[0]
      // oxlint-disable-next-line no-await-in-loop -- the same
      await expect.poll(state).toMatchObject({ state: 'fresh', age: 0 })
    }
    expect(events.messages.map(({ event }) => event)).toEqual(['loaded'])
  })
})

describe('a file that cannot be used', () => {
  it('breaks nothing where the verifier is closed while it is read', async () => {
    await publish()
    const first = refusal()
    verifier.close()
    expect(await first).toMatchObject({ status: 503 })
  })

  it('is no fault of the client, and is tried again', async () => {
    expect(await refusal()).toMatchObject({ status: 503, cause: { code: 'ENOENT' } })
    await expect(verifier.ready()).rejects.toMatchObject({ status: 503 })
    await publish()
    clock.advance(1)
    expect(await accepts('es1')).toBe(true)
  })

  it.each([
    ['', 'not JSON'],
    ['{"keys":[', 'not JSON'],
    ['[]', 'not a JWK Set'],
    ['{"keys":{}}', 'not a JWK Set'],
    ['{"keys":[]}', 'the JWK Set holds no usable key'],
    [' '.repeat(2_001), 'more than 2000 bytes'],
  ])('leaves the keys of before in use: %j', async (text, error) => {
    verifier = verifierOf({ limits: { jwksBytes: 2_000 } })
    await publish()
    await verifier.ready()
    await writeFile(file, text)
    expect(await later()).toMatchObject({ event: 'failed', state: 'stale', keys: 2, error })
    await publish()
    clock.advance(30)
    const read = events.next()
    await accepts('es1')
    expect(await read).toMatchObject({ event: 'loaded', changed: false, state: 'fresh' })
  })

  it('leaves them in use for so long', async () => {
    verifier = verifierOf({ maxStale: 60 })
    await publish()
    await verifier.ready()
    await rm(file)
    await later()
    clock.advance(59)
    expect(await accepts('es1')).toBe(true)
    clock.advance(1)
    expect(await refusal()).toMatchObject({ status: 503 })
  })

  it('is not a folder, and not a pipe, which would never end', async () => {
    await mkdir(file)
    expect(await refusal()).toMatchObject({ status: 503, cause: { message: 'not a regular file' } })
    await rm(file, { recursive: true })
    execFileSync('mkfifo', [file])
    clock.advance(1)
    expect(await refusal()).toMatchObject({ status: 503, cause: { message: 'not a regular file' } })
    // Before its folder goes: where Node 20 has removed one with a pipe in it, this process finds no package any more.
    await rm(file)
  })
})
