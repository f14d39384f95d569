import { expect, it } from 'vitest'
import { agentFamily } from '../../src/intake/agent.js'

const MOZILLA = 'Mozilla/5.0 (X11; Linux x86_64)'
const KHTML = `${MOZILLA} AppleWebKit/537.36 (KHTML, like Gecko)`

it.each([
  [`${MOZILLA} Gecko/20100101 Firefox/145.0`, 'Firefox'],
  [`${KHTML} Chrome/142.0.0.0 Safari/537.36`, 'Chrome'],
  [`${KHTML} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, 'Edge'],
  [`${KHTML} Chrome/142.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera'],
  [`${KHTML} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, 'Samsung Internet'],
  [`${KHTML} HeadlessChrome/142.0.0.0 Safari/537.36`, 'Headless Chrome'],
  [`${KHTML} Version/18.1 Safari/605.1.15`, 'Safari'],
  [`${KHTML} CriOS/142.0 Mobile/15E148 Safari/604.1`, 'Chrome'],
  ['Bank/7.1 CFNetwork/1568.200.51 Darwin/24.1.0', 'CFNetwork'],
  ['curl/8.5.0', 'curl'],
  ['CURL/8.5.0', 'curl'],
  ['okhttp/4.12.0', 'okhttp'],
  ['node', 'node'],
  ['undici', 'undici'],
  ['python-requests/2.32.3', 'python-requests'],
  ['Python/3.12 aiohttp/3.10.5', 'aiohttp'],
  ['Go-http-client/2.0', 'Go-http-client'],
  ['PostmanRuntime/7.43.0', 'Postman'],
  ['axios/1.7.9', 'axios'],
  ['ky', 'ky'],
])('%s is %s', (userAgent, family) => {
  expect(agentFamily(userAgent)).toBe(family)
})

it.each([
  'hunter2',
  'correct-horse-battery-staple',
  'curl8.5 secret',
  'x'.repeat(1_000_000),
  `${' '.repeat(600)}Firefox/145.0`,
  '__proto__',
  'constructor/1.0',
  'Bearer eyJhbGciOiJFUzI1NiJ9',
  '\0\uD800',
])('says nothing of what it does not know: %j', (userAgent) => {
  expect(agentFamily(userAgent)).toBe('other')
})

it.each([undefined, null, '', 7, {}])('is not known of %j', (userAgent) => {
  expect(agentFamily(userAgent)).toBeNull()
})
