import type {
  ApprovalView,
  ClientView,
  DeviceView,
  HistoryView,
  UseView,
} from '../../src/owner/api-types.js'

export const SHOP: ClientView = {
  id: 'shop-assistant',
  name: 'Shopping assistant',
  verified: true,
  website: 'https://assistant.example',
  logo: undefined,
}

export const STRANGER: ClientView = {
  id: 'invoice-sync',
  name: 'Invoice Sync',
  verified: false,
  website: undefined,
  logo: undefined,
}

/** Ids look like those of the server: 22 characters. */
export function idOf(name: string): string {
  return name.padEnd(22, '0')
}

/** A request that waits for two minutes, with everything that one can have. */
export function waitingApproval(name: string, changes: Partial<ApprovalView> = {}): ApprovalView {
  const now = Date.now()
  return {
    id: idOf(name),
    phase: 'waiting',
    client: SHOP,
    resource: 'Your orders',
    askedAt: now - 8_000,
    expiresAt: now + 112_000,
    decidedAt: undefined,
    tokenExpiresAt: undefined,
    stoppedAt: undefined,
    now,
    scopes: [
      { scope: 'orders:read', text: 'Read your orders' },
      { scope: 'orders:write', text: 'Place and cancel orders' },
    ],
    granted: undefined,
    resourceIndicator: 'https://orders.example',
    authorizationDetails: [],
    bindingMessage: 'Reorder coffee',
    offline: false,
    lifetime: 300,
    lifetimes: [300, 150, 60, 30],
    grantedLifetime: undefined,
    numberMatching: true,
    origin: {
      address: '198.51.100.23',
      network: '198.51.100.0/24',
      userAgent: 'assistant/4.2 (node 22; linux)',
    },
    firstTime: false,
    earlierUses: { uses: 41, last: now - 86_400_000 },
    earlier: [
      { decision: 'approved', at: now - 86_500_000 },
      { decision: 'denied', at: now - 3 * 86_400_000 },
    ],
    decidedBy: undefined,
    ...changes,
  }
}

/** From a client that nobody has checked, with authorization details, and access that it can renew. */
export function strangeApproval(name: string): ApprovalView {
  return waitingApproval(name, {
    client: STRANGER,
    resource: 'Your bank account',
    resourceIndicator: 'https://bank.example/accounts',
    bindingMessage: undefined,
    scopes: [{ scope: 'payments:send', text: 'Send a payment' }],
    authorizationDetails: [
      {
        type: 'payment_initiation',
        instructedAmount: { currency: 'EUR', amount: '123.50' },
        creditorName: 'Merchant A\u202eB',
        creditorAccount: { iban: 'DE02100100109307118603' },
        actions: ['initiate', 'status'],
      },
    ],
    offline: true,
    firstTime: true,
    earlier: [],
    earlierUses: { uses: 0, last: undefined },
  })
}

/** What a yes makes of it. */
export function approved(view: ApprovalView, changes: Partial<ApprovalView> = {}): ApprovalView {
  const now = Date.now()
  return {
    ...view,
    phase: 'active',
    now,
    decidedAt: now - 70_000,
    decidedBy: 'Pixel phone',
    granted: view.scopes.map(({ scope }) => scope),
    grantedLifetime: view.lifetime,
    tokenExpiresAt: now + 230_000,
    ...changes,
  }
}

let sequence = 1_000

export function useOf(approval: string, changes: Partial<UseView> = {}): UseView {
  sequence += 1
  return {
    sequence,
    at: Date.now(),
    approval,
    service: 'orders-api',
    method: 'GET',
    route: '/orders',
    status: 200,
    decision: 'accepted',
    reason: undefined,
    network: '198.51.100.0/24',
    agent: 'node',
    notable: [],
    ...changes,
  }
}

/** A minute of use, the last of it refused. */
export function someUses(approval: string): UseView[] {
  const now = Date.now()
  const at = (seconds: number): number => now - seconds * 1_000
  return [
    useOf(approval, { at: at(66), notable: ['first-use'] }),
    useOf(approval, { at: at(60), route: '/orders/:id' }),
    useOf(approval, { at: at(59), route: '/orders/:id' }),
    useOf(approval, { at: at(41), method: 'POST', status: 201 }),
    useOf(approval, { at: at(40), method: 'DELETE', route: '/orders/:id', status: 404 }),
    useOf(approval, {
      at: at(22),
      network: '203.0.113.0/24',
      notable: ['new-network'],
    }),
    useOf(approval, {
      at: at(9),
      method: 'GET',
      decision: 'refused',
      reason: 'bound_token_as_bearer',
      status: 401,
      agent: 'curl',
      network: '203.0.113.0/24',
      notable: ['unproven-use'],
    }),
    useOf(approval, {
      at: at(4),
      route: '/invoices',
      decision: 'refused',
      reason: 'insufficient_scope',
      status: 403,
    }),
  ]
}

export function device(changes: Partial<DeviceView> = {}): DeviceView {
  const now = Date.now()
  return {
    id: idOf('device'),
    name: 'Pixel phone',
    pairedAt: now - 40 * 86_400_000,
    lastUsedAt: now - 60_000,
    current: true,
    subscribed: false,
    ...changes,
  }
}

export function someHistory(): HistoryView['events'] {
  const now = Date.now()
  const event = (
    minutes: number,
    kind: HistoryView['events'][number]['kind'],
    changes: Partial<HistoryView['events'][number]> = {},
  ): HistoryView['events'][number] => ({
    at: now - minutes * 60_000,
    kind,
    device: 'Pixel phone',
    client: undefined,
    approvalId: undefined,
    detail: undefined,
    network: '192.0.2.0/24',
    ...changes,
  })
  return [
    event(1, 'approved', { client: 'Shopping assistant', approvalId: idOf('active') }),
    event(2, 'asked', { client: 'Shopping assistant', device: undefined }),
    event(31, 'number_mismatch', { client: 'Invoice Sync' }),
    event(60 * 25, 'device_renamed', { detail: 'Pixel phone' }),
    event(60 * 26, 'device_paired'),
  ]
}
