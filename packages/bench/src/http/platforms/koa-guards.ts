import { authenticate } from '@countersign/koa'
import type { Context, Middleware } from 'koa'
import jwt from 'koa-jwt'
import { bearerToken, type Check } from '../check.js'
import { distinctFloor, hotFloor } from '../floors.js'
import type { GuardTable } from '../guards.js'
import { readyVerifier } from '../ours.js'
import { awsJwtVerify, fastJwt, jose, keyObject } from '../peers.js'

/** None, or the one middleware that each of them is. */
export const KOA_GUARDS: GuardTable<'koa', Middleware | undefined> = {
  bare: () => undefined,
  'floor-hot': (trusted) => behind(hotFloor(trusted), forget),
  'floor-distinct': (trusted) => behind(distinctFloor(trusted), forget),
  ours: async (trusted) => authenticate(await readyVerifier(trusted)),
  // It hands over what it gets as a secret, whatever its types say.
  'koa-jwt': ({ issuer, audience, key }) =>
    jwt({
      secret: keyObject(key) as unknown as string,
      algorithms: ['RS256'],
      issuer,
      audience,
    }),
  'aws-jwt-verify': (trusted) => behind(awsJwtVerify(trusted)),
  'fast-jwt': (trusted) => behind(fastJwt(trusted)),
  jose: async (trusted) => behindAsync(await jose(trusted)),
}

/** Nobody verifies a token and wants nothing of what it says. */
function keep(ctx: Context, claims: unknown): void {
  ctx.state['auth'] = claims
}

/** A floor does not even that. */
function forget(): void {}

/** The shortest middleware around a check. */
function behind(check: Check, keepClaims = keep): Middleware {
  return (ctx, next) => {
    const token = bearerToken(ctx.headers.authorization)
    try {
      if (token === undefined) throw new Error('there is no token')
      keepClaims(ctx, check(token))
    } catch {
      ctx.status = 401
      return undefined
    }
    return next()
  }
}

/** The same for one that has to be waited for. */
function behindAsync(check: Check): Middleware {
  return async (ctx, next) => {
    const token = bearerToken(ctx.headers.authorization)
    try {
      if (token === undefined) throw new Error('there is no token')
      keep(ctx, await check(token))
    } catch {
      ctx.status = 401
      return
    }
    await next()
  }
}
