import { page, pageHeaders, signInForm } from 'example-shared'
import express, { Router, type Response } from 'express'
import { z } from 'zod'
import type { OneTimeCodes } from './one-time-codes.js'
import { TooManyGuesses, type People } from './people.js'

/** Who may send people here, and where they go back to. */
export interface SignInClient {
  readonly clientId: string
  readonly redirectUri: string
}

/**
 * The page to sign in, as the authorization endpoint of RFC 6749 §3.1, for one client. Nothing is
 * remembered between the request and the form, and there is no session here: it asks each time.
 */
export function signIn(client: SignInClient, people: People, codes: OneTimeCodes): Router {
  const requestSchema = z.object({
    response_type: z.literal('code'),
    client_id: z.literal(client.clientId),
    redirect_uri: z.literal(client.redirectUri),
    state: z.string().min(1).max(128),
    code_challenge: z.string().regex(/^[\w-]{43}$/),
    code_challenge_method: z.literal('S256'),
  })
  const formSchema = z.object({ username: z.string(), password: z.string() })
  const router = Router()
  const { origin } = new URL(client.redirectUri)

  function answer(res: Response, status: number, body: string): void {
    res.status(status).set(pageHeaders(origin)).send(page('Sign in', body))
  }

  router.use('/authorize', (req, res, next) => {
    // A stranger's request: nobody is sent anywhere because of it.
    if (requestSchema.safeParse(req.query).success) next()
    else answer(res, 400, '<p>This is no request to sign in. Go back, and start again.</p>')
  })

  router.get('/authorize', (_req, res) => answer(res, 200, signInForm()))

  router.post(
    '/authorize',
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (req, res) => {
      const request = requestSchema.parse(req.query)
      const fields = formSchema.safeParse(req.body)
      let person
      try {
        person = fields.data && (await people.check(fields.data.username, fields.data.password))
      } catch (error) {
        if (!(error instanceof TooManyGuesses)) throw error
        answer(res.set('retry-after', '1'), 503, signInForm('Too many at once. Try again.'))
        return
      }
      if (!person) {
        answer(res, 401, signInForm('That is not the user name and password.'))
        return
      }
      const { redirect_uri: redirectUri, code_challenge: codeChallenge, state } = request
      const authTime = Math.floor(Date.now() / 1000)
      const code = codes.issue({ person, authTime, redirectUri, codeChallenge })
      const back = new URL(redirectUri)
      back.search = new URLSearchParams({ code, state }).toString()
      res.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      res.redirect(303, back.href)
    },
  )
  return router
}
