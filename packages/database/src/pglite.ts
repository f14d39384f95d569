import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Result } from './transaction.js'

/** What we use of PGlite. */
export interface PGlite {
  query(sql: string, values?: unknown[]): Promise<Result>
  onNotification(onNotice: (channel: string, payload: string) => void): () => void
  close(): Promise<void>
}

interface PGliteModule {
  readonly PGlite: {
    readonly defaultStartParams: readonly string[]
    create(options: object): Promise<PGlite>
  }
}

interface NodeFSModule {
  readonly NodeFS: new (folder: string) => { init(pg: unknown, options: Options): Promise<unknown> }
}

/** Options of the program that PostgreSQL was compiled into. */
interface Options {
  readonly preRun?: readonly ((program: Program) => void)[]
}

interface Program {
  readonly NODEFS: { readonly stream_ops: { fsync?: (file: { nfd: number }) => number } }
}

// PGlite turns `fsync` off, as its files know none: ours do. The system call under `fdatasync` does nothing.
// There is no process that makes checkpoints by the clock: the log's size decides, and what is in it has to
// be done again after a crash.
const SETTINGS = ['fsync=on', 'wal_sync_method=fsync', 'max_wal_size=128MB', 'min_wal_size=32MB']

/** Opens the database in a folder, or makes one. What was committed is on disk. */
export async function openPGlite(folder: string): Promise<PGlite> {
  const data = join(folder, 'data')
  if (!existsSync(data)) await makeData(folder, data)
  return open(data)
}

/** All of it, or nothing: a process may end at any moment. */
async function makeData(folder: string, data: string): Promise<void> {
  const fresh = join(folder, 'data.new')
  rmSync(fresh, { recursive: true, force: true })
  const lite = await open(fresh)
  await lite.close()
  for (const name of readdirSync(fresh, { recursive: true })) sync(join(fresh, String(name)))
  sync(fresh)
  renameSync(fresh, data)
  sync(folder)
}

async function open(data: string): Promise<PGlite> {
  // Its own declarations need those of browsers and of Emscripten, which a server's program has no business
  // with: in this form, the compiler does not look for them.
  const { PGlite }: PGliteModule = await import(import.meta.resolve('@electric-sql/pglite'))
  const { NodeFS }: NodeFSModule = await import(import.meta.resolve('@electric-sql/pglite/nodefs'))

  class DurableFS extends NodeFS {
    override async init(pg: unknown, options: Options): Promise<unknown> {
      return super.init(pg, { ...options, preRun: [...(options.preRun ?? []), addSync] })
    }
  }

  return PGlite.create({
    dataDir: data,
    fs: new DurableFS(data),
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
  })
}

function addSync({ NODEFS }: Program): void {
  NODEFS.stream_ops.fsync = ({ nfd }) => {
    fsyncSync(nfd)
    return 0
  }
}

/** On Windows, folders cannot be opened, nor need it. */
function sync(path: string): void {
  let file: number | undefined
  try {
    file = openSync(path, 'r+')
    fsyncSync(file)
  } catch (error) {
    if (!['EISDIR', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
