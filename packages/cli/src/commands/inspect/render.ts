import type { Context } from '../../command.js'
import type { Inspection } from '../../inspect/inspect.js'
import type { Pair } from '../../inspect/pair-proofs.js'
import type { Exchange } from '../../inspect/read-exchange.js'
import { paragraph, table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'
import { renderFindings } from './render-findings.js'
import { renderToken } from './render-token.js'

type Screen = Pick<Context, 'style' | 'columns'>

/** All that was found, for people. `now`: seconds. */
export function render(inspection: Inspection, now: number, screen: Screen): string {
  const { tokens, pairs, exchange, findings } = inspection
  const many = tokens.length > 1
  return [
    ...tokens.map((token, index) => {
      return renderToken(token, many ? `${index + 1}. ` : '', now, screen)
    }),
    ...pairs.map((pair) => renderPair(pair, screen)),
    renderChallenges(exchange, screen),
    renderExchange(findings, screen),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function renderPair(pair: Pair, screen: Screen): string {
  const body = renderFindings(pair.findings, screen)
  return [screen.style.bold(sentenceOf(pair)), body].filter((part) => part !== '').join('\n')
}

function sentenceOf({ proof, token, namesToken, belongs, findings }: Pair): string {
  if (belongs) return `Proof ${proof} was made for token ${token}.`
  if (!namesToken && findings.length === 0) return `Proof ${proof} names no token.`
  if (token === undefined) return `The token that proof ${proof} was made for is not here.`
  return `Proof ${proof} does not belong to token ${token}.`
}

function renderChallenges({ challenges }: Exchange, { style, columns }: Screen): string {
  return challenges
    .map(({ scheme, parameters }) => {
      const rows = Object.entries(parameters).map(([name, value]) => [
        safeText(name),
        safeText(value),
      ])
      const body = table(rows, columns, { indent: 2 })
      const meaning = MEANINGS.get(parameters['error'] ?? '') ?? NO_ERROR
      return `${style.bold(`Challenge: ${safeText(scheme)}`)}\n${body}\n${paragraph(meaning, columns, { indent: 2 })}`
    })
    .join('\n')
}

const NO_ERROR =
  'It says no error: the request came without a token, or with one of another scheme.'

/** RFC 6750 §3.1, RFC 9449 §7.1, §9, RFC 9470 §3. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['invalid_request', 'The request does not carry its token as it should.'],
  ['invalid_token', 'The token is malformed, expired, withdrawn, or not for this API.'],
  ['insufficient_scope', 'The token is good, and does not allow this.'],
  ['invalid_dpop_proof', 'The DPoP proof is missing, malformed, too old, or for another request.'],
  ['use_dpop_nonce', 'The proof has to hold the nonce that the DPoP-Nonce header gives.'],
  ['insufficient_user_authentication', 'The person has to authenticate again, or more strongly.'],
])

function renderExchange(findings: Inspection['findings'], screen: Screen): string {
  const body = renderFindings(findings, screen)
  return body === '' ? '' : `${screen.style.bold('The request and its answer')}\n${body}`
}
