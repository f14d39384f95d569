// The time of the server: countdowns go by it, however wrong the clock of the device is.

let ahead = 0
/** @type {Map<Node, { update: (now: number) => void, seen: boolean }>} */
const ticking = new Map()
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer

/**
 * Learns what time it is at the server.
 *
 * @param {number} now
 */
export function setServerTime(now) {
  ahead = now - Date.now()
}

/** Milliseconds since the epoch, as the server counts them. */
export function serverTime() {
  return Date.now() + ahead
}

/**
 * Updates an element now and every second, until it is taken off the page.
 *
 * @template {Node} T
 * @param {T} node
 * @param {(now: number) => void} update
 * @returns {T}
 */
export function everySecond(node, update) {
  update(serverTime())
  ticking.set(node, { update, seen: false })
  timer ??= setInterval(tick, 1_000)
  return node
}

function tick() {
  const now = serverTime()
  for (const [node, entry] of ticking) {
    if (node.isConnected) entry.seen = true
    else if (entry.seen) ticking.delete(node)
    if (node.isConnected) entry.update(now)
  }
}
