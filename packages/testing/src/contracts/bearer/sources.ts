import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidRequest, expectNoCredentials } from '../expect.js'
import { formPost, withBody } from '../requests.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'

const form: ServerSetup = { key: 'form', options: { sources: { body: true } } }
const formAndQuery: ServerSetup = {
  key: 'form+query',
  options: { sources: { body: true, query: true } },
}

/** RFC 6750 §2.1 and §2.2: the header, and the form body where it is switched on. */
export const sourceCases: readonly ContractCase[] = [
  {
    ids: ['BRR-01'],
    title: 'takes the token from the Authorization header',
    async run(world) {
      const server = await world.server()
      const body = expectAccepted(await server.get('/r', await world.idp.token()))
      assert.equal(body.subject, 'u1')
      assert.equal(body.clientId, 'c1')
      assert.equal(body.issuer, world.idp.issuer)
      assert.deepEqual(body.scopes, ['read'])
    },
  },
  {
    ids: ['BRR-04'],
    title: 'takes the token from a form body only where that is switched on',
    async run(world) {
      const request = formPost(`access_token=${await world.idp.token()}`)
      expectAccepted(await (await world.server(form)).request(request))
      expectNoCredentials(await (await world.server()).request(request))
    },
  },
  {
    ids: ['BRR-05'],
    title: 'never takes a form token on GET or HEAD',
    async run(world) {
      const server = await world.server(form)
      const body = `access_token=${await world.idp.token()}`
      await eachVariant(['GET', 'HEAD'], async (method) => {
        expectNoCredentials(await server.request(formPost(body, { method })))
      })
    },
  },
  {
    ids: ['BRR-06'],
    title: 'takes a body token of no other media type',
    async run(world) {
      const server = await world.server(form)
      const token = await world.idp.token()
      const field = 'Content-Disposition: form-data; name="access_token"'
      const bodies = [
        ['application/json', JSON.stringify({ access_token: token })],
        ['multipart/form-data; boundary=b', `--b\r\n${field}\r\n\r\n${token}\r\n--b--\r\n`],
        ['text/plain', `access_token=${token}`],
      ] as const
      await eachVariant(bodies, async ([contentType, body]) => {
        const answer = await server.request(withBody(contentType, body, { method: 'POST' }))
        // A framework without a parser for a media type may say so before we are asked.
        if (contentType.startsWith('application/') || answer.status !== 415) {
          expectNoCredentials(answer)
        }
      })
    },
  },
  {
    ids: ['BRR-07'],
    title: 'compares the media type without regard to case and parameters',
    async run(world) {
      const server = await world.server(form)
      const contentTypes = [
        'Application/X-WWW-Form-Urlencoded; charset=UTF-8',
        'application/x-www-form-urlencoded;charset=utf-8',
        'APPLICATION/X-WWW-FORM-URLENCODED',
      ]
      await eachVariant(contentTypes, async (contentType) => {
        const body = `access_token=${await world.idp.token()}`
        expectAccepted(await server.request(withBody(contentType, body, { method: 'POST' })))
      })
    },
  },
  {
    ids: ['BRR-08'],
    title: 'refuses a repeated access_token parameter',
    async run(world) {
      const server = await world.server(formAndQuery)
      const twice = `access_token=${await world.idp.token()}`.concat(
        `&access_token=${await world.idp.token()}`,
      )
      expectInvalidRequest(await server.request(formPost(twice)))
      expectInvalidRequest(await server.get(`/r?${twice}`))
      expectInvalidRequest(await server.get('/r?access_token=&access_token='))
    },
  },
  {
    ids: ['BRR-09'],
    title: 'refuses more than one method, even with the same token',
    async run(world) {
      const server = await world.server(formAndQuery)
      const token = await world.idp.token()
      const parameter = `access_token=${token}`
      const path = `/r?${parameter}`
      const requests = [
        formPost(parameter, { token }),
        { path, token },
        formPost(parameter, { path }),
        formPost(parameter, { path, token }),
      ]
      await eachVariant(
        requests,
        async (request) => expectInvalidRequest(await server.request(request)),
        ({ method = 'GET', token: header, path: url }) =>
          `${method}${header ? ' header' : ''}${url ? ' query' : ''}`,
      )
    },
  },
  {
    ids: ['BRR-13'],
    title: 'counts a switched-off parameter beside a header token as a second method',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token()
      expectInvalidRequest(await server.get('/r?access_token=zzz', token))
      expectInvalidRequest(await server.get('/r?access_token=', token))
      expectInvalidRequest(await server.request(formPost('access_token=zzz', { token })))
      // In JSON the name is the application's own.
      const json = withBody('application/json', '{"access_token":"zzz"}', { method: 'POST', token })
      expectAccepted(await server.request(json))
    },
  },
]
