// What the two pages share to show things. Text goes in as text, never as HTML.

/** @returns {HTMLElement} */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

/** Shows or hides what carries `data-when` with a name of the record. */
export function showWhen(state) {
  for (const node of document.querySelectorAll('[data-when]')) {
    node.toggleAttribute('hidden', !state[node.getAttribute('data-when') ?? ''])
  }
}

/** Adds a line to a list of calls: what was sent, and what came back. */
export function addCall(list, { sent, status, error }) {
  const item = document.createElement('li')
  const answer = document.createElement('b')
  answer.className = status < 400 ? 'good' : 'bad'
  answer.textContent = [status, error].filter(Boolean).join(' ')
  item.append(sent, ' ', answer)
  list.append(item)
}

/** Header and claims of a JWT, to look at. Checking them is for the API. */
export function decode(token) {
  const [header, claims] = token.split('.', 2).map((part) => {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes))
  })
  return { header, claims }
}
