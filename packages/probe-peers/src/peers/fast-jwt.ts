import { createVerifier } from 'fast-jwt'
import { listen, ORDERS } from '../listen.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const fastJwt: PeerApi = {
  name: 'fast-jwt',
  async start(trusted) {
    const verify = createVerifier({
      key: await pemOf(trusted),
      algorithms: ['RS256'],
      allowedIss: trusted.issuer,
      allowedAud: trusted.audience,
    })
    return listen((req, res) => {
      try {
        verify(req.headers.authorization?.replace(/^Bearer /, '') ?? '')
        res.end(JSON.stringify(ORDERS))
      } catch {
        res.writeHead(401).end()
      }
    })
  },
}
