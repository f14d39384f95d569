import { channel } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it } from 'vitest'
import { assertNothingLeaks, watchChannels, type Leaks } from '../../src/contracts/leaks.js'
import type { Answer } from '../../src/contracts/world.js'

const segment = 'x'.repeat(40)
const token = `header.${segment}.signature`

let leaks: Leaks | undefined
afterEach(() => leaks?.stop())

describe('watchChannels', () => {
  it('notes the token of each place that a request can carry one in', () => {
    leaks = watchChannels()
    expect(leaks.sent({ token })).toEqual([segment])
    expect(leaks.sent({ path: `/r?access_token=${token}` })).toEqual([segment])
    expect(leaks.sent({ target: `http://rs.example/r?a=${token}` })).toEqual([segment])
    expect(leaks.sent({ body: `access_token=${token}` })).toEqual([segment])
    expect(leaks.sent({ headers: [['Cookie', `a=${token}`]] })).toEqual([segment])
    expect(leaks.sent({ headers: [['Authorization', Buffer.from(token)]] })).toEqual([segment])
    expect(leaks.sent({ path: '/.well-known/oauth-protected-resource' })).toEqual([])
  })

  it('finds a token in a message on a channel, however deep', () => {
    leaks = watchChannels()
    leaks.sent({ token })
    channel('countersign:refused').publish({ reason: 'x', cause: new Error('no token') })
    expect(() => leaks?.assertQuiet()).not.toThrow()
    channel('countersign:refused').publish({ cause: new Error(`bad ${segment}`) })
    expect(() => leaks?.assertQuiet()).toThrow('countersign:refused')
  })
})

describe('assertNothingLeaks', () => {
  it('finds a token in the body and in a header', () => {
    expect(() => assertNothingLeaks(answer(`you sent ${segment}`), [segment])).toThrow('token')
    const headers = { 'x-debug': [segment] }
    expect(() => assertNothingLeaks({ ...answer(''), headers }, [segment])).toThrow('token')
    expect(() => assertNothingLeaks(answer('nothing'), [segment])).not.toThrow()
  })

  it.each([
    'Error: x\n    at verify (/srv/app/index.js:10:5)',
    'Error: x<br> &nbsp; &nbsp;at file:///srv/app/index.js:10:5<br>',
    'at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
  ])('finds the stack trace in %j', (body) => {
    expect(() => assertNothingLeaks(answer(body), [])).toThrow('stack trace')
  })
})

function answer(body: string): Answer {
  return {
    method: 'GET',
    status: 401,
    headers: {},
    body,
    challenges: [],
    reference: undefined,
    dpopReference: undefined,
  }
}
