import type { Ledger, Use } from '@countersign/ledger'

/** Prints each use as it is recorded, until the ledger is closed. */
export async function printUses(
  ledger: Pick<Ledger, 'follow'>,
  print: (line: string) => void = console.log,
): Promise<void> {
  for await (const use of ledger.follow()) print(lineOf(use))
}

/** `17:03:21  accepted  200  GET /orders          reader for reader  127.0.0.0/24  ! first-use` */
function lineOf(use: Use): string {
  const { at, decision, status, method, route, client, subject, binding, network } = use
  return [
    // By the clock of whoever looks on.
    at.toLocaleTimeString('en-GB'),
    decision.padEnd(8),
    status,
    `${method} ${route ?? '(no route)'}`.padEnd(18),
    `${client ?? 'a client'} for ${subject ?? 'nobody'}`.padEnd(23),
    network,
    binding === 'none' ? undefined : binding,
    use.reason,
    ...use.notable.map((kind) => `! ${kind}`),
  ]
    .filter((part) => part !== undefined)
    .join('  ')
}
