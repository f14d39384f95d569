import { JwtVerifier } from 'aws-jwt-verify'
import type { RequestHandler } from 'express'
import { expressApp } from '../express-app.js'
import type { PeerApi } from '../peer-api.js'
import { keySetOf } from '../public-key.js'

export const awsJwtVerify: PeerApi = {
  name: 'aws-jwt-verify',
  async start(trusted) {
    const { issuer, audience, jwksUri } = trusted
    const verifier = JwtVerifier.create({ issuer, audience, jwksUri })
    // It fetches by https only.
    verifier.cacheJwks(await keySetOf(trusted))
    return expressApp(guard((token) => verifier.verifySync(token)))
  },
}

/** No middleware of its own: this is how its documentation shows it in Express. */
function guard(verify: (token: string) => unknown): RequestHandler {
  return (req, res, next) => {
    try {
      verify(req.header('authorization')?.replace(/^Bearer /i, '') ?? '')
    } catch {
      res.status(401).json({ statusCode: 401, message: 'Unauthorized' })
      return
    }
    next()
  }
}
