export { createApprovalServer } from './create-approval-server.js'
export { phaseOf } from './approval.js'
export { memoryApprovalState } from './state/memory-approval-state.js'
export { APPROVAL_CHANNEL } from './channels.js'
export { email } from './notify/email.js'
export { ntfy } from './notify/ntfy.js'
export { webhook } from './notify/webhook.js'
export { generateVapidKeys } from './notify/web-push/vapid-keys.js'
export { webPush } from './notify/web-push/web-push.js'

export type { Approval, ApprovalPhase, Granted, Origin, Wish } from './approval.js'
export type { ApprovalMessage } from './channels.js'
export type {
  ApprovalClient,
  ApprovalClientLookup,
  ClientAuthentication,
  ClientDelivery,
  ClientLogo,
} from './client.js'
export type {
  ApprovalHealth,
  ApprovalServer,
  Invitation,
  PairedDevice,
} from './create-approval-server.js'
export type { LimitOptions } from './desk/limits.js'
export type { RecordedDelivery } from './directory/directory.js'
export type { EmailOptions, Mail } from './notify/email.js'
export type {
  Delivery,
  DeliveryOutcome,
  Notice,
  NotifiedDevice,
  Notifier,
  PushSubscriptionData,
  Recipient,
  Undelivered,
} from './notify/notifier.js'
export type { NtfyOptions } from './notify/ntfy.js'
export type { WebhookOptions } from './notify/webhook.js'
export type { VapidKeys } from './notify/web-push/vapid-keys.js'
export type { WebPushOptions } from './notify/web-push/web-push.js'
export type { ApprovalServerOptions } from './options.js'
export type { ApprovalHandler } from './http/node-handler.js'
export type { ApprovalKoaContext, ApprovalKoaHandler } from './http/koa-handler.js'
export type { People, Person } from './person.js'
export type { ApprovalResource } from './resource.js'
export type { ApprovalState, Counted } from './state/approval-state.js'
export type { MemoryApprovalStateOptions } from './state/memory-approval-state.js'
