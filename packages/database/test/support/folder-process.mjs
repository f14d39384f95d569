// Opens a folder in a process of its own, built and not compiled on the way: what a user would run.
// Says what is there, and then writes, and says what is committed, until it is killed.
import { openFolder } from '../../dist/index.js'

const [folder] = process.argv.slice(2)
try {
  const database = await openFolder(folder)
  await database.query('CREATE TABLE IF NOT EXISTS left_side (n integer PRIMARY KEY)')
  await database.query('CREATE TABLE IF NOT EXISTS right_side (n integer PRIMARY KEY)')
  const [found] = await database.query(
    `SELECT (SELECT count(*)::integer FROM left_side) AS left,
       (SELECT count(*)::integer FROM right_side) AS right,
       (SELECT coalesce(max(n), 0)::integer FROM left_side) AS last`,
  )
  process.send({ found })
  process.once('message', () => void write(database, found.last))
} catch (error) {
  process.send({ error: error.message })
}

async function write(database, last) {
  for (let n = last + 1; ; n++) {
    await database.transaction(async (tx) => {
      await tx.query('INSERT INTO left_side VALUES ($1)', [n])
      await tx.query('INSERT INTO right_side VALUES ($1)', [n])
    })
    process.send({ committed: n })
  }
}

process.once('disconnect', () => process.exit())
