import { CommandError } from '../command-error.js'
import { EXIT } from '../exit-code.js'
import type { Io } from '../io.js'
import { readUrl } from '../http/own-url.js'
import { safeText } from '../terminal/safe-text.js'
import { checkProvider, type ProviderReport } from './check-provider.js'
import { checkResource, type ResourceReport } from './check-resource.js'
import { passed, unchecked, wrong, type Finding, type Section } from './finding.js'
import { stringsOf } from './members.js'
import { namedBy, type Named } from './places.js'
import { quoted } from './quoted.js'
import { createReach, type Reach } from './reach.js'

/** What is to be checked. One of the first two at least. */
export interface Wanted {
  /** An issuer, a resource, or the place of a document of either. */
  readonly url: string | undefined
  readonly resource: string | undefined
  /** Whether hosts are asked that only documents name. */
  readonly follow: boolean
}

type Asking = Pick<Io, 'signal' | 'now'>

/** The most authorization servers of a resource that are asked. */
const MAX_SERVERS = 5

/** Checks everything that is wanted. Throws a CommandError where nobody answers. */
export async function checkAll(wanted: Wanted, io: Asking): Promise<readonly Section[]> {
  const [named, resource] = [namedUrl(wanted.url), namedUrl(wanted.resource)]
  const urls = [wanted.url, wanted.resource].filter((one) => one !== undefined)
  const reach = createReach(
    urls.map((one) => new URL(one)),
    wanted.follow,
  )
  if (named && !resource) return checkOne(named, reach, io)
  const provider = named && answered(await checkProvider(named, reach, io))
  const found = resource && answered(await checkResource(resource, reach, io))
  const linked = provider && found ? [link(provider, found)] : []
  const others = found ? await checkServers(found, provider, reach, io) : []
  return [...(provider ? [provider] : []), ...(found ? [found] : []), ...linked, ...others]
}

/** It may be either; who knows is the server. */
async function checkOne(named: Named, reach: Reach, io: Asking): Promise<readonly Section[]> {
  if (named.kind === 'provider') return [answered(await checkProvider(named, reach, io))]
  const provider = named.kind === undefined ? await checkProvider(named, reach, io) : undefined
  if (provider?.state === 'silent') answered(provider)
  if (provider?.state === 'found') return [provider]
  const resource = answered(await checkResource(named, reach, io))
  if (resource.state === 'absent' && provider) {
    return provider.state === 'broken' ? [provider] : [provider, resource]
  }
  return [resource, ...(await checkServers(resource, undefined, reach, io))]
}

async function checkServers(
  { servers }: ResourceReport,
  known: ProviderReport | undefined,
  reach: Reach,
  io: Asking,
): Promise<readonly Section[]> {
  const sections: Section[] = []
  for (const server of servers.slice(0, MAX_SERVERS)) {
    if (server === known?.url) continue
    const url = reach.resolve(server)
    if (typeof url === 'string') {
      const finding = unchecked('document', `It ${url}.`, 'RFC 9728 §2')
      sections.push({ title: 'Authorization server', url: server, findings: [finding] })
      continue
    }
    const { problem, ...report } = await checkProvider(namedBy(server), reach, io)
    const silent = wrong('document', `It does not answer: ${problem}.`, 'RFC 8414 §3')
    sections.push(problem === undefined ? report : { ...report, findings: [silent] })
  }
  return sections
}

/** Whether each says that it knows the other. */
function link(
  { url, members }: ProviderReport,
  { url: resource, servers }: ResourceReport,
): Section {
  const issuer = typeof members?.['issuer'] === 'string' ? members['issuer'] : url
  const findings: Finding[] = [
    servers.includes(issuer)
      ? passed('authorization servers', 'The resource names this one.', 'RFC 9728 §2')
      : wrong(
          'authorization servers',
          `The resource does not name ${quoted(issuer)}.`,
          'RFC 9728 §2',
        ),
  ]
  const resources = members ? stringsOf(members, 'protected_resources') : []
  if (resources.length > 0 && !resources.includes(resource)) {
    const text = 'The server lists its resources, and not this one.'
    findings.push(wrong('protected resources', text, 'RFC 9728 §4'))
  }
  return { title: 'Both together', url: resource, findings }
}

function namedUrl(text: string | undefined): Named | undefined {
  if (text === undefined) return undefined
  const url = readUrl(text)
  if (typeof url === 'string') {
    throw new CommandError(`${safeText(shown(text))} ${url}`, {
      hint: 'Name an issuer, such as https://id.example.com.',
    })
  }
  return namedBy(text)
}

const LONGEST = 120

/** Without what may be a password: all that stands in front of an @. */
function shown(text: string): string {
  const open = text.replace(/\/\/.*@/s, '//(not shown)@')
  return open.length > LONGEST ? `${open.slice(0, LONGEST)}…` : open
}

function answered<Report extends ProviderReport | ResourceReport>(report: Report): Report {
  if (report.state !== 'silent') return report
  throw new CommandError(safeText(`${report.url} does not answer: ${report.problem}`), {
    exitCode: EXIT.undecided,
  })
}
