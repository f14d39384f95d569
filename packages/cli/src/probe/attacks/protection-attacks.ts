import { bearer, withAuthorization } from '../http/bearer-request.js'
import type { ProbeAttack } from './attack.js'

/**
 * Other methods without a token. That OPTIONS is answered is usual, for browsers ask by it what they may send: only
 * the same body as for a good token is a fault, which the judge knows by `expect`.
 */
export const protectionAttacks: readonly ProbeAttack[] = [
  {
    id: 'no-token',
    family: 'HTTP',
    title: 'refuses a request without a token, and says what it wants',
    rows: ['BRR-02', 'HTTP-12', 'HTTP-13'],
    severity: 'critical',
    needs: [],
    expect: 'refused',
    requests: async () => [
      { name: 'no Authorization header', request: {}, presented: 'nothing' },
      { name: 'an empty one', request: withAuthorization(''), presented: 'carrier' },
      { name: 'Bearer alone', request: withAuthorization('Bearer'), presented: 'carrier' },
    ],
  },
  {
    id: 'garbage',
    family: 'HTTP',
    title: 'refuses what is no token',
    rows: ['BRR-14'],
    severity: 'critical',
    needs: [],
    expect: 'refused',
    requests: async () => [
      { name: 'x.y.z', request: bearer('x.y.z'), presented: 'malformed' },
      { name: 'a word', request: bearer('abc'), presented: 'malformed' },
    ],
  },
  {
    id: 'unprotected-head',
    family: 'HTTP',
    title: 'wants a token for HEAD as for GET',
    rows: [],
    severity: 'medium',
    needs: ['get'],
    expect: 'refused',
    requests: async () => [
      { name: 'HEAD without a token', request: { method: 'HEAD' }, presented: 'carrier' },
    ],
  },
  {
    id: 'unprotected-options',
    family: 'HTTP',
    title: 'gives nothing away to OPTIONS',
    rows: ['HTTP-15'],
    severity: 'high',
    needs: [],
    expect: 'other-body',
    requests: async () => [
      { name: 'OPTIONS without a token', request: { method: 'OPTIONS' }, presented: 'carrier' },
      {
        name: 'a preflight that names Authorization',
        request: {
          method: 'OPTIONS',
          headers: [
            ['Origin', 'https://app.example'],
            ['Access-Control-Request-Method', 'GET'],
            ['Access-Control-Request-Headers', 'authorization'],
          ],
        },
        presented: 'carrier',
      },
    ],
  },
]
