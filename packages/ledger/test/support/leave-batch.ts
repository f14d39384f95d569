import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { spoolText } from '../../src/queue/spool-file.js'
import { spoolName } from '../../src/queue/spool-name.js'
import { written } from './messages.js'

/** Leaves a use of a subject in a spool, as another process would have. */
export async function leaveBatch(folder: string, subject: string, time: number): Promise<void> {
  const batch = { id: randomUUID(), uses: [written({ subject })], counts: [] }
  await writeFile(`${folder}/${spoolName(batch, time, 0)}`, spoolText(batch))
}
