import type {
  ApprovalView,
  BlockView,
  DeviceView,
  HistoryView,
  SessionView,
  SummaryView,
  UseView,
} from '../../src/owner/api-types.js'
import { device } from './samples.js'

/** What the server knows: tests put it there. */
export class FakeRecord {
  session: SessionView | undefined
  code = 'ABCD-EFGH-JKLM'
  number = '47'
  wrongNumbers = 0
  approvals = new Map<string, ApprovalView>()
  uses = new Map<string, readonly UseView[]>()
  devices: readonly DeviceView[] = []
  blocks: readonly BlockView[] = []
  history: HistoryView['events'] = []
  vapidPublicKey: string | undefined =
    'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'

  /** A session, as one that has paired its device and signed in. */
  signIn(name = 'Pixel phone'): SessionView {
    if (this.devices.length === 0) this.devices = [device({ name })]
    const [current = device()] = this.devices
    this.session = {
      service: 'Nordwind',
      name: 'Ada',
      device: { id: current.id, name: current.name },
      vapidPublicKey: this.vapidPublicKey,
      subscribed: current.subscribed,
      userCodeSet: false,
    }
    return this.session
  }

  put(view: ApprovalView, uses: readonly UseView[] = []): void {
    this.approvals.set(view.id, view)
    this.uses.set(view.id, uses)
  }

  /** Forgets everything but who has paired. */
  clear(): void {
    this.approvals.clear()
    this.uses.clear()
    this.blocks = []
    this.history = []
    this.devices = []
    this.session = undefined
    this.wrongNumbers = 0
  }

  summary(id: string): SummaryView {
    const uses = this.uses.get(id) ?? []
    const times = uses.map(({ at }) => at)
    const reasons = uses.flatMap(({ reason }) => reason ?? [])
    const routes = [...new Set(uses.map(({ method, route }) => `${method} ${route}`))]
    return {
      uses: uses.length,
      accepted: uses.filter(({ decision }) => decision === 'accepted').length,
      refused: uses.filter(({ decision }) => decision === 'refused').length,
      first: times.length > 0 ? Math.min(...times) : undefined,
      last: times.length > 0 ? Math.max(...times) : undefined,
      routes: routes.map((name) => {
        const [method, route] = name.split(' ')
        const count = uses.filter((use) => `${use.method} ${use.route}` === name).length
        return { method, route, uses: count }
      }),
      refusals: [...new Set(reasons)].map((reason) => ({
        reason,
        uses: reasons.filter((one) => one === reason).length,
      })),
    }
  }
}
