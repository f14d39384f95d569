// What users see once the packages are published: a registry that has them, for whatever installs from it.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

// Long ago: who lets new versions age would find none.
const PUBLISHED = '2020-01-01T00:00:00.000Z'

/** Serves these packages on loopback. What is not in the scope of ours comes from where it always does. */
export async function startRegistry(packages) {
  const byName = new Map(packages.map((one) => [one.manifest.name, one]))
  const server = createServer(({ url }, response) => {
    const [name, file] = decodeURIComponent(url.slice(1)).split('/-/')
    const found = byName.get(name)
    if (!found) response.writeHead(404).end()
    else if (file !== undefined) response.end(found.packed)
    else response.end(JSON.stringify(documentOf(found, address)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${server.address().port}`
  return {
    /** Has what is installed in a folder come from here. */
    useIn: (folder) => writeFileSync(join(folder, '.npmrc'), `@countersign:registry=${address}/\n`),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function documentOf({ manifest, packed }, address) {
  const { name, version } = manifest
  const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
  const dist = { tarball: `${address}/${name}/-/${version}.tgz`, integrity }
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED },
  }
}
