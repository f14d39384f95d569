import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createVerifier,
  memoryRevocationList,
  scopes,
  type MemoryRevocationList,
  type Verifier,
  type VerifierOptions,
} from '@countersign/core'
import { authenticate, authorize, requireScopes } from '@countersign/express'
import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { SpanKind, type Tracer } from '@opentelemetry/api'
import express from 'express'
import { startTelemetry, type TelemetryOptions } from '../../src/index.js'
import { type Collected, collecting } from './collected.js'

export const AUDIENCE = 'https://rs.example'

/** An identity provider, an Express API on loopback, and the telemetry of both. */
export interface World extends Collected {
  readonly clock: TestClock
  readonly provider: TestIdentityProvider
  readonly verifier: Verifier
  readonly revocations: MemoryRevocationList
  readonly url: string
  readonly stop: () => void
  /** Sends a request, and reads its answer to the end. */
  send(path: string, headers?: Record<string, string>, method?: string): Promise<Response>
  /** The same with a token of the provider, or another. */
  call(path?: string, token?: string): Promise<Response>
}

/** What may be different in a world. */
export interface WorldOptions {
  readonly telemetry?: TelemetryOptions
  readonly verifier?: Partial<VerifierOptions<undefined>>
  /** Makes a span of each request, as an instrumentation of HTTP does. */
  readonly tracer?: Tracer
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createTestClock()
  const provider = await createTestIdentityProvider({
    clock,
    audience: AUDIENCE,
    algorithms: ['ES256'],
  })
  const revocations = memoryRevocationList({ clock })
  const verifier = createVerifier({
    issuer: provider.issuer,
    audience: AUDIENCE,
    clock,
    revocation: revocations,
    // As clients see it, so that proofs can name it.
    publicUrl: AUDIENCE,
    ...options.verifier,
  })
  const collected = collecting()
  const { meterProvider } = collected
  const telemetry = startTelemetry({ meterProvider, ...options.telemetry })
  const server = await listen(appOf(verifier, options.tracer))

  const send: World['send'] = async (path, headers = {}, method = 'GET') => {
    const ended = server.nextEnd()
    const response = await fetch(server.url + path, { headers, method })
    await response.text()
    await ended
    return response
  }
  return {
    ...collected,
    clock,
    provider,
    verifier,
    revocations,
    url: server.url,
    stop: () => telemetry.stop(),
    send,
    async call(path = '/orders', token) {
      return send(path, { Authorization: `Bearer ${token ?? (await provider.token())}` })
    },
    async close() {
      telemetry.stop()
      verifier.close()
      await server.close()
      await provider.close()
      await collected.close()
    },
  }
}

function appOf(verifier: Verifier, tracer: Tracer | undefined): RequestListener {
  const app = express()
  if (tracer) {
    app.use((_req, res, next) => {
      tracer.startActiveSpan('GET', { kind: SpanKind.SERVER }, (span) => {
        res.once('close', () => span.end())
        next()
      })
    })
  }
  app.use(authenticate(verifier))
  app.get('/orders', requireScopes('read'), (_req, res) => void res.json('orders'))
  app.get('/orders/:id', (_req, res) => void res.json('order'))
  app.get('/admin', authorize(scopes('admin')), (_req, res) => void res.json('admin'))
  app.get('/broken', () => {
    throw new Error('broken')
  })
  app.use('/any', (_req, res) => void res.json('any'))
  return app
}

interface Listening {
  readonly url: string
  /** Comes back once the next answer has ended, and everybody was told. */
  nextEnd(): Promise<void>
  readonly close: () => Promise<void>
}

async function listen(app: RequestListener): Promise<Listening> {
  const server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    nextEnd: () =>
      new Promise((resolve) => {
        server.once('request', (_req, res) => {
          // Behind all that the application has it do.
          res.once('close', () => setImmediate(resolve))
        })
      }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
