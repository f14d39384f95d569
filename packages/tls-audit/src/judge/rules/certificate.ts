import type { CertificateFindings } from '../../handshake/handshakes.js'
import type { Evidence } from '../evidence.js'
import type { Rule } from '../rule.js'
import { counted, listOf, shortened } from '../words.js'
import { CERTIFICATE } from './settings.js'

const DAY = 86_400_000
const SOON = 14 * DAY

// Codes that have a rule of their own.
const EXPIRED = 'CERT_HAS_EXPIRED'
const NOT_YET_VALID = 'CERT_NOT_YET_VALID'
const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT'
const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID'
const OTHER_RULES = new Set([EXPIRED, NOT_YET_VALID, SELF_SIGNED, WRONG_NAME])

/** Bits of a key, by its type. */
const SMALLEST_KEY: Readonly<Record<string, number>> = { rsa: 2048, 'rsa-pss': 2048, ec: 224 }

/** A rule looks only where there is a certificate. */
const ofCertificate =
  (look: (certificate: CertificateFindings, evidence: Evidence) => string | undefined) =>
  (evidence: Evidence): string | undefined =>
    evidence.handshakes.certificate && look(evidence.handshakes.certificate, evidence)

const day = (date: Date): string => date.toISOString().slice(0, 10)

export const CERTIFICATE_RULES: readonly Rule[] = [
  {
    id: 'certificate-expired',
    severity: 'high',
    title: 'The certificate has expired',
    blocks: true,
    look: ofCertificate(({ validTo, chainError }, { now }) => {
      if (validTo.getTime() < now) return `It was valid until ${day(validTo)}.`
      return chainError === EXPIRED ? 'One of the chain has expired.' : undefined
    }),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-not-yet-valid',
    severity: 'high',
    title: 'The certificate is not valid yet',
    blocks: true,
    look: ofCertificate(({ validFrom, chainError }, { now }) => {
      if (validFrom.getTime() > now) return `It is valid from ${day(validFrom)}.`
      return chainError === NOT_YET_VALID ? 'One of the chain is not valid yet.' : undefined
    }),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-expires-soon',
    severity: 'medium',
    title: 'The certificate expires within two weeks',
    look: ofCertificate(({ validTo }, { now }) => {
      const left = validTo.getTime() - now
      if (left < 0 || left >= SOON) return undefined
      return `It is valid until ${day(validTo)}, ${counted(Math.floor(left / DAY), 'day')} from now.`
    }),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-wrong-name',
    severity: 'high',
    title: 'The certificate is of another name',
    blocks: true,
    look: ofCertificate(({ nameMatches, names, subject }, { endpoint }) => {
      if (nameMatches) return undefined
      const asked = endpoint.servername ?? endpoint.host
      const own = (names.length > 0 ? names : [subject]).map((name) => shortened(name))
      return `${asked} was asked for, and it is of ${listOf(own)}.`
    }),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-self-signed',
    severity: 'high',
    title: 'The certificate is signed by itself, and not trusted',
    blocks: true,
    look: ofCertificate(({ chainError, subject }) =>
      chainError === SELF_SIGNED ? `Node says ${SELF_SIGNED} of ${shortened(subject)}.` : undefined,
    ),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-untrusted',
    severity: 'high',
    title: 'The certificate is not trusted',
    blocks: true,
    look: ofCertificate(({ chainError, chainLength, issuer }) => {
      if (chainError === undefined || OTHER_RULES.has(chainError)) return undefined
      const sent = `${counted(chainLength, 'certificate')} sent`
      return `Node says ${chainError}: ${sent}, the first issued by ${shortened(issuer)}.`
    }),
    mend: CERTIFICATE,
  },
  {
    id: 'certificate-weak-key',
    severity: 'medium',
    title: 'The key of the certificate is too small',
    look: ofCertificate(({ keyType, keyBits }) => {
      const least = SMALLEST_KEY[keyType]
      if (least === undefined || keyBits === undefined || keyBits >= least) return undefined
      return `It is ${keyType} of ${keyBits} bits; ${least} is the least.`
    }),
    mend: CERTIFICATE,
  },
]
