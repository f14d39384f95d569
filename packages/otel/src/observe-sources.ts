import type { Bounds } from './bounds.js'
import type { HealthSources, LedgerLike, SizedLike, VerifierLike } from './health-sources.js'
import { keySetsOf, STATES, stateCounts } from './key-sets.js'
import type { AttributesOf, NameOf } from './metric-table.js'
import { quietly } from './quietly.js'

/** Tells one value of a metric. */
export type Observe = <Name extends NameOf<'gauge' | 'observable counter'>>(
  name: Name,
  value: number,
  attributes: AttributesOf<Name>,
) => void

/** Looks at all of them. Whatever fails says nothing, and keeps none of the others from being looked at. */
export function observeSources(sources: HealthSources, bounds: Bounds, observe: Observe): void {
  const { verifiers = {}, replayStores = {}, revocationLists = {}, ledgers = {} } = sources
  each(verifiers, (name, verifier) => observeVerifier(name, verifier, bounds, observe))
  each(replayStores, observeSize('countersign.replay_store.entries', observe))
  each(revocationLists, observeSize('countersign.revocation_list.entries', observe))
  each(ledgers, (name, ledger) => observeLedger(name, ledger, observe))
}

function each<Source>(
  sources: Readonly<Record<string, Source>>,
  look: (name: string, source: Source) => void,
): void {
  for (const [name, source] of Object.entries(sources)) {
    quietly('what observes health', () => look(name, source))
  }
}

function observeVerifier(
  name: string,
  verifier: VerifierLike,
  bounds: Bounds,
  observe: Observe,
): void {
  const { issuers } = verifier.health()
  for (const { issuer, age, keys } of keySetsOf(issuers, bounds)) {
    const attributes = { 'countersign.name': name, 'countersign.issuer': issuer }
    if (age !== undefined) observe('countersign.key_set.age', age, attributes)
    observe('countersign.key_set.keys', keys, attributes)
  }
  const counts = stateCounts(issuers)
  for (const state of STATES) {
    const attributes = { 'countersign.name': name, 'countersign.state': state }
    observe('countersign.key_set.issuers', counts.get(state) ?? 0, attributes)
  }
}

function observeSize(
  metric: 'countersign.replay_store.entries' | 'countersign.revocation_list.entries',
  observe: Observe,
): (name: string, source: SizedLike) => void {
  return (name, { size }) => observe(metric, size, { 'countersign.name': name })
}

/** Each has a value, so that one can be alerted on before it is ever reached. */
const LEDGER_STATES = ['starting', 'recording', 'spooling', 'closed']

function observeLedger(name: string, ledger: LedgerLike, observe: Observe): void {
  const { state, waiting, spooled, written } = ledger.health()
  const named = { 'countersign.name': name }
  observe('countersign.ledger.queue', waiting, { ...named, 'countersign.place': 'memory' })
  observe('countersign.ledger.queue', spooled, { ...named, 'countersign.place': 'disk' })
  observe('countersign.ledger.written', written, named)
  for (const one of LEDGER_STATES) {
    const attributes = { ...named, 'countersign.state': one }
    observe('countersign.ledger.state', one === state ? 1 : 0, attributes)
  }
}
