import { writeFile } from 'node:fs/promises'
import type { Context } from './command.js'
import { CommandError } from './command-error.js'
import { EXIT } from './exit-code.js'
import { safeText } from './terminal/safe-text.js'
import { createStyle, type Style } from './terminal/style.js'

/** Writes a report to the file that was asked for, without colours, or else to the standard output. */
export async function writeReport(
  format: (style: Style, columns: number) => string,
  { output }: { readonly output: string | undefined },
  { io, style, columns }: Context,
): Promise<void> {
  if (output === undefined) {
    io.stdout.write(endLine(format(style, columns)))
    return
  }
  try {
    await writeFile(output, endLine(format(createStyle({ write: () => {} }, {}, false), 80)))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new CommandError(`Cannot write ${safeText(output)}: ${code}`, {
      exitCode: EXIT.undecided,
    })
  }
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}
