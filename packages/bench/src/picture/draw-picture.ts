import { showMachine } from '../machine.js'
import type { Results } from '../results.js'
import { showVersions } from '../versions.js'
import { drawPanel, heightOf } from './draw-panel.js'
import type { Panel } from './panel.js'
import { panelsOf } from './panels-of.js'
import { textElement } from './text-element.js'
import { wrap } from './wrap.js'

const WIDTH = 880
const MARGIN = 12
const BETWEEN = 28
const LINE = 15
const CHARACTERS_A_LINE = 140
const PANEL_WIDTH = (WIDTH - 2 * MARGIN - BETWEEN) / 2

// GitHub shows pictures on white and on nearly black, and tells them which.
const STYLE = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .small { font-size: 11px; fill: #59636e }
  .peer { fill: #afb8c1 }
  .ours { fill: #1f883d }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .peer { fill: #656c76 }
    .ours { fill: #3fb950 }
  }
`

/**
 * Draws the figures that matter most, as an SVG for a README: shorter bars are better ones.
 *
 * It needs nothing from elsewhere, and says on which machine the figures were measured.
 */
export function drawPicture(results: Results): string {
  const parts: string[] = []
  let y = MARGIN
  for (const [left, right] of inPairs(panelsOf(results))) {
    const panels = right ? [left, right] : [left]
    for (const [column, panel] of panels.entries()) {
      const x = MARGIN + column * (PANEL_WIDTH + BETWEEN)
      parts.push(drawPanel(panel, { x, y, width: PANEL_WIDTH }))
    }
    y += Math.max(...panels.map(heightOf))
  }
  for (const line of wrap(smallPrint(results), CHARACTERS_A_LINE)) {
    y += LINE
    parts.push(textElement(line, { class: 'small', x: MARGIN, y }))
  }
  const height = y + MARGIN
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="Benchmarks">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`
}

function smallPrint({ machine, versions }: Results): string {
  const of = `${showMachine(machine)}. ${showVersions(versions)}.`
  return `CPU time, medians of paired rounds; shorter is better. ${of}`
}

/** The last one may be alone. */
function inPairs(panels: readonly Panel[]): readonly (readonly [Panel, Panel?])[] {
  return panels.flatMap((left, at) => {
    const right = panels[at + 1]
    if (at % 2 === 1) return []
    return [right ? ([left, right] as const) : ([left] as const)]
  })
}
