import { channel } from 'node:diagnostics_channel'
import type { RecordedDelivery } from './directory/directory.js'

/** The name of the approval server's channel, for `diagnostics_channel.subscribe`. */
export const APPROVAL_CHANNEL = 'countersign:approval'

/** What is published on {@link APPROVAL_CHANNEL}. Nothing in it is secret, or decides. */
export type ApprovalMessage =
  | ({
      /** What became of a notice, as it is recorded. */
      readonly type: 'delivery'
      /** Why it was not accepted, as far as its notifier tells. */
      readonly problem: string | undefined
    } & RecordedDelivery)
  | {
      /** Something of ours went wrong: beside a request, or so that it was a 503. */
      readonly type: 'failed'
      /** Of the server that it has failed in, where that is known. */
      readonly issuer: string | undefined
      /**
       * Where: `deliveries`, the record of which cannot be written to; `owner`, what answers the page; or what
       * answers clients, such as `backchannel`, `token`, `ping` and `withdrawal`.
       */
      readonly part: string
      /** Why; without values. */
      readonly error: string
    }

const approvalChannel = channel(APPROVAL_CHANNEL)

/** Tells those who listen to {@link APPROVAL_CHANNEL}. */
export function publish(message: ApprovalMessage): void {
  if (approvalChannel.hasSubscribers) approvalChannel.publish(message)
}

/** Tells them that something of ours went wrong. */
export function publishFailure(part: string, error: string, issuer?: string): void {
  publish({ type: 'failed', issuer, part, error })
}
