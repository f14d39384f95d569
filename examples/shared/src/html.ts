import { createHash } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0; padding: 1rem; display: grid; justify-content: center }
main { width: min(20rem, 100vw - 2rem) }
h1 { font-size: 1.4rem }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
input { margin-bottom: 1rem; padding: 0.6rem; border: 1px solid GrayText; border-radius: 0.3rem }
button { padding: 0.6rem; border: 0; border-radius: 0.3rem; background: #1f5fbf; color: #fff }
button:hover { background: #174a96 }
:focus-visible { outline: 3px solid #e08a00; outline-offset: 2px }
[role='alert'] { padding: 0.6rem; border-left: 4px solid #c62828 }
`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** What keeps a page with a form to itself. `origin` is where its form may lead to in the end. */
export function pageHeaders(origin = ''): OutgoingHttpHeaders {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      'img-src data:',
      // Browsers hold the redirect that follows a form to this as well.
      `form-action 'self' ${origin}`.trim(),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  }
}

/** A page to sign in from. `body` is HTML: whatever did not come from us has to be escaped. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
<main>
<h1>${title}</h1>
${body}
</main>
</html>
`
}

/** Makes text safe to stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
