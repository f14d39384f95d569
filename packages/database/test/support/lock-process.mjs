// Tries to lock a folder each time it is told to, and lets go of it when told so.
import { lockFolder } from '../../dist/folder-lock.js'

const [folder] = process.argv.slice(2)
let lock

process.on('message', (message) => {
  if (message === 'lock') void take()
  else letGo()
})

async function take() {
  try {
    lock = await lockFolder(folder)
    process.send('locked')
  } catch (error) {
    process.send(error.message)
  }
}

function letGo() {
  lock?.release()
  lock = undefined
  process.send('released')
}

process.once('disconnect', () => process.exit())
process.send('ready')
