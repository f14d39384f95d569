import assert from 'node:assert/strict'
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { signCompact, type TestStatusList } from '../../index.js'
import { oncePerWorld } from '../attacks/once-per-world.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { World } from '../world.js'
import { answerAt, expectTaken, PAUSE } from './tokens-at.js'

const ZEROS = Buffer.alloc(16)

/** What is published in place of a good list; made anew each time, so that it is not too old. */
type Published = (list: TestStatusList) => string

/** Publishes each in turn, and expects that it is not relied on; and a good list in the end. */
async function expectNoneUsed(
  world: World,
  published: Readonly<Record<string, Published>>,
): Promise<void> {
  const list = await world.statusList({ size: 128 })
  await eachNamed(published, async (make) => {
    world.clock.advance(PAUSE)
    list.publish(make(list))
    const before = list.requests.length
    expectInvalidToken(await answerAt(world, list))
    assert.equal(list.requests.length, before + 1, 'the list was not asked for')
  })
  list.publish(undefined)
  world.clock.advance(PAUSE)
  expectAccepted(await answerAt(world, list))
}

const withClaims =
  (claims: Readonly<Record<string, unknown>>): Published =>
  (list) =>
    list.token({ claims })

const withList = (bits: unknown, lst: unknown): Published =>
  withClaims({ status_list: { bits, lst } })

const typed =
  (typ: unknown): Published =>
  (list) =>
    list.token({ header: { typ } })

const unsigned = (token: string): string => token.replace(/[^.]*$/, '')

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** 16 blocks of 64 MB each, and an end: a gigabyte of zeros in a megabyte. */
const bomb = oncePerWorld(async () => {
  const finishFlush = constants.Z_FULL_FLUSH
  const block = deflateRawSync(Buffer.alloc(2 ** 26), { finishFlush })
  const blocks = Array.from({ length: 16 }, () => block)
  return text(
    Buffer.concat([Buffer.from('789c', 'hex'), ...blocks, Buffer.from('030000000000', 'hex')]),
  )
})

/** Draft §4.2, §5.1, §8.3: what a list token has to be like. */
export const listTokenCases: readonly ContractCase[] = [
  {
    ids: ['TSL-06'],
    title: 'relies on no list that is not signed as it has to be, by whom it has to be',
    async run(world) {
      const { idp } = world
      const other = await world.provider({ algorithms: ['ES256'] })
      await expectNoneUsed(world, {
        'typ JWT': typed('JWT'),
        'typ at+jwt': typed('at+jwt'),
        'typ statuslist+cwt': typed('statuslist+cwt'),
        'no typ': typed(undefined),
        'typ of another kind': typed(['statuslist+jwt']),
        'a changed signature': (list) => list.token().replace(/.{8}$/, 'AAAAAAAA'),
        'no signature': (list) => unsigned(list.token()),
        'alg none': (list) => unsigned(list.token({ header: { alg: 'none' } })),
        'alg HS256': (list) => list.token({ header: { alg: 'HS256' } }),
        'another alg': (list) => list.token({ header: { alg: 'ES384' } }),
        'a critical header': (list) => list.token({ header: { crit: ['b64'], b64: true } }),
        'a key that nobody knows': (list) => list.token({ header: { kid: 'nobody' } }),
        'a key that is not trusted for that issuer': (list) => {
          const payload = JSON.stringify(claimsOf(list))
          return other.sign({ header: { typ: 'statuslist+jwt' }, payload })
        },
        'a key in its own header': (list) => {
          const [stranger] = other.keys.values()
          assert.ok(stranger)
          const header = { typ: 'statuslist+jwt', alg: 'ES256', jwk: stranger.publicJwk }
          return signCompact({ header, payload: claimsOf(list), key: stranger })
        },
        'another issuer': withClaims({ iss: other.issuer }),
        'no JWT': () => 'eyJhbGciOiJub25lIn0',
        'a member twice': (list) => {
          const claims = JSON.stringify(claimsOf(list))
          return list.token({ claims: claims.replace('{', `{"sub":"x",`) })
        },
      })
      const list = await world.statusList()
      await eachVariant(['STATUSLIST+JWT', 'application/statuslist+jwt'], async (typ) => {
        world.clock.advance(PAUSE * 10)
        list.publish(list.token({ header: { typ }, claims: { iss: idp.issuer } }))
        expectAccepted(await answerAt(world, list))
      })
    },
  },
  {
    ids: ['TSL-06'],
    title: 'relies on no list whose algorithm is not one of the issuer’s that were named',
    async run(world) {
      const setup = { key: 'lists by ES256 alone', options: { algorithms: ['ES256'] } }
      const server = await world.server(setup)
      const list = await world.statusList()
      list.publish(list.token({ key: 'rs1' }))
      expectAccepted(await answerAt(world, list))
      expectInvalidToken(await answerAt(world, list, 0, server))
    },
  },
  {
    ids: ['TSL-06', 'ATK-100'],
    title: 'relies on no list that is another one, or lacks what a list has',
    async run(world) {
      const other = await world.statusList({ size: 128 })
      await expectNoneUsed(world, {
        'the list of another address': () => other.token(),
        'another address': withClaims({ sub: 'https://status.example/1' }),
        'an address that is spelt otherwise': (list) =>
          list.token({ claims: { sub: list.uri.replace('http:', 'HTTP:') } }),
        'a slash more': (list) => list.token({ claims: { sub: `${list.uri}/` } }),
        'no address': withClaims({ sub: undefined }),
        'no iat': withClaims({ iat: undefined }),
        'iat as text': withClaims({ iat: String(world.clock.now()) }),
        'no list': withClaims({ status_list: undefined }),
        'a list of another kind': withClaims({ status_list: ['x'] }),
      })
    },
  },
  {
    ids: ['TSL-07'],
    title: 'relies on no list whose form is not that of the draft',
    async run(world) {
      const good = text(deflateSync(ZEROS))
      const [padded, odd] = [deflateSync(ZEROS).toString('base64'), `${good}A`]
      assert.match(padded, /[=+/]/)
      const unchecked = deflateSync(ZEROS)
      unchecked.writeUInt32BE(1, unchecked.length - 4)
      await expectNoneUsed(world, {
        ...Object.fromEntries(
          [3, 0, 16, '1', -1, 1.5, null, undefined, [1]].map((bits) => [
            `bits ${JSON.stringify(bits)}`,
            withList(bits, good),
          ]),
        ),
        'raw DEFLATE': withList(1, text(deflateRawSync(ZEROS))),
        gzip: withList(1, text(gzipSync(ZEROS))),
        'not compressed': withList(1, text(ZEROS)),
        'an empty text': withList(1, ''),
        'a truncated stream': withList(1, text(deflateSync(ZEROS).subarray(0, -1))),
        'a stream and more': withList(1, text(Buffer.concat([deflateSync(ZEROS), Buffer.of(0)]))),
        'two streams': withList(1, text(Buffer.concat([deflateSync(ZEROS), deflateSync(ZEROS)]))),
        'a wrong checksum': withList(1, text(unchecked)),
        'a dictionary': withList(1, text(deflateSync(ZEROS, { dictionary: ZEROS }))),
        'base64 with padding': withList(1, padded),
        'a length that no bytes have': withList(1, odd),
        'no text': withList(1, 5),
        'no lst': withList(1, undefined),
      })
    },
  },
  {
    ids: ['TSL-07'],
    title: 'reads every kind of ZLIB stream',
    async run(world) {
      const bytes = Buffer.alloc(64)
      bytes[1] = 0b0000_0010
      const streams = [1, 5, 6, 9].map((level) => deflateSync(bytes, { level }))
      assert.deepEqual(
        streams.map((stream) => stream.toString('hex', 0, 2)),
        ['7801', '785e', '789c', '78da'],
      )
      const small = deflateSync(bytes, { windowBits: 9 })
      const stored = deflateSync(bytes, { level: 0 })
      await eachVariant([...streams, small, stored].map(text), async (lst) => {
        const list = await world.statusList()
        list.publish(list.token({ claims: { status_list: { bits: 1, lst } } }))
        await expectTaken(world, list, 8, true)
        await expectTaken(world, list, 9, false)
      })
    },
  },
  {
    ids: ['TSL-08', 'ATK-100'],
    title: 'inflates no list further than it may be large',
    async run(world) {
      const lst = await bomb(world)
      const peak = process.resourceUsage().maxRSS
      await expectNoneUsed(world, { 'a gigabyte': withList(1, lst) })
      // Kilobytes.
      assert.ok(process.resourceUsage().maxRSS - peak < 400_000, 'it was inflated all the same')

      const setup = { key: 'small lists', options: { limits: { statusListBytes: 64 } } }
      const server = await world.server(setup)
      const list = await world.statusList({ size: 512 })
      const larger = await world.statusList({ size: 520 })
      expectAccepted(await answerAt(world, list, 511, server))
      expectInvalidToken(await answerAt(world, larger, 0, server))
    },
  },
]

/** The claims of a good list token. */
function claimsOf(list: TestStatusList): Record<string, unknown> {
  const [, payload = ''] = list.token().split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}
