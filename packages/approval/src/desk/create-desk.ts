import { randomBytes } from 'node:crypto'
import type { Approval, Origin } from '../approval.js'
import type { ApprovalClient } from '../client.js'
import type { Context } from '../context.js'
import type { Device, HistoryEvent } from '../directory/directory.js'
import type { Person } from '../person.js'
import { isWithin } from './choice.js'
import type {
  Admission,
  Ask,
  Asked,
  BlockFor,
  Choice,
  ChoiceOutcome,
  DecisionOutcome,
  Desk,
  ProviderPort,
} from './desk.js'
import { Doorkeeper } from './doorkeeper.js'
import { NotAdmitted } from './not-admitted.js'
import { askedNotice } from './notices.js'
import { isNumber, newNumber, OpenRequests } from './open-requests.js'
import { REMEMBERED } from './remembered.js'

const DAY = 86_400_000

/** Makes the desk. `port` is asked for when a decision is taken: the provider needs the desk first. */
export function createDesk(context: Context, port: () => ProviderPort): Desk {
  return new ApprovalDesk(context, port)
}

class ApprovalDesk implements Desk {
  readonly #context: Context
  readonly #port: () => ProviderPort
  readonly #doorkeeper: Doorkeeper
  readonly #requests: OpenRequests

  constructor(context: Context, port: () => ProviderPort) {
    this.#context = context
    this.#port = port
    this.#doorkeeper = new Doorkeeper(context)
    this.#requests = new OpenRequests(context.state)
  }

  async arrive(client: ApprovalClient): Promise<Admission> {
    return this.#doorkeeper.arrive(client)
  }

  async admit(client: ApprovalClient, person: Person): Promise<Admission> {
    return this.#doorkeeper.admit(client, person)
  }

  async ask(request: Ask): Promise<Asked> {
    const id = randomBytes(16).toString('base64url')
    const { clientId } = request.client
    const place = { id, clientId, subject: request.person.subject, expiresAt: request.expiresAt }
    // Of two requests at once one is first: neither was seen when they were admitted.
    if (!(await this.#doorkeeper.claim(place))) {
      throw new NotAdmitted({ admitted: false, reason: 'pending', retryAfter: 5 })
    }
    try {
      return await this.#open(id, request)
    } catch (error) {
      await this.#doorkeeper.release(place)
      throw error
    }
  }

  async check(approvalId: string, subject: string, choice: Choice): Promise<ChoiceOutcome> {
    const approval = await this.#context.directory.approvals.get(approvalId)
    if (approval?.subject !== subject) return 'unknown'
    const outcome = await this.#inspect(approval, choice)
    if (outcome !== 'wrong_number') return outcome
    await this.#remember(approval, { kind: 'number_mismatch' })
    if (!(await this.#requests.mistaken(approvalId))) return outcome
    // Whoever has to guess does not see the client's screen: somebody else has asked.
    await this.#refuse(approval, undefined)
    return 'too_many_wrong_numbers'
  }

  async approve(approvalId: string, device: Device, choice: Choice): Promise<DecisionOutcome> {
    const { directory } = this.#context
    const approval = await directory.approvals.get(approvalId)
    if (approval?.subject !== device.subject) return 'unknown'
    const outcome = await this.#inspect(approval, choice)
    if (outcome !== 'ok') return outcome
    const at = Date.now()
    const granted = {
      scopes: approval.wish.scopes.filter((scope) => choice.scopes.includes(scope)),
      lifetime: choice.lifetime,
    }
    const decision = { decision: 'approved', at, device: device.id, granted } as const
    if (!(await directory.approvals.decide(approvalId, decision))) return this.#tooLate(approval)
    await this.#remember(approval, { kind: 'approved', device: device.name })
    await this.#settled(approvalId)
    return 'ok'
  }

  async deny(approvalId: string, device: Device, block?: BlockFor): Promise<DecisionOutcome> {
    const approval = await this.#context.directory.approvals.get(approvalId)
    if (approval?.subject !== device.subject) return 'unknown'
    // Once more by who has said no, and was not told of it: the block may be missing.
    const isAgain = approval.decision === 'denied' && approval.decidedBy === device.id
    if (block !== undefined && isAgain) {
      await this.#block(approval, device, block)
      return 'ok'
    }
    if (approval.decision !== undefined) return 'decided'
    if (!(await this.#refuse(approval, device, block))) return this.#tooLate(approval)
    return 'ok'
  }

  async stop(approvalId: string, device: Device): Promise<boolean> {
    const approval = await this.#context.directory.approvals.get(approvalId)
    if (approval?.subject !== device.subject) return false
    return this.#withdraw(approval, device.name)
  }

  async withdraw(approvalId: string): Promise<boolean> {
    const approval = await this.#context.directory.approvals.get(approvalId)
    return approval !== undefined && this.#withdraw(approval, undefined)
  }

  async settle(authReqId: string): Promise<void> {
    const id = await this.#requests.approvalOf(authReqId)
    if (id !== undefined) await this.#settled(id)
  }

  async #open(id: string, request: Ask): Promise<Asked> {
    const { client, person, wish, origin, expiresAt, authReqId } = request
    const { directory, settings, changes } = this.#context
    const number = settings.numberMatching ? newNumber() : undefined
    const askedAt = Date.now()
    const ttl = Math.max(1, Math.ceil((expiresAt - askedAt) / 1000))
    const approval: Approval = {
      id,
      subject: person.subject,
      clientId: client.clientId,
      wish,
      origin,
      askedAt,
      expiresAt,
      ...UNDECIDED,
    }
    await this.#requests.keep(id, { authReqId, number }, ttl)
    await this.#remember(approval, { kind: 'asked' }, origin)
    // Last of what can fail: the owner is to see no request whose client was told that nobody was asked.
    await directory.approvals.add(approval)
    changes.tell(person.subject, id)
    void this.#notify(approval, client, person)
    return { approvalId: id, number }
  }

  /** Whether a choice could be taken now. Changes nothing. */
  async #inspect(approval: Approval, choice: Choice): Promise<ChoiceOutcome> {
    if (approval.decision !== undefined) return 'decided'
    const request = await this.#requests.of(approval.id)
    if (request === undefined || Date.now() >= approval.expiresAt) return 'expired'
    if (!isWithin(approval, choice)) return 'out_of_bounds'
    return isNumber(request.number, choice.number) ? 'ok' : 'wrong_number'
  }

  /** Says no, by a device, or after too many wrong numbers. `false`: it was decided, or is over. */
  async #refuse(
    approval: Approval,
    device: Device | undefined,
    block?: BlockFor,
  ): Promise<boolean> {
    const { id } = approval
    const decision = { decision: 'denied', at: Date.now(), device: device?.id } as const
    if (!(await this.#context.directory.approvals.decide(id, decision))) return false
    if (device && block !== undefined) await this.#block(approval, device, block)
    await this.#remember(approval, { kind: 'denied', device: device?.name })
    await this.#settled(id)
    return true
  }

  async #block(
    { subject, clientId, id }: Approval,
    device: Device,
    block: BlockFor,
  ): Promise<void> {
    const { directory } = this.#context
    const at = Date.now()
    await directory.blocks.add(subject, clientId, block === 'day' ? at + DAY : undefined, at)
    await directory.history.add(subject, {
      at,
      kind: 'blocked',
      device: device.name,
      clientId,
      approvalId: id,
      detail: block,
    })
  }

  /**
   * Hands a decision that stands in the directory to the provider. Also done by a poll that finds none there:
   * an instance may end between the two.
   */
  async #settled(id: string): Promise<void> {
    const approval = await this.#context.directory.approvals.get(id)
    if (approval?.decision === undefined || approval.decidedAt === undefined) return
    const request = await this.#requests.of(id)
    if (approval.decision === 'denied') await this.#doorkeeper.coolDown(approval)
    if (request !== undefined) {
      const { authReqId } = request
      const authTime = Math.floor(approval.decidedAt / 1000)
      const done = approval.decision === 'approved' && approval.stoppedAt === undefined
      if (done) await this.#port().approve(approval, authReqId, { authTime })
      else await this.#port().deny(approval, authReqId)
    }
    await this.#doorkeeper.release(approval)
    this.#context.changes.tell(approval.subject, id)
  }

  async #withdraw(approval: Approval, device: string | undefined): Promise<boolean> {
    const { directory, settings, changes } = this.#context
    if (approval.decision !== 'approved') return false
    // First, and again by who presses twice: whatever else is away, the token is refused from now on.
    const expiresAt = Math.ceil(Date.now() / 1000) + REMEMBERED
    await settings.revocation.revoke({ issuer: settings.issuer, grantId: approval.id, expiresAt })
    const stopped = await directory.approvals.stop(approval.id, Date.now())
    if (stopped) await this.#remember(approval, { kind: 'stopped', device })
    await this.#port().revoke(approval)
    changes.tell(approval.subject, approval.id)
    return stopped
  }

  #tooLate({ expiresAt }: Approval): DecisionOutcome {
    return Date.now() >= expiresAt ? 'expired' : 'decided'
  }

  async #remember(
    { subject, clientId, id }: Approval,
    event: Pick<HistoryEvent, 'kind' | 'device'>,
    origin?: Origin,
  ): Promise<void> {
    const at = Date.now()
    const known = { at, clientId, approvalId: id, network: origin?.network }
    await this.#context.directory.history.add(subject, { ...known, ...event })
  }

  /** In nobody's way: whoever asks does not wait for it, and nothing of it fails them. */
  async #notify(approval: Approval, client: ApprovalClient, person: Person): Promise<void> {
    const { directory, dispatcher, settings } = this.#context
    const devices = await directory.devices.of(person.subject).catch(() => [])
    dispatcher.dispatch(askedNotice(settings, approval, client), { person, devices }, approval.id)
  }
}

const UNDECIDED = {
  decision: undefined,
  decidedAt: undefined,
  decidedBy: undefined,
  granted: undefined,
  issuedAt: undefined,
  tokenExpiresAt: undefined,
  stoppedAt: undefined,
} as const
