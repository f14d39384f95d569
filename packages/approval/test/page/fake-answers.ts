import { renderSVG } from 'uqr'
import type { ApprovalItem, ApprovalView } from '../../src/owner/api-types.js'
import type { FakeOwner } from './fake-owner.js'
import { device, idOf } from './samples.js'

export class FakeError extends Error {
  readonly status: number

  constructor(code: string, status = 400) {
    super(code)
    this.status = status
  }
}

type Body = Readonly<Record<string, unknown>>
type Answer = (owner: FakeOwner, body: Body, id: string) => unknown

/** Answers a call; `undefined` is a 204. */
export function answerOf(owner: FakeOwner, call: string, body: unknown): unknown {
  const id = /\/([\w-]{22})(?:\/|$)/.exec(call)?.[1] ?? ''
  const name = id === '' ? call : call.replace(id, 'ID')
  const answer = ANSWERS[name]
  if (!answer) throw new FakeError('not_found', 404)
  const isOpen = name.startsWith('POST pair/') || name.startsWith('POST sign-in/')
  if (!isOpen && !owner.record.session) throw new FakeError('signed_out', 401)
  return answer(owner, (body ?? {}) as Body, id)
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  'POST pair/start': async (owner, { code }) => {
    if (code !== owner.record.code) throw new FakeError('bad_code')
    const options = await owner.passkeys.registration()
    const { vapidPublicKey } = owner.record
    return { service: 'Nordwind', name: 'Ada', vapidPublicKey, options }
  },
  'POST pair/finish': async ({ record, passkeys }, { credential, name }) => {
    if (!(await passkeys.register(credential))) throw new FakeError('bad_passkey')
    return record.signIn(String(name))
  },
  'POST sign-in/start': async ({ passkeys }) => ({
    options: await passkeys.question(),
    ticket: 'ticket',
  }),
  'POST sign-in/finish': async ({ record, passkeys }, { credential }) => {
    if (!(await passkeys.answers(credential))) throw new FakeError('bad_passkey')
    return record.signIn()
  },
  'POST sign-out': ({ record }) => {
    record.session = undefined
  },
  'GET session': ({ record }) => record.session,
  'GET approvals': ({ record }) => {
    const items = [...record.approvals.values()]
    const of = (...phases: string[]): readonly ApprovalItem[] =>
      items.filter(({ phase }) => phases.includes(phase))
    const past = of('denied', 'unanswered', 'ended', 'stopped')
    return { now: Date.now(), waiting: of('waiting'), active: of('active', 'approved'), past }
  },
  'GET approvals/ID': (owner, _body, id) => approvalOf(owner, id),
  'POST approvals/ID/challenge': async (owner, { number }, id) => {
    if (approvalOf(owner, id).numberMatching && number !== owner.record.number) {
      owner.record.wrongNumbers += 1
      if (owner.record.wrongNumbers < 3) throw new FakeError('wrong_number')
      decide(owner, id, { phase: 'denied' })
      throw new FakeError('too_many_wrong_numbers')
    }
    return { options: await owner.passkeys.question() }
  },
  'POST approvals/ID/approve': async (owner, { credential }, id) => {
    if (!(await owner.passkeys.answers(credential))) throw new FakeError('bad_passkey')
    const { scopes } = approvalOf(owner, id)
    const granted = scopes.map(({ scope }) => scope)
    return decide(owner, id, {
      phase: 'active',
      granted,
      decidedBy: 'Pixel phone',
      tokenExpiresAt: Date.now() + 300_000,
    })
  },
  'POST approvals/ID/deny': (owner, _body, id) => decide(owner, id, { phase: 'denied' }),
  'POST approvals/ID/stop': (owner, _body, id) => {
    const view = { ...approvalOf(owner, id), phase: 'stopped' as const, stoppedAt: Date.now() }
    owner.record.approvals.set(id, view)
    return view
  },
  'GET approvals/ID/uses': ({ record }, _body, id) => ({
    uses: (record.uses.get(id) ?? []).toSorted((a, b) => b.sequence - a.sequence),
  }),
  'GET approvals/ID/summary': ({ record }, _body, id) => record.summary(id),
  'GET devices': ({ record }) => record.devices,
  'POST devices/invite/challenge': async ({ passkeys }) => ({ options: await passkeys.question() }),
  'POST devices/invite': async ({ record, passkeys }, { credential }) => {
    if (!(await passkeys.answers(credential))) throw new FakeError('bad_passkey')
    const url = `http://localhost/auth/owner/pair#${record.code}`
    return { code: record.code, url, qr: renderSVG(url), expiresAt: Date.now() + 600_000 }
  },
  'POST devices/ID/rename': ({ record }, { name }, id) => {
    record.devices = record.devices.map((one) =>
      one.id === id ? { ...one, name: String(name) } : one,
    )
    return record.devices.find((one) => one.id === id) ?? device({ id: idOf('none') })
  },
  'POST devices/ID/challenge': async ({ passkeys }) => ({ options: await passkeys.question() }),
  'POST devices/ID/remove': async ({ record, passkeys }, { credential, evenLast }, id) => {
    if (!(await passkeys.answers(credential))) throw new FakeError('bad_passkey')
    if (record.devices.length === 1 && evenLast !== true) throw new FakeError('last_device')
    record.devices = record.devices.filter((one) => one.id !== id)
  },
  'PUT devices/current/subscription': () => undefined,
  'GET blocks': ({ record }) => record.blocks,
  'POST blocks/remove': ({ record }, { clientId }) => {
    record.blocks = record.blocks.filter(({ client }) => client.id !== clientId)
  },
  'POST user-code/challenge': async ({ passkeys }) => ({ options: await passkeys.question() }),
  'PUT user-code': async ({ passkeys }, { credential }) => {
    if (!(await passkeys.answers(credential))) throw new FakeError('bad_passkey')
  },
  'GET history': ({ record }) => ({ events: record.history }),
  'GET export': () => '{"decision":"accepted"}\n',
}

function approvalOf({ record }: FakeOwner, id: string): ApprovalView {
  const view = record.approvals.get(id)
  if (!view) throw new FakeError('not_found', 404)
  return { ...view, now: Date.now() }
}

function decide(owner: FakeOwner, id: string, changes: Partial<ApprovalView>): ApprovalView {
  const view = { ...approvalOf(owner, id), decidedAt: Date.now(), ...changes }
  owner.record.approvals.set(id, view)
  return view
}
