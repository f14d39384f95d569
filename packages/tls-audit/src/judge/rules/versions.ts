import type { TlsVersion } from '../../tls-version.js'
import type { Evidence } from '../evidence.js'
import type { Rule } from '../rule.js'
import { isSpoken, surveysOfSpoken } from '../spoken.js'
import { conjunction, versionName } from '../words.js'
import { TLS13, VERSIONS } from './settings.js'

const spoken =
  (...versions: readonly TlsVersion[]): Rule['look'] =>
  (evidence) => {
    const names = versions.filter((version) => isSpoken(version, evidence)).map(versionName)
    if (names.length === 0) return undefined
    return `${conjunction(names)} ${names.length === 1 ? 'is' : 'are'} spoken.`
  }

/** By its own answer, and not because nothing came. */
function isRefused(version: TlsVersion, { survey }: Evidence): boolean {
  const found = survey.versions.find((one) => one.version === version)
  return found?.forwardSecret === 'refused' && found.notForwardSecret === 'refused'
}

export const VERSION_RULES: readonly Rule[] = [
  {
    id: 'sslv3',
    severity: 'high',
    title: 'SSL 3.0 is spoken, which RFC 7568 forbids',
    look: spoken('SSLv3'),
    mend: VERSIONS,
  },
  {
    id: 'old-version',
    severity: 'medium',
    title: 'Old versions are spoken, which RFC 8996 forbids',
    look: spoken('TLSv1', 'TLSv1.1'),
    mend: VERSIONS,
  },
  {
    // What a server does that has a version, and no signature or suite for it.
    id: 'version-not-refused',
    severity: 'low',
    title: 'Old versions fail, and are not refused',
    look(evidence) {
      if (!isSpoken('TLSv1.2', evidence) && !isSpoken('TLSv1.3', evidence)) return undefined
      const lines = evidence.survey.versions
        .filter(({ version, forwardSecret, reason = '' }) => {
          const isOld = version !== 'TLSv1.2' && version !== 'TLSv1.3'
          return isOld && forwardSecret === 'inconclusive' && /\balert \d/.test(reason)
        })
        .map(({ version, reason }) => `${versionName(version)}: ${reason}`)
      return lines.length > 0 ? lines.join(' ') : undefined
    },
    mend: VERSIONS,
  },
  {
    id: 'no-tls13',
    severity: 'low',
    title: 'TLS 1.3 is not spoken',
    look: (evidence) =>
      surveysOfSpoken(evidence).length > 0 &&
      isRefused('TLSv1.3', evidence) &&
      !isSpoken('TLSv1.3', evidence)
        ? 'A hello of TLS 1.3 was refused, and one of an earlier version accepted.'
        : undefined,
    mend: TLS13,
  },
  {
    id: 'no-extended-master-secret',
    severity: 'low',
    title: 'The extended master secret is not supported (RFC 7627)',
    look(evidence) {
      const names = surveysOfSpoken(evidence)
        .filter(({ extendedMasterSecret }) => extendedMasterSecret === false)
        .map(({ version }) => versionName(version))
      return names.length > 0
        ? `${conjunction(names)} answered without it to a hello that offered it.`
        : undefined
    },
    mend: {
      node: '// Node supports it, unless secureOptions turn it off',
      nginx: '# OpenSSL 1.1.0 or later supports it',
    },
  },
]
