/** Browsers pretend to be each other: the first that fits is the one. */
const BROWSERS: readonly (readonly [mark: string, family: string])[] = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge'],
  ['EdgiOS/', 'Edge'],
  ['Edge/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Opera/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Vivaldi/', 'Vivaldi'],
  ['YaBrowser/', 'Yandex'],
  ['DuckDuckGo/', 'DuckDuckGo'],
  ['Electron/', 'Electron'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['HeadlessChrome/', 'Headless Chrome'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['CFNetwork/', 'CFNetwork'],
  ['PowerShell/', 'PowerShell'],
]

/** Programs that name themselves first, and what they are called here where that is another name. */
const PROGRAMS = [
  'aiohttp Apache-HttpClient axios Bun curl Dalvik Dart Deno Faraday Go-http-client got GuzzleHttp HTTPie',
  'hyper insomnia Java Java-http-client k6 ky libcurl=curl libwww-perl node node-fetch okhttp',
  'node-superagent=superagent PostmanRuntime=Postman Python=aiohttp python-httpx python-requests',
  'Python-urllib reqwest RestSharp Ruby superagent Symfony undici Wget',
].flatMap((line) => line.split(' '))

const FAMILIES: ReadonlyMap<string, string> = new Map(
  PROGRAMS.map((program) => {
    const [product = '', family = product] = program.split('=')
    return [product.toLowerCase(), family]
  }),
)

const OTHER = 'other'
const LONGEST = 512

/**
 * The family of a user agent, out of a table: what clients say of themselves is free text, and may hold
 * anything, secrets too. `null`: it said nothing.
 */
export function agentFamily(userAgent: unknown): string | null {
  if (typeof userAgent !== 'string' || userAgent === '') return null
  const text = userAgent.slice(0, LONGEST)
  const product = /^[\w.-]{1,40}/.exec(text)?.[0].toLowerCase() ?? ''
  const program = FAMILIES.get(product)
  if (program !== undefined) return program
  return BROWSERS.find(([mark]) => text.includes(mark))?.[1] ?? OTHER
}
