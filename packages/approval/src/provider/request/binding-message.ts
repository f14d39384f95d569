import { errors } from 'oidc-provider'
import { shownText } from '../../shown-text.js'

const LONGEST = 100

/** What client and owner both show (CIBA §7.1). Throws where it could look like something that it is not. */
export function bindingMessage(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const shown = shownText(text, LONGEST)
  if (shown !== undefined) return shown
  throw new errors.InvalidBindingMessage(
    'The binding message must be 1 to 100 letters, numbers, marks, symbols and single spaces',
  )
}
