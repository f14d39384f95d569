// 31 December 9999, in seconds: `Date` and people know no later day.
const END_OF_TIME = 253_402_300_800

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['min', 60],
  ['s', 1],
]

/** A moment of a token, in seconds since 1970: local time, and how far away it is. */
export function timeText(seconds: number, now: number): string {
  const local = localTime(seconds)
  return local === undefined ? 'no time of this era' : `${local}, ${distanceText(seconds - now)}`
}

/** ISO 8601, in the time zone of this machine; `undefined`: it is beyond the calendar. */
export function localTime(seconds: number): string | undefined {
  if (!(seconds >= 0 && seconds < END_OF_TIME)) return undefined
  const date = new Date(seconds * 1000)
  const offset = -date.getTimezoneOffset()
  const shifted = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19)
  if (offset === 0) return `${shifted}Z`
  const minutes = Math.abs(offset)
  const zone = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'))
  return `${shifted}${offset < 0 ? '-' : '+'}${zone.join(':')}`
}

/** `in 4 min`, `2 days ago`, `now`: in the largest unit that fits, rounded down. */
export function distanceText(seconds: number): string {
  const length = durationText(Math.abs(seconds))
  if (length === '0 s') return 'now'
  return seconds > 0 ? `in ${length}` : `${length} ago`
}

/** `90 s` is `1 min`, as a person would say it. */
export function durationText(seconds: number): string {
  const [name, size] = UNITS.find(([, unit]) => seconds >= unit) ?? (['s', 1] as const)
  const count = Math.floor(seconds / size)
  const isPlural = count !== 1 && !['min', 's'].includes(name)
  return `${count} ${name}${isPlural ? 's' : ''}`
}
