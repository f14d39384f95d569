import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApprovalClient } from './client.js'
import type { Desk } from './desk/desk.js'
import type { Changes } from './desk/changes.js'
import type { Directory } from './directory/directory.js'
import type { Dispatcher } from './notify/dispatcher.js'
import type { Settings } from './settings.js'
import type { ApprovalState } from './state/approval-state.js'

/** What the rooms of the server share. */
export interface Context {
  readonly settings: Settings
  readonly state: ApprovalState
  readonly directory: Directory
  readonly dispatcher: Dispatcher
  readonly changes: Changes
  /** A registered client; `undefined` if there is none. Rejects where that cannot be told. */
  client(clientId: string): Promise<ApprovalClient | undefined>
}

/** The same, with what decides. */
export interface DeskContext extends Context {
  readonly desk: Desk
}

/**
 * Answers a request whose path, behind that of the issuer, is one of its own: `false` if it is not, and then
 * nothing was touched. Never rejects.
 */
export type Route = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<boolean>
