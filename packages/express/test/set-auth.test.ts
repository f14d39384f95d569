import { IncomingMessage } from 'node:http'
import type { Authentication } from '@countersign/core'
import { keepContext } from '@countersign/core/adapter'
import type { Request, RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { authenticate } from '../src/index.js'
import { setAuth } from '../src/set-auth.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'
import { versions } from './versions.js'

const { provider, verifier } = await startProvider()

type WithAuth = Request & { auth?: { readonly subject?: string } }

const tell: RequestHandler = (req: WithAuth, res) => {
  res.json({ subject: req.auth?.subject, isOwn: Object.hasOwn(req, 'auth') })
}

const forge: RequestHandler = (req: WithAuth, _res, next) => {
  req.auth = { subject: 'mallory' }
  next()
}

async function ask(app: Parameters<typeof serve>[0], path = ''): Promise<unknown> {
  const headers = bearer(await provider.token())
  return (await fetch(`${await serve(app)}${path}`, { headers })).json()
}

describe.each(versions)('req.auth on $name', ({ express }) => {
  it('is inherited, and nothing of the request itself', async () => {
    const app = express().use(authenticate(verifier), tell)
    expect(await ask(app)).toEqual({ subject: 'u1', isOwn: false })
    // Only those of Express.
    expect('auth' in IncomingMessage.prototype).toBe(false)
  })

  it('is there behind an application that was mounted in another one', async () => {
    const inner = express().use(authenticate(verifier))
    expect(await ask(express().use(inner, tell))).toEqual({ subject: 'u1', isOwn: false })
  })

  it('is there within an application that was mounted in another one', async () => {
    const outer = express().use(authenticate(verifier), express().use(tell))
    expect(await ask(outer)).toEqual({ subject: 'u1', isOwn: false })
  })

  it('is nothing where nobody has authenticated the request', async () => {
    const app = express().get('/open', tell).use(authenticate(verifier), tell)
    expect(await ask(app)).toMatchObject({ subject: 'u1' })
    expect(await ask(app, '/open')).toEqual({ isOwn: false })
  })

  it('is what somebody sets after it, and for this request only', async () => {
    const app = express()
    app.use(authenticate(verifier))
    app.get('/changed', (req: WithAuth, _res, next) => {
      req.auth = { subject: 'changed' }
      next()
    })
    app.use(tell)
    expect(await ask(app, '/changed')).toEqual({ subject: 'changed', isOwn: true })
    expect(await ask(app)).toEqual({ subject: 'u1', isOwn: false })
  })

  it('is never what somebody has set before it', async () => {
    expect(await ask(express().use(forge, authenticate(verifier), tell))).toMatchObject({
      subject: 'u1',
    })
  })

  it('is never what somebody has set before it, not even nobody', async () => {
    const app = express().use(forge, authenticate(verifier, { optional: true }), tell)
    expect(await (await fetch(await serve(app))).json()).toEqual({ isOwn: true })
  })
})

describe('where setAuth puts it', () => {
  const auth = { subject: 'u1' } as Authentication<unknown>

  function requestOf(prototype: object): object {
    const app = { request: {} }
    app.request = Object.create(prototype, { app: { value: app } }) as object
    const req = Object.assign(Object.create(app.request) as object, { rawHeaders: ['Host', 'a'] })
    const context = { verifier, request: {} as never, auth, refusal: undefined }
    keepContext(req, { ...context, responseHeaders: {} })
    return req
  }

  it.each<[what: string, prototype: () => object]>([
    [
      'may not be added to',
      () => Object.freeze(Object.create(IncomingMessage.prototype) as object),
    ],
    ['is of Node', () => IncomingMessage.prototype],
    ['is of nobody who knows Node', () => ({})],
    [
      'has another `auth`',
      () => Object.assign(Object.create(IncomingMessage.prototype) as object, { auth: 'other' }),
    ],
  ])('is a property where what requests inherit from %s', (_what, prototype) => {
    const inherited = prototype()
    const req = requestOf(inherited)
    const before = Object.getOwnPropertyDescriptors(inherited)
    setAuth(req, auth)
    expect(Object.entries(req)).toContainEqual(['auth', auth])
    expect(Object.getOwnPropertyDescriptors(inherited)).toEqual(before)
  })

  it('is inherited where they inherit from something of their own', () => {
    const req = requestOf(Object.create(IncomingMessage.prototype) as object)
    setAuth(req, auth)
    expect(Object.hasOwn(req, 'auth')).toBe(false)
    expect(req).toHaveProperty('auth', auth)
  })
})
