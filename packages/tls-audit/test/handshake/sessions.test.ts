import { constants } from 'node:crypto'
import { createSecureServer as createHttp2 } from 'node:http2'
import { createServer } from 'node:https'
import { describe, expect, it } from 'vitest'
import { shakeHands } from '../../src/handshake/shake-hands.js'
import { listen, pace, pem, routeTo } from '../servers.js'
import { ec, shaken } from './shaken.js'

describe('sessions', () => {
  it.each(['tls', 'https'] as const)('are taken up again by default: %s', async (protocol) => {
    const server = createServer(pem(ec), (_, response) => response.end())
    const port = await listen(server)
    const { resumption } = await shakeHands(routeTo(port, { protocol }), { pace: pace() })
    expect(resumption).toEqual({
      tls12: true,
      tls13: true,
      tickets: true,
      ticketLifetime: 7200,
      versions: [
        { version: 'TLSv1.2', ticket: true, lifetime: 7200 },
        { version: 'TLSv1.3', ticket: true, lifetime: 7200 },
      ],
    })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'are taken up again by a server of HTTP/2 alone: %s',
    async (version) => {
      const server = createHttp2({ ...pem(ec), minVersion: version, maxVersion: version })
      const port = await listen(server)
      const { resumption, hsts } = await shakeHands(routeTo(port, { protocol: 'https' }), {
        pace: pace(),
      })
      expect(resumption.versions).toEqual([{ version, ticket: true, lifetime: 7200 }])
      expect(hsts?.reason).toBe('The server speaks HTTP/2 alone.')
    },
  )

  it('are not taken up again without tickets', async () => {
    const { resumption } = await shaken({ secureOptions: constants.SSL_OP_NO_TICKET })
    expect(resumption).toMatchObject({ tls12: false, tls13: false })
  })

  it('have no tickets, where TLS 1.2 is spoken without them', async () => {
    const options = { secureOptions: constants.SSL_OP_NO_TICKET, maxVersion: 'TLSv1.2' } as const
    const { resumption } = await shaken(options)
    expect(resumption).toEqual({
      tls12: false,
      tls13: undefined,
      tickets: false,
      ticketLifetime: undefined,
      versions: [{ version: 'TLSv1.2', ticket: false, lifetime: undefined }],
    })
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('may last for two days: %s', async (version) => {
    const options = { sessionTimeout: 172_800, minVersion: version, maxVersion: version }
    expect((await shaken(options)).resumption.ticketLifetime).toBe(172_800)
  })
})
