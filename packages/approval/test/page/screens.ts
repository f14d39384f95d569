import type { Page } from 'playwright-core'
import type { FakeRecord } from './fake-record.js'
import {
  approved,
  device,
  idOf,
  SHOP,
  someHistory,
  someUses,
  strangeApproval,
  STRANGER,
  useOf,
  waitingApproval,
} from './samples.js'

/** A screen in one of its states: what has to be there, where it is, and what is done to get there. */
export interface Sample {
  readonly name: string
  readonly path: string
  readonly arrange?: (record: FakeRecord) => void
  readonly act?: (page: Page) => Promise<unknown>
  readonly signedOut?: boolean
}

const DAY = 86_400_000

/** Every screen, in every state that looks different. */
export const SAMPLES: readonly Sample[] = [
  { name: 'sign-in', path: '', signedOut: true },
  { name: 'pair-code', path: 'pair', signedOut: true },
  {
    name: 'pair-error',
    path: 'pair#AAAA-BBBB-CCCC',
    signedOut: true,
    act: (page) => page.getByRole('alert').getByText('code is wrong').waitFor(),
  },
  {
    name: 'pair-name',
    path: 'pair#ABCD-EFGH-JKLM',
    signedOut: true,
    act: (page) => page.getByRole('button', { name: 'Create the passkey' }).waitFor(),
  },
  { name: 'home-empty', path: '' },
  { name: 'home', path: '', arrange: manyApprovals },
  {
    name: 'ask',
    path: `approvals/${idOf('ask')}`,
    arrange: (record) => record.put(waitingApproval('ask')),
  },
  {
    name: 'ask-strange',
    path: `approvals/${idOf('strange')}`,
    arrange: (record) => record.put(strangeApproval('strange')),
    act: async (page) => {
      await page.getByText('No, and do not let it ask again').click()
      await page.getByLabel('Type the number').fill('99')
      await page.getByRole('button', { name: 'Yes, with my passkey' }).click()
      await page.getByText('This is not the number').waitFor()
    },
  },
  {
    name: 'ask-late',
    path: `approvals/${idOf('late')}`,
    arrange: (record) => {
      const at = Date.now() - 1_000
      record.put(waitingApproval('late', { phase: 'unanswered', expiresAt: at }))
    },
  },
  {
    name: 'ask-denied',
    path: `approvals/${idOf('denied')}`,
    arrange: (record) => {
      record.put(waitingApproval('denied', { phase: 'denied', decidedAt: Date.now() }))
    },
  },
  {
    name: 'log-approved',
    path: `approvals/${idOf('fresh')}`,
    arrange: (record) => {
      const view = waitingApproval('fresh')
      record.put(approved(view, { phase: 'approved', tokenExpiresAt: undefined }))
    },
  },
  {
    name: 'log-active',
    path: `approvals/${idOf('active')}`,
    arrange: (record) => {
      record.put(approved(waitingApproval('active')), someUses(idOf('active')))
    },
    act: (page) => page.locator('.mark', { hasText: 'Without its key' }).waitFor(),
  },
  {
    name: 'log-stopping',
    path: `approvals/${idOf('active')}`,
    arrange: (record) => {
      record.put(approved(waitingApproval('active')), someUses(idOf('active')))
    },
    act: (page) => page.getByRole('button', { name: 'Stop now' }).click(),
  },
  {
    name: 'log-stopped',
    path: `approvals/${idOf('stopped')}`,
    arrange: stoppedApproval,
    act: async (page) => {
      await page.getByText('In the end').waitFor()
      await page.getByText('The same as a table').click()
    },
  },
  { name: 'devices-one', path: 'devices' },
  {
    name: 'devices',
    path: 'devices',
    arrange: (record) => {
      record.devices = [
        ...record.devices,
        device({
          id: idOf('tablet'),
          name: 'Kitchen tablet',
          current: false,
          lastUsedAt: undefined,
          subscribed: true,
        }),
      ]
    },
    act: async (page) => {
      await page.getByRole('button', { name: 'Show a code' }).click()
      await page.locator('svg.qr').waitFor()
    },
  },
  {
    name: 'devices-removing-the-last',
    path: 'devices',
    act: (page) => page.getByRole('button', { name: 'Remove Pixel phone' }).click(),
  },
  {
    name: 'history',
    path: 'history',
    arrange: (record) => (record.history = someHistory()),
  },
  {
    name: 'settings',
    path: 'settings',
    arrange: (record) => {
      const at = Date.now() - DAY
      record.blocks = [
        { client: STRANGER, at, until: undefined },
        { client: SHOP, at, until: Date.now() + DAY / 2 },
      ]
    },
    act: (page) => page.getByText('This device is told').waitFor(),
  },
]

function manyApprovals(record: FakeRecord): void {
  const then = Date.now() - 3 * DAY
  record.put(waitingApproval('ask'))
  record.put({ ...strangeApproval('strange'), expiresAt: Date.now() + 31_000 })
  record.put(approved(waitingApproval('active')))
  stoppedApproval(record)
  record.put(waitingApproval('denied', { phase: 'denied', decidedAt: then, askedAt: then }))
  record.put(waitingApproval('late', { phase: 'unanswered', askedAt: then, expiresAt: then }))
}

function stoppedApproval(record: FakeRecord): void {
  const id = idOf('stopped')
  const stoppedAt = Date.now() - 30_000
  const view = approved(waitingApproval('stopped'), { phase: 'stopped', stoppedAt })
  const before = someUses(id).filter(({ at }) => at < stoppedAt)
  const after = useOf(id, {
    at: Date.now() - 12_000,
    decision: 'refused',
    reason: 'revoked_token',
    status: 401,
    notable: ['revoked-use'],
  })
  record.put(view, [...before, after])
}
