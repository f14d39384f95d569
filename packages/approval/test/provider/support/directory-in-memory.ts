import type { Approval } from '../../../src/index.js'
import type {
  Approvals,
  Block,
  Device,
  Directory,
  HistoryEvent,
} from '../../../src/directory/directory.js'

/** A directory that is empty at the start, gone at the end, and may be made to fail. */
export interface DirectoryInMemory extends Directory {
  readonly all: Map<string, Approval>
  readonly devicesOf: Map<string, readonly Device[]>
  readonly codes: Map<string, string>
  readonly events: HistoryEvent[]
  /** Told of each call of an approval's step, such as `issued`: what it throws, the directory does. */
  before: (step: keyof Approvals) => void
}

const isGood = (one: Approval): boolean =>
  one.decision === 'approved' && one.stoppedAt === undefined

export function device(subject: string): Device {
  const passkey = {
    credentialId: 'credential',
    publicKey: new Uint8Array(),
    counter: 0,
    transports: [],
    backedUp: true,
  }
  const id = Buffer.from(subject.padEnd(16).slice(0, 16)).toString('base64url')
  const times = { pairedAt: Date.now(), lastUsedAt: undefined }
  return { id, subject, name: 'Phone', ...times, subscription: undefined, passkey }
}

export function directoryInMemory(subjects: readonly string[]): DirectoryInMemory {
  const all = new Map<string, Approval>()
  const devicesOf = new Map(subjects.map((subject) => [subject, [device(subject)]] as const))
  const codes = new Map<string, string>()
  const events: HistoryEvent[] = []
  const blocks: (Block & { readonly subject: string })[] = []
  const isBlock = (subject: string, now: number) => (block: (typeof blocks)[number]) =>
    block.subject === subject && (block.until === undefined || block.until > now)
  const change = (id: string, may: (now: Approval) => boolean, changes: Partial<Approval>) => {
    const approval = all.get(id)
    if (!approval || !may(approval)) return false
    all.set(id, { ...approval, ...changes })
    return true
  }
  const directory: DirectoryInMemory = {
    all,
    devicesOf,
    codes,
    events,
    before: () => undefined,
    approvals: {
      async add(approval) {
        directory.before('add')
        all.set(approval.id, approval)
      },
      async get(id) {
        directory.before('get')
        return all.get(id)
      },
      of: async () => ({ approvals: [...all.values()], next: undefined }),
      open: async () => [],
      async decide(id, { decision, at, device: decidedBy, granted }) {
        directory.before('decide')
        const decided = { decision, decidedAt: at, decidedBy, granted }
        const isOpen = ({ decision: before, expiresAt }: Approval): boolean =>
          before === undefined && at < expiresAt
        return change(id, isOpen, decided)
      },
      async issued(id, at, expiresAt, first = false) {
        directory.before('issued')
        const issuedAt = all.get(id)?.issuedAt ?? at
        const may = (one: Approval): boolean =>
          isGood(one) && !(first && one.issuedAt !== undefined)
        return change(id, may, { issuedAt, tokenExpiresAt: expiresAt })
      },
      async stop(id, at) {
        directory.before('stop')
        return change(id, isGood, { stoppedAt: at })
      },
      knows: async () => false,
      earlier: async () => [],
    },
    devices: {
      of: async (subject) => devicesOf.get(subject) ?? [],
      byCredential: async () => undefined,
      add: async () => 'added',
      rename: async () => true,
      remove: async () => 'removed',
      used: async () => true,
      subscribe: async () => undefined,
      unsubscribe: async () => undefined,
    },
    blocks: {
      add: async (subject, clientId, until, at) =>
        void blocks.push({ subject, clientId, until, at }),
      remove: async () => false,
      has: async (subject, clientId, now) =>
        blocks.filter(isBlock(subject, now)).some((block) => block.clientId === clientId),
      of: async (subject, now) => blocks.filter(isBlock(subject, now)),
    },
    userCodes: {
      set: async (subject, code) =>
        void (code === undefined ? codes.delete(subject) : codes.set(subject, code)),
      isSet: async (subject) => codes.has(subject),
      matches: async (subject, code) => codes.get(subject) === code,
    },
    history: {
      add: async (_subject, event) => void events.push(event),
      of: async () => ({ events, next: undefined }),
    },
    deliveries: { add: async () => undefined, of: async () => [] },
    ready: async () => undefined,
    health: () => ({ state: 'ready' }),
    close: async () => undefined,
  }
  return directory
}
