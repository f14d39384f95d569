import { describe, expect, it } from 'vitest'
import { createStyle } from '../../src/terminal/style.js'

const output = (isTTY: boolean): { isTTY: boolean; write: () => void } => ({
  isTTY,
  write: () => {},
})
const RED = '\u001b[31mx\u001b[39m'

describe('colours', () => {
  it.each([
    ['are on a terminal', true, {}, undefined, RED],
    ['are not in a file', false, {}, undefined, 'x'],
    ['are not with NO_COLOR', true, { NO_COLOR: '1' }, undefined, 'x'],
    ['are where NO_COLOR is empty', true, { NO_COLOR: '' }, undefined, RED],
    ['are not on a dumb terminal', true, { TERM: 'dumb' }, undefined, 'x'],
    ['are with FORCE_COLOR', false, { FORCE_COLOR: '1' }, undefined, RED],
    ['are not with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, undefined, 'x'],
    ['are with --color', false, { NO_COLOR: '1' }, true, RED],
    ['are not with --no-color', true, { FORCE_COLOR: '1' }, false, 'x'],
  ] as const)('%s', (_what, isTTY, env, wanted, shown) => {
    expect(createStyle(output(isTTY), env, wanted).red('x')).toBe(shown)
  })
})
