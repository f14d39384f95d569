import { DependencyError } from '../errors.js'
import type { Answer, IntrospectionResponse } from './answer.js'
import type { AnswerCache } from './answer-cache.js'

/** What an endpoint is asked with. */
export interface IntrospectorParts {
  /** Asks the endpoint; rejects with a DependencyError where it cannot tell. */
  readonly ask: (token: string) => Promise<IntrospectionResponse>
  /** Seconds that an answer is good for. */
  readonly seconds: number
  /** `undefined`: nothing is kept. */
  readonly cache: AnswerCache | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** How many tokens are asked about at a time. What nobody can answer in time must not pile up. */
const MOST_UNDER_WAY = 100

/** Beyond so many, only about tokens that no stranger can make up: the rest of the places is theirs. */
const MOST_FOR_STRANGERS = 75

/** A question that was put, and is not answered yet. */
interface Question {
  readonly askedAt: number
  readonly answer: Promise<Answer>
  /** For everybody who came too late for this one. */
  next: Promise<Answer> | undefined
}

/**
 * Asks one introspection endpoint: about each token once at a time, whoever wants to know, and however
 * soon they hang up.
 */
export class Introspector {
  readonly #parts: IntrospectorParts
  readonly #underWay = new Map<string, Question>()

  constructor(parts: IntrospectorParts) {
    this.#parts = parts
  }

  /** An answer that is still good, by the hash of its token. */
  find(hash: string): Answer | undefined {
    return this.#parts.cache?.find(hash, this.#parts.now())
  }

  /**
   * Asks about a token; rejects with a DependencyError where nobody can tell. `isVerified`: its issuer
   * has signed it, as we know already. Such tokens, and those that were good before, have some places
   * of their own, so that a flood of made-up ones does not keep them out.
   *
   * A question that was put before may be shared only for as long as its answer could be kept: what
   * was true then need not be so now. Whoever is too late for it waits for its end, and shares the
   * next one. So with a `cache` of 0 nobody gets an answer that was asked for before they came.
   */
  ask(token: string, hash: string, isVerified = false): Promise<Answer> {
    const question = this.#underWay.get(hash)
    if (!question) return this.#begin(token, hash, isVerified)
    const age = this.#parts.now() - question.askedAt
    if (age >= 0 && age < this.#parts.seconds) return question.answer
    question.next ??= this.#askAfter(question, token, hash, isVerified)
    return question.next
  }

  /** Tells that an answer is about a good token. */
  confirm(hash: string, answer: Answer): void {
    this.#parts.cache?.confirm(hash, answer)
  }

  /** Forgets every answer. */
  close(): void {
    this.#parts.cache?.clear()
  }

  /** Its failure is everybody's: an endpoint that cannot tell now is not asked at once again. */
  async #askAfter(
    { answer }: Question,
    token: string,
    hash: string,
    isVerified: boolean,
  ): Promise<Answer> {
    await answer
    return this.#underWay.get(hash)?.answer ?? this.#begin(token, hash, isVerified)
  }

  async #begin(token: string, hash: string, isVerified: boolean): Promise<Answer> {
    const isStrange = !isVerified && this.#parts.cache?.wasGood(hash) !== true
    if (this.#underWay.size >= (isStrange ? MOST_FOR_STRANGERS : MOST_UNDER_WAY)) {
      throw new DependencyError('The introspection endpoint is asked about too many tokens')
    }
    const askedAt = this.#parts.now()
    const answer = this.#answer(token, hash, askedAt)
    this.#underWay.set(hash, { askedAt, answer, next: undefined })
    return answer
  }

  async #answer(token: string, hash: string, askedAt: number): Promise<Answer> {
    try {
      const { claims, signer } = await this.#parts.ask(token)
      const answer: Answer = { claims, signer, askedAt, verified: undefined }
      this.#parts.cache?.add(hash, answer)
      return answer
    } finally {
      this.#underWay.delete(hash)
    }
  }
}
