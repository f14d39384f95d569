/** Characters. No provider needs more; what is longer is not read, and counts as stale. */
const MAX_LENGTH = 1024
/** What a number of seconds that is too large stands for (RFC 9111 §1.2.2). */
const MAX_SECONDS = 2 ** 31

// RFC 9111 §5.2, RFC 9110 §5.6: one directive, or none, and the comma behind it. No two neighbours
// can match the same character, so that nothing is tried twice.
const DIRECTIVE =
  /[\t ]*(?:([!#$%&'*+.^_`|~\w-]+)(?:=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)"))?[\t ]*)?(?:,|$)/y

/**
 * Seconds for which an answer may still be kept (RFC 9111 §4.2); `undefined`: it does not say.
 * A whole number from 0 to 2^31. What cannot be understood counts as stale: 0.
 */
export function freshnessLifetime(headers: Headers): number | undefined {
  const lifetime = maxAge(headers.get('cache-control')) ?? untilExpiry(headers)
  return lifetime === undefined ? undefined : Math.max(0, lifetime - age(headers.get('age')))
}

/**
 * What Cache-Control says to a private cache, to which `s-maxage` and `private` mean nothing.
 * An answer that must not be kept, or not without asking again, is stale at once.
 */
function maxAge(value: string | null): number | undefined {
  if (value === null) return undefined
  if (value.length > MAX_LENGTH) return 0
  let smallest: number | undefined
  DIRECTIVE.lastIndex = 0
  while (DIRECTIVE.lastIndex < value.length) {
    const directive = DIRECTIVE.exec(value)
    if (!directive) return 0
    const [, name = '', token, quoted] = directive
    switch (name.toLowerCase()) {
      case 'no-store':
      case 'no-cache':
        return 0
      case 'max-age': {
        const seconds = deltaSeconds(token ?? quoted) ?? 0
        smallest = Math.min(seconds, smallest ?? seconds)
      }
    }
  }
  return smallest
}

/** Expires − Date (RFC 9111 §4.2.1): our own clock may be another than the provider's. */
function untilExpiry(headers: Headers): number | undefined {
  const expires = headers.get('expires')
  const date = httpDate(headers.get('date'))
  if (expires === null || date === undefined) return undefined
  // RFC 9111 §5.3: an invalid date, "0" above all, is one that has passed.
  const seconds = (httpDate(expires) ?? date) - date
  return Math.min(Math.max(0, seconds), MAX_SECONDS)
}

/** RFC 9111 §5.1: the first one of a list counts, an invalid one does not. */
function age(value: string | null): number {
  const [first = ''] = (value ?? '').slice(0, MAX_LENGTH).split(',', 1)
  return deltaSeconds(first.trim()) ?? 0
}

function deltaSeconds(digits: string | undefined): number | undefined {
  if (digits === undefined || !/^\d+$/.test(digits)) return undefined
  return Math.min(Number(digits), MAX_SECONDS)
}

// The two obsolete forms of RFC 9110 §5.6.7, which are still to be understood.
const RFC850 = /^([a-z]{3})[a-z]{3,6}, (\d\d)-([a-z]{3})-(\d\d) ([\d:]{8}) gmt$/
const ASCTIME = /^([a-z]{3}) ([a-z]{3}) ([ \d]\d) ([\d:]{8}) (\d{4})$/

/** Seconds since the epoch; `undefined`: no HTTP-date (RFC 9110 §5.6.7), in any case of letters. */
function httpDate(value: string | null): number | undefined {
  if (value === null || value.length > 40) return undefined
  // Two digits of another century have another day of the week, and are no date below.
  const text = value
    .toLowerCase()
    .replace(RFC850, '$1, $2 $3 20$4 $5 gmt')
    .replace(
      ASCTIME,
      (_, weekday: string, month: string, day: string, time: string, year: string) =>
        `${weekday}, ${day.replace(' ', '0')} ${month} ${year} ${time} gmt`,
    )
  const date = new Date(text)
  // `Date` takes many forms, and other zones: only what it would write itself is meant.
  if (Number.isNaN(date.getTime()) || date.toUTCString().toLowerCase() !== text) return undefined
  return date.getTime() / 1000
}
