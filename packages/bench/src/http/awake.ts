/**
 * Keeps this thread from falling asleep until something is settled. A server that wakes it up with an
 * answer pays for that, and only a slow one ever finds it asleep: what it needs would look like more.
 */
export async function awake<T>(pending: Promise<T>): Promise<T> {
  let isSettled = false
  const turn = (): void => {
    if (!isSettled) setImmediate(turn)
  }
  turn()
  try {
    return await pending
  } finally {
    isSettled = true
  }
}
