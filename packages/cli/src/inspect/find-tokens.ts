/** A text that is a token, or in the place of one. */
export interface Found {
  readonly text: string
  /** Where it was: `argument`, `Authorization: Bearer`, `DPoP`, `access_token` … */
  readonly source: string
}

/** How many tokens of one text are looked at. */
export const MOST = 20

/** Names of members and parameters whose value is a token. */
const NAMES = [
  'access_token',
  'id_token',
  'id_token_hint',
  'refresh_token',
  'logout_token',
  'client_assertion',
  'subject_token',
  'actor_token',
  'request',
  'token',
].join('|')

interface Place {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray) => Found | undefined
}

// Each pattern begins with a fixed word, and what follows cannot match it again: a megabyte of anything is
// read once or twice, never once for each of its characters.
const PLACES: readonly Place[] = [
  {
    pattern: /(?<![\w-])authorization["']?\s*:\s*["']?(bearer|dpop)\s+([\w\-.~+/]+=*)/gi,
    read: ([, scheme = '', text = '']) => ({
      text,
      source: `Authorization: ${scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer'}`,
    }),
  },
  {
    pattern: /(?<![\w-])dpop["']?\s*:\s*["']?([\w\-.=+/]+)/gi,
    read: ([, text = '']) => (text.includes('.') ? { text, source: 'DPoP' } : undefined),
  },
  {
    pattern: new RegExp(`"(${NAMES})"\\s*:\\s*"([^"\\\\]+)"`, 'g'),
    read: ([, source = '', text = '']) => (isToken(text) ? { text, source } : undefined),
  },
  {
    pattern: new RegExp(`(?<![\\w-])(${NAMES})=([^&\\s"'#;,]+)`, 'g'),
    read: ([, source = '', raw = '']) => {
      const text = decoded(raw)
      return isToken(text) ? { text, source } : undefined
    },
  },
  {
    pattern: /(?<![\w\-.~=+/%])eyJ[\w-]{4,}(?:\.[\w-]*){2,4}(?:~[\w\-~.]*)?/g,
    read: ([text]) => ({ text, source: 'text' }),
  },
]

/**
 * Finds every token in a text: one that is nothing else, or an HTTP request, an answer, what curl has
 * printed, JSON, a form. At most so many; of the same one, the first place counts.
 */
export function findTokens(input: string, source: string, most: number = MOST): readonly Found[] {
  const text = input.trim()
  const whole = wholeToken(text)
  if (whole !== undefined) return [{ text: whole, source }]
  const found = new Map<string, Found & { readonly at: number }>()
  for (const { pattern, read } of PLACES) {
    for (const match of text.matchAll(pattern)) {
      const one = read(match)
      if (one === undefined || found.has(one.text)) continue
      found.set(one.text, { ...one, at: match.index })
      if (found.size >= most) break
    }
  }
  return [...found.values()]
    .toSorted((one, other) => one.at - other.at)
    .slice(0, most)
    .map(({ text: token, source: place }) => ({ text: token, source: place }))
}

/** What is all of the input, a scheme in front of it left out. */
function wholeToken(text: string): string | undefined {
  const bare = text.replace(/^(?:bearer|dpop)\s+/i, '')
  if (bare === '') return undefined
  if (isBroken(bare)) return bare.replaceAll(/\s+/g, '')
  if (/\s/.test(bare) || /^[{["<]/.test(bare) || /^[a-z]+:\/\//i.test(bare)) return undefined
  if (new RegExp(`(?:^|[?&])(?:${NAMES})=`).test(bare)) return undefined
  return isToken(bare) || looksSigned(bare) ? bare : undefined
}

/** One token in several lines: a terminal breaks it so, and what is copied from it has them. */
function isBroken(text: string): boolean {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  if (!text.startsWith('eyJ') || lines.some((line) => !/^[\w\-.~=+/]+$/.test(line))) return false
  // Or each line is one.
  return lines.slice(1).every((line) => !/^eyJ[\w-]*\.[\w-]*\./.test(line))
}

/** Whether a text may be a credential at all: characters of RFC 6750 §2.1, and some length. */
function isToken(text: string): boolean {
  return text.length >= 16 && /^[\w\-.~+/]+=*$/.test(text)
}

function looksSigned(text: string): boolean {
  return text.split('.', 6).length === 3 || text.startsWith('eyJ')
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}
