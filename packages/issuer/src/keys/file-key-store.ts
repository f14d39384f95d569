import { resolve } from 'node:path'
import { RingFiles } from './ring-files.js'
import { MAX_DOCUMENT_BYTES, MAX_SAVE_TIME, type KeyStore, type StoredRing } from './key-store.js'

/**
 * Makes a store that keeps a key ring in a file, for the processes of one machine. Keys stand there in the
 * clear: the file is for its owner only (0600), in a folder that nobody else may write to.
 *
 * It is replaced in one step, and needs no lock: whenever a process is killed, the file is the old one or
 * the new one, and nobody waits for who has gone. Beside it lies the same file by another name, a number
 * behind it: whoever gives that name first has decided what the file will be. To put a backup in its
 * place, stop the processes and take that one away, too. The file system has to know hard links.
 *
 * Rejects, when it is used, what others may read or write, what belongs to somebody else and what is no
 * regular file, and says the mend. Windows has no such modes: protect the folder there.
 *
 * @throws TypeError if the path is none.
 */
export function fileKeyStore(path: string): KeyStore {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new TypeError('"path" must be the path of a file')
  }
  const files = new RingFiles(resolve(path))
  return {
    load: async () => (await newest(files))?.ring,
    save: async (ring, expected) => save(files, ring, expected),
  }
}

interface Held {
  readonly ring: StoredRing
  /** Of the name that was given last; 0: there is only the file itself. */
  readonly number: number
}

/** How often the files are looked at again because they have changed just then. */
const ATTEMPTS = 100

/** What was decided last. The file itself follows, by whoever sees that it does not say so yet. */
async function newest(files: RingFiles): Promise<Held | undefined> {
  await files.assertFolder()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // In this order: it is read before a number is given, or else that is seen.
    const file = await files.read(files.path)
    const number = Math.max(0, ...(await files.numbers()))
    if (number === 0) return file && { ring: ringOf(file.text, files.path), number }
    const decided = await files.read(files.numbered(number))
    // It has gone, for a newer one.
    if (!decided) continue
    if (file?.inode !== decided.inode) await files.publish(number)
    return { ring: ringOf(decided.text, files.path), number }
  }
  throw new Error(`"${files.path}" changes all the time`)
}

async function save(
  files: RingFiles,
  { version, document }: StoredRing,
  expected: number | undefined,
): Promise<boolean> {
  if (versionOf(document) !== version || Buffer.byteLength(document) > MAX_DOCUMENT_BYTES) {
    throw new Error('what is to be saved is no key ring')
  }
  const began = performance.now()
  const held = await newest(files)
  if (held?.ring.version !== expected) return false
  const number = (held?.number ?? 0) + 1
  const temporary = await files.write(number, document)
  try {
    // A disk hung, or the process was stopped: it is too late for what the ring says of its keys.
    if (performance.now() - began > MAX_SAVE_TIME * 1000) throw new Error('the disk is too slow')
    if (!(await files.decide(temporary, number))) return false
    await files.syncFolder()
    await files.publish(number)
    await files.cleanUp(number)
    await files.syncFolder()
    return true
  } finally {
    await files.remove(temporary)
  }
}

function ringOf(document: string, path: string): StoredRing {
  const version = versionOf(document)
  if (version !== undefined) return { version, document }
  throw new Error(`"${path}" holds no key ring: put its backup in its place, or remove it`)
}

function versionOf(document: string): number | undefined {
  try {
    const { version } = Object(JSON.parse(document)) as { readonly version?: unknown }
    return typeof version === 'number' && Number.isSafeInteger(version) ? version : undefined
  } catch {
    return undefined
  }
}
