/** Runs a check on every variant of a row, one after the other, and says which one failed. */
export async function eachVariant<T>(
  variants: readonly T[],
  check: (variant: T) => Promise<void>,
  label: (variant: T) => string = labelOf,
): Promise<void> {
  for (const variant of variants) {
    try {
      await check(variant)
    } catch (error) {
      if (error instanceof Error) error.message = `${label(variant)}: ${error.message}`
      throw error
    }
  }
}

function labelOf(variant: unknown): string {
  return (JSON.stringify(variant) ?? String(variant)).slice(0, 120)
}
