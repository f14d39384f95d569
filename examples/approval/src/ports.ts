import type { ApprovalPorts } from './start.js'

/** Where it all is when somebody looks at it. */
export const PORTS: Required<ApprovalPorts> = {
  approval: 4020,
  express: 4021,
  koa: 4022,
  nestjs: 4023,
  shop: 4024,
}
