// The QR code of an invitation. The server sends an SVG; what is drawn is made here, from its shapes alone.
import { s } from './dom.js'

const ROOT = /^<svg\b[^>]*\bviewBox="0 0 (\d{1,4}) (\d{1,4})"[^>]*>/
const PATH = /<path\b[^>]*\bd="([MmHhVvLlZz0-9 ,.-]{1,60000})"[^>]*\/?>/g
const LARGEST = 200_000

/**
 * What a picture of a QR code consists of: its side, and the path of the dark parts. `undefined`: it is none
 * that we know how to read.
 *
 * @param {string} svg
 */
export function readQr(svg) {
  const root = svg.length <= LARGEST ? ROOT.exec(svg) : null
  if (!root || root[1] !== root[2]) return undefined
  // The last path is the code: one before it is the ground.
  const path = [...svg.matchAll(PATH)].at(-1)?.[1]
  return path === undefined ? undefined : { side: Number(root[1]), path }
}

/**
 * The picture; `undefined` where there is none.
 *
 * @param {string} svg
 * @param {string} label
 */
export function qrPicture(svg, label) {
  const code = readQr(svg)
  if (!code) return undefined
  return s(
    'svg',
    { class: 'qr', viewBox: `0 0 ${code.side} ${code.side}`, role: 'img', 'aria-label': label },
    s('rect', { width: code.side, height: code.side, class: 'qr-ground' }),
    s('path', { d: code.path, class: 'qr-code' }),
  )
}
