import { auth } from 'express-oauth2-jwt-bearer'
import { expressApp } from '../express-app.js'
import type { PeerApi } from '../peer-api.js'

export const expressOauth2JwtBearer: PeerApi = {
  name: 'express-oauth2-jwt-bearer',
  start: ({ issuer, jwksUri, audience }) =>
    expressApp(auth({ issuer, jwksUri, audience, tokenSigningAlg: 'RS256' })),
}
