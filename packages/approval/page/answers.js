// Yes and no, as the server is told of them.
import { ApiError, post } from './api.js'
import { showPasskey } from './passkey.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { Tools } from './ask.js' */
/** @import { NumberField } from './number-field.js' */

/** What shows that there is nothing left to answer. */
const OVER = new Set(['decided', 'expired', 'too_many_wrong_numbers', 'not_found'])

/**
 * @param {string} id
 * @param {{ scopes: readonly string[], lifetime: number, number: string | undefined }} choice
 * @param {Tools} tools
 * @param {NumberField | undefined} field
 */
export async function answerYes(id, choice, tools, field) {
  await orReload(tools, async () => {
    /** @type {{ options: object }} */
    const { options } = await post(`${pathOf(id)}/challenge`, choice).catch((error) => {
      if (error instanceof ApiError && error.code === 'wrong_number') field?.clear()
      throw error
    })
    const credential = await showPasskey(options)
    return post(`${pathOf(id)}/approve`, { credential })
  })
}

/**
 * @param {string} id
 * @param {'day' | 'forever' | undefined} block
 * @param {Tools} tools
 */
export async function answerNo(id, block, tools) {
  await orReload(tools, () => post(`${pathOf(id)}/deny`, block === undefined ? {} : { block }))
}

/**
 * Shows what it came to. If somebody else was faster, or it is too late, that is what is shown.
 *
 * @param {Tools} tools
 * @param {() => Promise<ApprovalView>} answer
 */
async function orReload(tools, answer) {
  try {
    tools.show(await answer())
  } catch (error) {
    if (error instanceof ApiError && OVER.has(error.code)) await tools.reload().catch(() => {})
    throw error
  }
}

/** @param {string} id */
function pathOf(id) {
  return `approvals/${encodeURIComponent(id)}`
}
