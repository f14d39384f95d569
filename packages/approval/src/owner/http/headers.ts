import type { Settings } from '../../settings.js'

type Headers = Readonly<Record<string, string>>

/** Of the page: what it loads is its own, it is framed by nobody, and texts never become markup. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'self'",
  "require-trusted-types-for 'script'",
  // Browsers want one to register the service worker; the page makes it before all else, and for that alone.
  'trusted-types countersign-worker',
].join('; ')

/** Of everything else: opened on its own, it does nothing. */
const BARE_POLICY = "default-src 'none'; frame-ancestors 'none'"

const PERMISSIONS = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  ...['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi'].map(
    (feature) => `${feature}=()`,
  ),
].join(', ')

/** Headers of the page's own files. */
export function pageHeaders(settings: Settings): Headers {
  return { ...commonHeaders(settings), 'Content-Security-Policy': PAGE_POLICY }
}

/** Headers of answers that are no part of the page: data, images that clients have registered. */
export function bareHeaders(settings: Settings): Headers {
  return { ...commonHeaders(settings), 'Content-Security-Policy': BARE_POLICY }
}

function commonHeaders({ origin }: Settings): Headers {
  return {
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Permissions-Policy': PERMISSIONS,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Who may tell of other hosts of the domain is not for this one to say.
    ...(origin.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  }
}
