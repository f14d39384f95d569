import type { Invitation } from '@countersign/approval'
import { table } from 'example-shared'
import { renderUnicodeCompact } from 'uqr'
import type { ApprovalDemo } from './start.js'

/** What is printed at the start: a code to pair a device by, and where everything is. */
export function approvalGuide(
  { approval, shop, servers }: ApprovalDemo,
  invitation: Invitation,
): string {
  return [
    renderUnicodeCompact(invitation.url),
    table([
      ["1. Pair Ada's phone", invitation.url],
      ['   or, on her page, by', invitation.code],
      ['2. Ask, as the shop', shop],
      ['3. Answer, and watch', `${approval.issuer}/owner/`],
      ...Object.entries(servers).map(([name, url]) => [`   photos on ${name}`, `${url}/photos`]),
    ]),
    [
      '  All of it is on this machine, which no phone can reach: a browser here, with a passkey of its own,',
      "  is Ada's phone. The QR code is the first address; it is good once, for ten minutes. Ctrl-C stops",
      '  everything, and forgets it.',
    ].join('\n'),
  ].join('\n\n')
}
