/** What is served, below the path of the issuer. Whatever else the library knows stays out of reach. */
export type EndpointName = 'discovery' | 'jwks' | 'token' | 'backchannel' | 'revocation'

export const PATHS: Readonly<Record<EndpointName, string>> = {
  discovery: '/.well-known/openid-configuration',
  jwks: '/jwks',
  token: '/token',
  backchannel: '/backchannel',
  revocation: '/token/revocation',
}

const NAMES = new Map(
  Object.entries(PATHS).map(([name, path]) => [path, name as EndpointName] as const),
)

export function endpointAt(path: string): EndpointName | undefined {
  return NAMES.get(path)
}

export function methodsOf(endpoint: EndpointName): readonly string[] {
  return endpoint === 'discovery' || endpoint === 'jwks' ? ['GET', 'HEAD'] : ['POST']
}

export interface Issuer {
  readonly origin: string
  readonly basePath: string
}

export function urlOf({ origin, basePath }: Issuer, endpoint: EndpointName): string {
  return `${origin}${basePath}${PATHS[endpoint]}`
}
