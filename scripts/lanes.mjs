/** Runs tasks side by side, so many at a time, in the order in which they come. */
export function lanes(count) {
  const waiting = []
  let free = count

  async function begin({ task, resolve, reject }) {
    free--
    try {
      resolve(await task())
    } catch (error) {
      reject(error)
    } finally {
      free++
      if (waiting.length > 0) void begin(waiting.shift())
    }
  }

  /** Comes back with what the task does. */
  return (task) =>
    new Promise((resolve, reject) => {
      const one = { task, resolve, reject }
      if (free > 0) void begin(one)
      else waiting.push(one)
    })
}
