import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const BLOCK = 512

/** The files of a package's tarball, by their paths in the package, and what its manifest says. */
export function readTarball(path) {
  const packed = readFileSync(path)
  const bytes = gunzipSync(packed)
  const files = new Map()
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const text = (from, to) => bytes.toString('utf8', at + from, at + to).replace(/\0[^]*$/, '')
    const size = Number.parseInt(text(124, 136), 8)
    const [name, type, prefix] = [text(0, 100), text(156, 157), text(345, 500)]
    // Whatever else a tarball can hold, npm leaves out or follows.
    if (type !== '0' && type !== '') throw new Error(`${path}: an entry of type ${type}`)
    const file = (prefix ? `${prefix}/${name}` : name).replace(/^package\//, '')
    files.set(file, bytes.subarray(at + BLOCK, at + BLOCK + size))
    at += BLOCK * (1 + Math.ceil(size / BLOCK))
  }
  const manifest = JSON.parse(files.get('package.json').toString('utf8'))
  return { path, packed, files, manifest }
}
