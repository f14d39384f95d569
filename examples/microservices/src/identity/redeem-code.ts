import { createHash, timingSafeEqual } from 'node:crypto'
import type { Issuer } from '@countersign/issuer'
import express, { Router } from 'express'
import { z } from 'zod'
import { GATEWAY } from '../names.js'
import { basic, type ClientCredentials } from '../token-client.js'
import type { OneTimeCodes } from './one-time-codes.js'

const formSchema = z.object({
  code: z.string(),
  redirect_uri: z.string(),
  code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
})

/** Seconds. What the gateway holds is renewed; what it exchanges it for lives a minute. */
const LIFETIME = 300

/**
 * The grant that the issuer leaves to its application, because it begins with a login: a code for the
 * first tokens (RFC 6749 §4.1.3). What else is asked of `/token` goes on to the issuer.
 */
export function redeemCode(issuer: Issuer, client: ClientCredentials, codes: OneTimeCodes): Router {
  const router = Router()
  router.post(
    '/token',
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (req, res, next) => {
      const form: unknown = req.body
      if (Object(form).grant_type !== 'authorization_code') {
        next()
        return
      }
      res.set('cache-control', 'no-store')
      if (!isClient(req.headers.authorization, client)) {
        res.set('www-authenticate', 'Basic').status(401).json({ error: 'invalid_client' })
        return
      }
      const { data } = formSchema.safeParse(form)
      const signIn = data && codes.redeem(data.code, data.redirect_uri, data.code_verifier)
      if (!signIn) {
        res.status(400).json({ error: data ? 'invalid_grant' : 'invalid_request' })
        return
      }
      const { person, authTime } = signIn
      const tokens = await issuer.grant({
        subject: person.username,
        clientId: client.clientId,
        audience: GATEWAY,
        scope: person.scope,
        claims: { name: person.name },
        authTime,
        amr: ['pwd'],
        lifetime: LIFETIME,
      })
      res.json({
        access_token: tokens.accessToken,
        token_type: tokens.tokenType,
        expires_in: tokens.expiresIn,
        scope: tokens.scope,
        refresh_token: tokens.refreshToken,
      })
    },
  )
  return router
}

/** By digests, so that the comparison takes as long whatever was sent. */
function isClient(authorization: string | undefined, client: ClientCredentials): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(basic(client)))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
