import type { Room } from '../room.js'
import { approvalEndpoints } from './approvals.js'
import { own, type Endpoints } from './call.js'
import { decisionEndpoints } from './decisions.js'
import { deviceEndpoints } from './devices.js'
import { historyEndpoints } from './history.js'
import { pairingEndpoints } from './pairing.js'
import { protectionEndpoints } from './protection.js'
import { signInEndpoints } from './sign-in.js'
import { useEndpoints } from './uses.js'

/** All that the page can ask for: the table of `api-types.ts`. */
export function endpointsOf(room: Room): Endpoints {
  return {
    ...pairingEndpoints(room),
    ...signInEndpoints(room),
    ...approvalEndpoints(room),
    ...decisionEndpoints(room),
    ...useEndpoints(room),
    'GET events': own(async (call, session) => room.streams.open(call, session)),
    ...deviceEndpoints(room),
    ...protectionEndpoints(room),
    ...historyEndpoints(room),
  }
}
