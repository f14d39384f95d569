/** `10 000`: digits in groups of three. */
export function inThousands(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ')
}
