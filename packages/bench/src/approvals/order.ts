import type { SigningKey } from '@countersign/issuer'

/** Where a server is to keep what lasts: a server's socket, or a folder. */
export interface ApprovalServerOrder {
  readonly host: string | undefined
  readonly folder: string
  readonly clients: readonly { readonly clientId: string; readonly key: SigningKey['publicJwk'] }[]
  readonly people: readonly string[]
}

/** What it is asked for: a code for a person to pair a device with, or its size. */
export type Wanted = { readonly invite: string } | 'size'

/** Bytes of the process: `peak` is the most that it ever had resident. */
export interface ProcessSize {
  readonly resident: number
  readonly peak: number
  readonly inUse: number
}
