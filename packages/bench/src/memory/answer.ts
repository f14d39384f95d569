/** The other side of `inProcess`: does what this process was started for, and tells what came of it. */
export async function answer(work: (order: unknown) => Promise<unknown>): Promise<void> {
  const result = await work(JSON.parse(process.argv[2] ?? ''))
  process.send?.(result, () => process.disconnect())
}
