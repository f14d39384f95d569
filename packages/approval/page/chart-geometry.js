// Where the bars of the picture are: uses that were let in stand on the line, refused ones hang below it.

/**
 * @typedef {{ at: number, decision: 'accepted' | 'refused' }} Point
 * @typedef {{ from: number, to: number, accepted: number, refused: number }} Slot
 * @typedef {{ x: number, y: number, width: number, height: number, refused: boolean }} Bar
 * @typedef {{ width: number, height: number, slots: number }} Size
 */

const SHORTEST = 60_000
const GAP = 0.28

/**
 * The stretch of time that is shown: from the yes to the end of access, and to the last use if that was later.
 *
 * @param {readonly Point[]} points
 * @param {{ start: number, end: number }} access
 */
export function spanOf(points, { start, end }) {
  const times = points.map(({ at }) => at)
  const from = Math.min(start, ...times)
  const to = Math.max(end, ...times, from + SHORTEST)
  return { from, to }
}

/**
 * How many uses there were in each part of a stretch of time.
 *
 * @param {readonly Point[]} points
 * @param {{ from: number, to: number }} span
 * @param {number} slots
 * @returns {Slot[]}
 */
export function countUses(points, { from, to }, slots) {
  const step = (to - from) / slots
  const counts = Array.from({ length: slots }, (_, index) => ({
    from: from + index * step,
    to: from + (index + 1) * step,
    accepted: 0,
    refused: 0,
  }))
  for (const { at, decision } of points) {
    const index = Math.min(slots - 1, Math.max(0, Math.floor((at - from) / step)))
    const slot = counts[index]
    if (slot) slot[decision] += 1
  }
  return counts
}

/**
 * The line that bars stand on and hang from: in the middle, but no more room for refused ones than they need.
 *
 * @param {readonly Slot[]} slots
 * @param {number} height
 */
export function baseline(slots, height) {
  return slots.some(({ refused }) => refused > 0) ? Math.round(height * 0.6) : height - 1
}

/**
 * @param {readonly Slot[]} slots
 * @param {Size} size
 * @returns {Bar[]}
 */
export function barsOf(slots, { width, height }) {
  const base = baseline(slots, height)
  const most = Math.max(1, ...slots.map(({ accepted, refused }) => Math.max(accepted, refused)))
  const step = width / Math.max(1, slots.length)
  return slots.flatMap(({ accepted, refused }, index) => {
    const place = { x: (index + GAP / 2) * step, width: step * (1 - GAP) }
    const up = tall(accepted, most, base)
    const down = tall(refused, most, height - base)
    return [
      ...(up > 0 ? [{ ...place, y: base - up, height: up, refused: false }] : []),
      ...(down > 0 ? [{ ...place, y: base, height: down, refused: true }] : []),
    ]
  })
}

/**
 * The strokes across a bar that tell it from others without colour.
 *
 * @param {Bar} bar
 * @param {number} distance
 */
export function strokesOf({ x, y, width, height }, distance) {
  const strokes = []
  for (let offset = distance; offset < width + height; offset += distance) {
    const start = { x: x + Math.max(0, offset - height), y: y + Math.min(offset, height) }
    const end = { x: x + Math.min(offset, width), y: y + Math.max(0, offset - width) }
    strokes.push(`M${round(start.x)} ${round(start.y)}L${round(end.x)} ${round(end.y)}`)
  }
  return strokes.join('')
}

/**
 * @param {number} count
 * @param {number} most
 * @param {number} room
 */
function tall(count, most, room) {
  return count === 0 ? 0 : Math.max(4, (count / most) * (room - 4))
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10
}
