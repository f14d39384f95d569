// Times in the words and the order of the reader's locale.

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const SHORT_TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' })
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const HALF_A_YEAR = 182 * 86_400_000

/**
 * Time of day, with seconds.
 *
 * @param {number} at
 */
export function clockTime(at) {
  return TIME.format(at)
}

/**
 * Time of day, with the day if it is not today.
 *
 * @param {number} at
 * @param {number} now
 */
export function moment(at, now) {
  const time = SHORT_TIME.format(at)
  const day = dayName(at, now)
  return day === 'Today' ? time : `${day}, ${time}`
}

/**
 * `Today`, `Yesterday`, or the date.
 *
 * @param {number} at
 * @param {number} now
 */
export function dayName(at, now) {
  const days = daysBetween(at, now)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return Math.abs(now - at) < HALF_A_YEAR ? DAY.format(at) : DATE.format(at)
}

/**
 * What is left, as a clock that runs down shows it: `1:05`. Never below zero.
 *
 * @param {number} milliseconds
 */
export function remaining(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000))
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const parts = hours > 0 ? [hours, two(minutes)] : [minutes]
  return [...parts, two(seconds % 60)].join(':')
}

/**
 * A length of time in words, such as `5 minutes` or `1 minute 30 seconds`.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds))
  const parts = [
    counted(Math.floor(whole / 3_600), 'hour'),
    counted(Math.floor(whole / 60) % 60, 'minute'),
    counted(whole % 60, 'second'),
  ].filter((part) => !part.startsWith('0 '))
  return parts.slice(0, 2).join(' ') || '0 seconds'
}

/**
 * A number and what it counts: `1 use`, `3 uses`.
 *
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
}

/**
 * How many midnights of the reader lie between.
 *
 * @param {number} at
 * @param {number} now
 */
function daysBetween(at, now) {
  return Math.round((midnight(now) - midnight(at)) / 86_400_000)
}

/** @param {number} time */
function midnight(time) {
  return new Date(time).setHours(0, 0, 0, 0)
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, '0')
}
