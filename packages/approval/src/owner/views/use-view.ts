import type { Summary, Use } from '@countersign/ledger'
import type { SummaryView, UseView } from '../api-types.js'

export function useView(use: Use): UseView {
  const { sequence, at, approval, service, method, route, status, decision, reason } = use
  const { network, agent, notable } = use
  return {
    sequence,
    at: at.getTime(),
    approval,
    service,
    method,
    route,
    status,
    decision,
    reason,
    network,
    agent,
    notable,
  }
}

export function summaryView(summary: Summary): SummaryView {
  const { uses, accepted, refused, first, last, routes, refusals } = summary
  return {
    uses,
    accepted,
    refused,
    first: first?.getTime(),
    last: last?.getTime(),
    routes: routes.map(({ method, route, uses }) => ({ method, route, uses })),
    refusals: refusals.map(({ reason, uses }) => ({ reason, uses })),
  }
}
