import { memoryRevocationList, type Revocation } from '@countersign/core'
import type { Approval } from '../../src/approval.js'
import type { ApprovalClient } from '../../src/client.js'
import { resolveLimits } from '../../src/config/resolve-limits.js'
import type { Context } from '../../src/context.js'
import { Changes } from '../../src/desk/changes.js'
import { createDesk } from '../../src/desk/create-desk.js'
import type { Ask, Asked, Choice, Desk } from '../../src/desk/desk.js'
import type { LimitOptions } from '../../src/desk/limits.js'
import type { Device, Directory } from '../../src/directory/directory.js'
import type { Notice } from '../../src/notify/notifier.js'
import type { Person } from '../../src/person.js'
import type { ApprovalState } from '../../src/state/approval-state.js'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { deviceOf, newId, someone } from './samples.js'

const RESOURCE = 'https://photos.example'
export const SHOP: ApprovalClient = {
  clientId: 'shop',
  name: 'The Shop',
  authentication: { method: 'tls', subjectDn: 'CN=shop' },
  scopes: ['photos:read', 'photos:print'],
}

/** What the provider was told. */
type Told = readonly ['approve' | 'deny' | 'revoke', approvalId: string, authReqId?: string]

export interface DeskWorld {
  readonly desk: Desk
  readonly state: ApprovalState
  readonly told: Told[]
  readonly notices: Notice[]
  readonly revocations: Revocation[]
  readonly changed: string[]
  /** Makes the provider fail until it is called again without. */
  break(what: 'provider' | 'revocation' | undefined): void
}

export interface DeskWorldOptions {
  readonly limits?: LimitOptions
  readonly numberMatching?: boolean
  readonly state?: ApprovalState
}

/** A desk over a real directory; what it tells others is noted. */
export function deskOver(directory: Directory, options: DeskWorldOptions = {}): DeskWorld {
  const { numberMatching = true, state = memoryApprovalState() } = options
  const [told, notices, revocations, changed]: [Told[], Notice[], Revocation[], string[]] = [
    [],
    [],
    [],
    [],
  ]
  let broken: 'provider' | 'revocation' | undefined
  const changes = new Changes()
  changes.listen(({ approvalId }) => changed.push(approvalId))
  const settings = {
    issuer: 'https://approve.example',
    resources: new Map([[RESOURCE, { name: 'Your photos', scopes: {}, lifetime: 300 }]]),
    numberMatching,
    limits: resolveLimits(options.limits),
    revocation: {
      revoke(revocation: Revocation) {
        if (broken === 'revocation') throw new Error('the list is away')
        revocations.push(revocation)
      },
    },
  }
  const context = {
    settings,
    state,
    directory,
    changes,
    dispatcher: { dispatch: (notice: Notice) => notices.push(notice) },
    client: async () => SHOP,
  }
  const tell = (...what: Told): void => {
    if (broken === 'provider') throw new Error('the provider is away')
    told.push(what)
  }
  // What the desk does not ask for is not there.
  const desk = createDesk(context as unknown as Context, () => ({
    approve: async ({ id }, authReqId) => tell('approve', id, authReqId),
    deny: async ({ id }, authReqId) => tell('deny', id, authReqId),
    revoke: async ({ id }) => tell('revoke', id),
  }))
  const world = { desk, state, told, notices, revocations, changed }
  return {
    ...world,
    break: (what) => {
      broken = what
    },
  }
}

/** A revocation list as verifiers have it, told what the desk told. */
export function listOf(world: DeskWorld): ReturnType<typeof memoryRevocationList> {
  const list = memoryRevocationList()
  for (const revocation of world.revocations) list.revoke(revocation)
  return list
}

/** Somebody with a device, who has been asked. */
export interface Requested {
  readonly person: Person
  readonly device: Device
  readonly asked: Asked
  readonly authReqId: string
  /** A choice that is taken. */
  readonly choice: Choice
}

export async function request({ desk }: DeskWorld, changes: Partial<Ask> = {}): Promise<Requested> {
  const person = changes.person ?? { subject: someone() }
  const authReqId = newId()
  const asked = await desk.ask({
    authReqId,
    client: SHOP,
    person,
    wish: {
      scopes: ['photos:read', 'photos:print'],
      resource: RESOURCE,
      lifetime: 300,
      authorizationDetails: [],
      bindingMessage: undefined,
      offline: false,
    },
    origin: { address: '192.0.2.7', network: '192.0.2.0/24', userAgent: undefined },
    expiresAt: Date.now() + 120_000,
    ...changes,
  })
  const choice = { scopes: ['photos:read'], lifetime: 60, number: asked.number }
  return { person, device: deviceOf(person.subject), asked, authReqId, choice }
}

/** A number that is not the one. */
export function wrongNumber({ asked }: Requested): string {
  return asked.number === '00' ? '01' : '00'
}

export async function stored(directory: Directory, { asked }: Requested): Promise<Approval> {
  const approval = await directory.approvals.get(asked.approvalId)
  if (approval === undefined) throw new Error('It is not there')
  return approval
}
