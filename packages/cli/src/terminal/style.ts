import { styleText } from 'node:util'
import type { Io, Output } from '../io.js'

type Paint = (text: string) => string

/** Colours, or the text as it is. */
export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly green: Paint
  readonly cyan: Paint
}

/**
 * Colours for a terminal only. `NO_COLOR` (https://no-color.org) and `--no-color` turn them off,
 * `FORCE_COLOR` and `--color` on.
 */
export function createStyle(output: Output, env: Io['env'], wanted?: boolean): Style {
  const byItself = output.isTTY === true && env['TERM'] !== 'dumb' && !env['NO_COLOR']
  const coloured = wanted ?? (env['FORCE_COLOR'] ? env['FORCE_COLOR'] !== '0' : byItself)
  const paint = (format: keyof Style): Paint =>
    coloured ? (text) => styleText(format, text, { validateStream: false }) : (text) => text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    yellow: paint('yellow'),
    green: paint('green'),
    cyan: paint('cyan'),
  }
}
