import { ownerDigest } from '../identifiers.js'
import type { ActionLog } from './action-log.js'
import type { Finding } from './findings.js'
import { isLink, linkHash, ZERO } from './link.js'
import { explainMisplaced, type Odd, type Slot } from './misplaced.js'
import { identityOf, type StoredChain, type StoredRow } from './rows.js'
import { useText, type ChainIdentity } from './use-text.js'

/** Rows with one number, and rows and places where something is wrong, that are looked at more closely. */
const MOST_CLOSELY = 16

/** Problems of a chain that are told. */
const MOST = 1_000

/** Verifies the uses of one chain, told in the order of their numbers. */
export class ChainCheck {
  /** Uses that were told. */
  uses = 0
  /** Uses that are missing and should not be; as far as that can be counted. */
  missing = 0
  /** Uses that do not belong here. */
  extra = 0
  /** Uses that are not what was written, or that nobody wrote. */
  failed = 0
  /** Uses that were written before there was a secret. */
  unkeyed = 0

  readonly #chain: StoredChain
  readonly #identity: ChainIdentity
  readonly #log: ActionLog
  readonly #findings: Finding[] = []
  readonly #odd: Odd[] = []
  readonly #slots: Slot[] = []
  /** Rows with the same number. */
  #alike: StoredRow[] = []
  /** The last one that has its place; `undefined`: none yet. */
  #last: StoredRow | undefined
  /** What its hash may be: the one that stands there, and the one that should. */
  #previous: readonly Buffer[]
  /** Position of the last one that is what was written. */
  #position = 0
  #isPutBack = false
  /** Uses that retention has removed, and that are there all the same. */
  #tooOld = 0

  constructor(chain: StoredChain, log: ActionLog) {
    this.#chain = chain
    this.#identity = identityOf(chain)
    this.#log = log
    this.#previous = [chain.base === null ? ZERO : Buffer.from(chain.base, 'hex')]
  }

  add(row: StoredRow): void {
    this.uses += 1
    if (this.#log.secretsAt(row.position).length === 0) this.unkeyed += 1
    if (this.#log.wasTooOld(row.position, row.recorded)) this.#tooOld += 1
    if (this.#alike.length > 0 && this.#alike[0]?.sequence !== row.sequence) this.#settle()
    if (this.#alike.length < MOST_CLOSELY) this.#alike.push(row)
    else this.#stranger(row, 'nobody wrote it here')
  }

  /** Comes last, and tells what is wrong. */
  end(): readonly Finding[] {
    const findings = this.#verified()
    // What is not as it was written, retention spares.
    return findings.length > 0 ? findings : this.#putBack()
  }

  /** What was removed by one who may, and verifies, may not be there: something else would be missing for it. */
  #putBack(): readonly Finding[] {
    const wasErased = this.#log.erased.has(this.#chain.chain)
    this.extra += wasErased ? this.uses : this.#tooOld
    if (wasErased) return [this.#aboutChain('added', 'it was erased')]
    if (this.#tooOld === 0) return []
    return [this.#aboutChain('added', `${this.#tooOld} of its uses were removed for their age`)]
  }

  #verified(): readonly Finding[] {
    this.#settle()
    this.#checkEnd()
    this.#checkOwner()
    const refuted = explainMisplaced(this.#identity, this.#log, this.#odd, this.#slots)
    const findings = this.#findings.filter((finding) => !refuted.has(finding))
    const isAll = this.uses > 1 && this.failed === this.uses && refuted.size === 0
    if (!isAll) return findings
    const detail =
      'no use of this chain is as it was written: its issuer, subject or salt is another'
    return [this.#aboutChain('changed', detail)]
  }

  /** Of rows with one number, one at most is the right one. */
  #settle(): void {
    const alike = this.#alike
    this.#alike = []
    const genuine = alike.find((row) => this.#follows(row))
    const row = genuine ?? alike[0]
    if (!row) return
    for (const other of alike) {
      if (other !== row) this.#stranger(other, 'there is another use with this number')
    }
    const isBeyond = row.sequence > this.#chain.last
    if (row.sequence < 1) return this.#stranger(row, 'no use has such a number')
    if (isBeyond && !genuine) return this.#stranger(row, 'it is behind the end of its chain')
    this.#isPutBack ||= isBeyond
    this.#place(row, genuine !== undefined)
  }

  #place(row: StoredRow, isGenuine: boolean): void {
    const isFirst = this.#last === undefined && this.#chain.base !== null
    const gap = isFirst ? 0 : row.sequence - (this.#last?.sequence ?? 0) - 1
    if (gap > 0) this.#gap(row, gap)
    else if (isFirst && !this.#isPruned(row))
      this.#report('removed', row, 'what was in front of it was too new to be removed for its age')
    else if (!isGenuine) this.#changed(row)
    else if (row.position <= this.#position)
      this.#report('reordered', row, 'its position is not behind that of the use before it')
    if (isGenuine) this.#position = row.position
    const stands = Buffer.from(row.hash, 'hex')
    this.#previous = isGenuine || gap > 0 ? [stands] : [stands, ...this.#hashesOf(row)]
    this.#last = row
  }

  #gap(row: StoredRow, gap: number): void {
    this.missing += gap
    const detail =
      gap === 1 ? 'one use is missing in front of it' : `${gap} uses are missing in front of it`
    const missing = this.#report('removed', row, detail)
    this.#slot(row.sequence - gap, undefined, gap === 1 ? missing : undefined)
  }

  #changed(row: StoredRow): void {
    this.failed += 1
    const finding = this.#report('changed', row, 'it is not what was written')
    this.#isOdd(row, finding)
    this.#slot(row.sequence, row.position, undefined)
  }

  #stranger(row: StoredRow, detail: string): void {
    this.extra += 1
    this.#isOdd(row, this.#report('added', row, detail))
  }

  #isOdd(row: StoredRow, finding: Finding): void {
    if (this.#odd.length < MOST_CLOSELY) this.#odd.push({ row, finding })
  }

  #slot(sequence: number, position: number | undefined, missing: Finding | undefined): void {
    if (this.#slots.length >= MOST_CLOSELY) return
    this.#slots.push({ sequence, position, previous: this.#previous, missing })
  }

  #checkEnd(): void {
    const { last, head, headRecorded, base } = this.#chain
    const row = this.#last
    if (!row) {
      this.missing += base === null ? last : 0
      this.#findings.push(this.#aboutChain('removed', 'all its uses are missing'))
      return
    }
    const gap = last - row.sequence
    if (this.#isPutBack) this.#findings.push(this.#aboutChain('changed', 'its end was put back'))
    else if (gap > 0) {
      this.missing += gap
      const detail =
        gap === 1 ? 'one use is missing behind it' : `${gap} uses are missing behind it`
      const missing = this.#report('removed', row, detail)
      this.#slot(row.sequence + 1, undefined, gap === 1 ? missing : undefined)
    } else if (
      this.#previous.length === 1 &&
      (head !== row.hash || headRecorded !== row.recorded)
    ) {
      this.#findings.push(this.#aboutChain('changed', 'its end is not its last use'))
    }
  }

  #checkOwner(): void {
    const { owner, issuer, subject } = this.#chain
    if (issuer !== null && owner === ownerDigest(issuer, subject)) return
    this.#findings.push(this.#aboutChain('changed', 'it is not found by its issuer and subject'))
  }

  /** Whether what was in front of the first use left was old enough. */
  #isPruned({ previous }: StoredRow): boolean {
    const { cutoff } = this.#log
    return cutoff !== undefined && previous !== null && previous < cutoff
  }

  #follows(row: StoredRow): boolean {
    const isFirst = this.#last === undefined && this.#chain.base !== null
    if (!isFirst && row.sequence !== (this.#last?.sequence ?? 0) + 1) return false
    const text = useText(this.#identity, row)
    const hash = Buffer.from(row.hash, 'hex')
    const secrets = this.#log.secretsAt(row.position)
    return this.#previous.some((previous) => isLink(secrets, previous, text, hash))
  }

  /** What its hash should be, if all the rest is right. */
  #hashesOf(row: StoredRow): readonly Buffer[] {
    const secrets = this.#log.secretsAt(row.position)
    const text = useText(this.#identity, row)
    const previous = this.#previous[0] ?? ZERO
    const keys = secrets.length > 0 ? secrets : [undefined]
    return keys.map((key) => linkHash(key, previous, text))
  }

  #report(kind: Finding['kind'], { sequence, position }: StoredRow, detail: string): Finding {
    const finding = { ...this.#aboutChain(kind, detail), sequence, position }
    if (this.#findings.length < MOST) this.#findings.push(finding)
    return finding
  }

  #aboutChain(kind: Finding['kind'], detail: string): Finding {
    const { chain, issuer, subject } = this.#chain
    return { kind, detail, chain, issuer: issuer ?? undefined, subject: subject ?? undefined }
  }
}
