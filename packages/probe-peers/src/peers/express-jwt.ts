import { expressjwt } from 'express-jwt'
import { expressApp } from '../express-app.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const expressJwt: PeerApi = {
  name: 'express-jwt',
  async start(trusted) {
    const { issuer, audience } = trusted
    const secret = await pemOf(trusted)
    return expressApp(expressjwt({ secret, algorithms: ['RS256'], issuer, audience }))
  },
}
