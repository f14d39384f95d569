import { setTimeout as pause } from 'node:timers/promises'
import { ResponseBodyError } from 'openid-client'
import { PRINT, READ } from '../names.js'
import type { Asked } from '../print-shop/print-shop.js'
import type { ApprovalDemo } from '../start.js'
import { Phone } from './phone.js'
import { stolen } from './stolen.js'
import { Timeline } from './timeline.js'

/** Seconds: long enough to be used, short enough to be waited for. */
const LIFETIME = 12

/**
 * Plays all of it without a browser: a yes, a no, no answer, a stolen token, Stop, and the end. Prints it as
 * a timeline, and returns the exit code: 0 if all was as it has to be.
 */
export async function runApprovalStory(demo: ApprovalDemo): Promise<number> {
  const line = new Timeline()
  const phone = await Phone.pair(demo.approval.issuer, await demo.invite())
  line.add('Ada', 'pairs her phone', 'ok', 'ok')

  const first = await yes(demo, phone, line)
  await no(demo, phone, line)
  await silence(demo, line)
  await stop(demo, phone, line)
  await end(demo, phone, line, first)

  const { ok, uses } = await demo.ledger.verify()
  line.add('ledger', `has ${uses} uses, chained`, 'intact', ok ? 'intact' : 'broken')
  console.log(`\n  The Print Shop asks Ada for her photos.\n\n${line.toString()}`)
  console.log(`\n${line.passed} passed, ${line.failed} failed`)
  return line.failed === 0 ? 0 : 1
}

interface Granted {
  readonly id: string
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** A yes to less than was asked for, and what is done with it, by the shop and by a thief. */
async function yes(demo: ApprovalDemo, phone: Phone, line: Timeline): Promise<Granted> {
  const { client, servers } = demo
  const asked = await client.ask({ message: 'Prints for the wall' })
  const id = await phone.waiting()
  line.add(
    'shop',
    `asks, and shows ${asked.number}`,
    'waiting',
    id === undefined ? 'lost' : 'waiting',
  )

  const choice = { scopes: [READ], lifetime: LIFETIME }
  const wrong = asked.number === '00' ? '01' : '00'
  const guessed = await phone.approve(id ?? '', { ...choice, number: wrong })
  line.add('Ada', `says yes with another number, ${wrong}`, 'wrong_number', guessed)
  const said = await phone.approve(id ?? '', { ...choice, number: asked.number })
  line.add('Ada', `says yes to ${READ} alone, for ${LIFETIME} s, by passkey`, 'ok', said)
  const token = await client.answer(asked)
  const until = Date.now() + LIFETIME * 1000

  for (const [name, url] of Object.entries(servers)) {
    const { status } = await client.use(token, 'GET', `${url}/photos`)
    line.add('shop', `GET /photos on ${name}`, '200', String(status))
  }
  const prints = await client.use(token, 'POST', `${servers.express}/prints`)
  line.add('shop', 'POST /prints: Ada left that out', '403', String(prints.status))
  const { bare, foreign } = await stolen(token, `${servers.koa}/photos`)
  line.add('thief', 'sends the token alone', '401', String(bare))
  line.add('thief', 'sends it with a proof of his own key', '401', String(foreign))
  return { id: id ?? '', token, until }
}

async function no({ client }: ApprovalDemo, phone: Phone, line: Timeline): Promise<void> {
  const asked = await client.ask()
  await phone.deny((await phone.waiting()) ?? '')
  line.add('Ada', 'says no', 'access_denied', await outcome(client.answer(asked)))
}

async function silence({ client }: ApprovalDemo, line: Timeline): Promise<void> {
  const asked = await client.ask({ lifetime: 2 })
  await pause(2500)
  line.add('Ada', 'does not answer in 2 s', 'expired_token', await outcome(client.outcome(asked)))
}

async function stop(demo: ApprovalDemo, phone: Phone, line: Timeline): Promise<void> {
  const { client, servers } = demo
  const asked: Asked = await client.ask()
  const id = (await phone.waiting()) ?? ''
  await phone.approve(id, { scopes: [READ, PRINT], lifetime: 60, number: asked.number })
  const token = await client.answer(asked)
  const before = await client.use(token, 'POST', `${servers.nestjs}/prints`)
  line.add('shop', 'POST /prints, after another yes', '201', String(before.status))
  const pressed = Date.now()
  await phone.stop(id)
  const after = await client.use(token, 'POST', `${servers.nestjs}/prints`)
  const late = Date.now() - pressed
  line.add('Ada', `presses Stop; the next use is ${late} ms later`, '401', String(after.status))
  line.add('Ada', 'Stop within a second', 'yes', late < 1000 ? 'yes' : 'no')
}

/** The token's time is over, and somebody tries all the same. */
async function end(
  { client, servers, ledger }: ApprovalDemo,
  phone: Phone,
  line: Timeline,
  { id, token, until }: Granted,
): Promise<void> {
  await pause(Math.max(0, until + 1000 - Date.now()))
  const { status } = await client.use(token, 'GET', `${servers.express}/photos`)
  line.add('shop', 'GET /photos, when its time is over', '401', String(status))
  await ledger.flush()
  const uses = await phone.uses(id)
  const notable = new Set(uses.flatMap((use) => use.notable))
  const seen = (kind: string): string => (notable.has(kind) ? 'marked' : 'not there')
  line.add('Ada', 'sees in the log: the first use', 'marked', seen('first-use'))
  line.add('Ada', 'sees in the log: a use without the key', 'marked', seen('unproven-use'))
  line.add('Ada', 'sees in the log: a use after the end', 'marked', seen('expired-use'))
  line.add('Ada', 'sees in the log: every use', '7', String(uses.length))
}

async function outcome(answer: Promise<string>): Promise<string> {
  try {
    await answer
    return 'a token'
  } catch (error) {
    if (error instanceof ResponseBodyError) return error.error
    throw error
  }
}
