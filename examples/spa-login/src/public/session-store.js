// The session in IndexedDB: `{ keyPair, token }`. It keeps keys as they are, so one that cannot be
// exported still cannot once it is stored. The token may be read: without the key it is no use.

const NAME = 'session'

export function loadSession() {
  return run('readonly', (store) => store.get(NAME))
}

export function saveSession(session) {
  return run('readwrite', (store) => store.put(session, NAME))
}

export function deleteSession() {
  return run('readwrite', (store) => store.delete(NAME))
}

async function run(mode, action) {
  const opening = indexedDB.open('countersign-example')
  opening.onupgradeneeded = () => opening.result.createObjectStore(NAME)
  const database = await event(opening, 'success')
  try {
    const transaction = database.transaction(NAME, mode)
    const request = action(transaction.objectStore(NAME))
    await event(transaction, 'complete')
    return request.result
  } finally {
    database.close()
  }
}

/** Waits for what a request or a transaction is done with. Resolves to the result, if it has one. */
function event(target, name) {
  return new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(target.result))
    target.addEventListener('error', () => reject(target.error))
    target.addEventListener('abort', () => reject(target.error))
  })
}
