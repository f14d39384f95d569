import { createHash, randomBytes, randomInt } from 'node:crypto'
import { closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ConfigError } from '@countersign/core'
import { DatabaseError } from './database-error.js'
import { holderOf, listenAt } from './lock-socket.js'

/** A folder that nobody else has, until it is released or the process ends, however that happens. */
export interface FolderLock {
  release(): void
}

const ATTEMPTS = 50
/** Bytes: what the systems take as the path of a socket, less some for its name. */
const LONGEST_FOLDER = 80
const LOCK = /^lock\.([1-9]\d{0,14})-[0-9a-f]{8}$/
/** What systems and file systems say where there are no sockets in folders. */
const NO_SOCKETS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS'])

/**
 * Takes a folder; rejects with a DatabaseError where somebody else has it, in this process or another.
 *
 * A lock is a socket in it, on which its owner listens: the system knows whether somebody does, also across
 * containers that share a folder, where the number of a process says nothing. Nothing is left to time.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform === 'win32') return lockName(`\\\\.\\pipe\\${uniqueName(folder)}`)
  const place = placeOf(folder)
  try {
    const server = await lockPlace(folder, place)
    return {
      release() {
        server.close()
        place.close()
      },
    }
  } catch (error) {
    place.close()
    const { code = '' } = error as NodeJS.ErrnoException
    const isPossible = process.platform === 'linux' && NO_SOCKETS.has(code)
    if (isPossible) return lockName(`\0${uniqueName(folder)}`)
    throw error
  }
}

/**
 * Takes a name that this system gives to one only, and takes back when the process ends. On Linux, each
 * container has names of its own.
 */
export async function lockName(name: string): Promise<FolderLock> {
  const server = await listenAt(name)
  if (server === undefined) throw inUse((await holderOf(name)) ?? 'another process')
  return { release: () => void server.close() }
}

async function lockPlace(folder: string, place: Place): Promise<Server> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const server = await tryPlace(folder, place)
    if (server !== undefined) return server
    await setTimeout(randomInt(5, 50))
  }
  throw new DatabaseError('the folder is in use: several processes want it')
}

/**
 * Of two at the same moment at most one stays. The earlier name, if it does, has listened before the later
 * one was there, which finds it when it asks; and where both find each other, both try again.
 */
async function tryPlace(folder: string, place: Place): Promise<Server | undefined> {
  const others = locksIn(folder)
  for (const other of others) await refuseIfHeld(place.path(other))
  const mine = `lock.${Math.max(0, ...others.map(numberOf)) + 1}-${randomBytes(4).toString('hex')}`
  const server = await listenAt(place.path(mine))
  if (server === undefined) return undefined
  const rivals = locksIn(folder).filter((other) => other !== mine)
  const held = await Promise.all(rivals.map(async (rival) => holderOf(place.path(rival))))
  if (rivals.some((rival) => isLater(rival, mine)) || held.some((one) => one !== undefined)) {
    server.close()
    return undefined
  }
  // Of those who are no more.
  for (const rival of rivals) rmSync(join(folder, rival), { force: true })
  return server
}

async function refuseIfHeld(path: string): Promise<void> {
  const holder = await holderOf(path)
  if (holder !== undefined) throw inUse(holder)
}

function inUse(holder: string): DatabaseError {
  return new DatabaseError(`the folder is in use by ${holder}: each database needs one of its own`)
}

function locksIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => LOCK.test(name))
}

function numberOf(lock: string): number {
  return Number(LOCK.exec(lock)?.[1])
}

function isLater(lock: string, other: string): boolean {
  const distance = numberOf(lock) - numberOf(other)
  return distance === 0 ? lock > other : distance > 0
}

interface Place {
  path(lock: string): string
  close(): void
}

/** Paths for sockets, which the systems want short. */
function placeOf(folder: string): Place {
  if (Buffer.byteLength(folder) <= LONGEST_FOLDER) {
    return { path: (lock) => join(folder, lock), close: () => undefined }
  }
  if (process.platform !== 'linux') {
    throw new ConfigError('folder', `must be a path of at most ${LONGEST_FOLDER} bytes`)
  }
  const descriptor = openSync(folder, 'r')
  return {
    path: (lock) => `/proc/self/fd/${descriptor}/${lock}`,
    close: () => closeSync(descriptor),
  }
}

function uniqueName(folder: string): string {
  return `countersign-folder-${createHash('sha256').update(realpathSync(folder)).digest('hex')}`
}
