import type { Bar, Panel } from './panel.js'
import { textElement } from './text-element.js'

/** Where a panel is. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
}

const TITLE = 28
const ROW = 22
const BAR = 14
const BELOW = 18
/** Room for names to the left, and for figures to the right. */
const NAMES = 184
const FIGURES = 76
const GAP = 8

export function heightOf({ bars }: Panel): number {
  return TITLE + bars.length * ROW + BELOW
}

/** Bars one above the other, and the longest one as long as there is room. */
export function drawPanel({ title, bars }: Panel, { x, y, width }: Place): string {
  const most = Math.max(...bars.map(({ value }) => value))
  const room = width - NAMES - FIGURES
  const rows = bars.map((bar, at) => {
    // What is nothing but noise may come out below nothing.
    const length = most > 0 ? (Math.max(0, bar.value) / most) * room : 0
    return drawBar(bar, { x: x + NAMES, y: y + TITLE + at * ROW, width: length })
  })
  return [textElement(title, { class: 'title', x, y: y + 14 }), ...rows].join('\n')
}

function drawBar({ name, text, isOurs }: Bar, { x, y, width }: Place): string {
  const baseline = y + BAR - 3
  const rectangle = `<rect class="${isOurs ? 'ours' : 'peer'}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`
  return [
    textElement(name, { x: x - GAP, y: baseline, 'text-anchor': 'end' }),
    rectangle,
    textElement(text, { x: Math.round(x + width + GAP), y: baseline }),
  ].join('\n')
}
