// What the page shows. Text goes in as text, never as HTML.

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

export function hopsTable(hops, labelledBy) {
  const rows = hops.map((hop) => [
    `${hop.from} → ${hop.to}`,
    hop.what === 'order' ? 'the order' : 'access',
    hop.audience.replace('https://', ''),
    hop.scope || '–',
    hop.subject,
    hop.actors.join(' for ') || '–',
    hop.encrypted ? 'yes' : 'no',
    `${hop.lifetime}\u00a0s`,
    hop.further.join(', ') || '–',
    mark(String(hop.status), 'good'),
  ])
  const names = ['hop', 'token', 'aud', 'scope', 'sub', 'act', 'encrypted', 'lives', 'beside']
  return table([...names, 'answer'], rows, labelledBy)
}

export function attemptsTable(attempts, labelledBy) {
  const rows = attempts.map(({ what, to, expected, answer, reason }) => [
    what,
    to,
    mark(answer, answer === expected ? 'good' : 'bad'),
    reason || '–',
  ])
  return table(['sent', 'to', 'answer', 'reason in the log'], rows, labelledBy)
}

function mark(text, className) {
  return create('b', { className }, text)
}

// With its roles written out: on a narrow screen its rows are blocks, and would not be rows otherwise.
function table(names, rows, labelledBy) {
  const head = create('tr', { role: 'row' }, ...names.map((name) => header('columnheader', name)))
  const body = rows.map(([first, ...cells]) =>
    create('tr', { role: 'row' }, header('rowheader', first), ...cells.map(cellOf)),
  )
  function cellOf(content, index) {
    const cell = create('td', { role: 'cell' }, content)
    cell.dataset.name = names[index + 1]
    return cell
  }
  const parts = [
    create('thead', { role: 'rowgroup' }, head),
    create('tbody', { role: 'rowgroup' }, ...body),
  ]
  const made = create('table', { role: 'table' }, ...parts)
  made.setAttribute('aria-labelledby', labelledBy)
  return made
}

function header(role, text) {
  return create('th', { role, scope: role === 'rowheader' ? 'row' : 'col' }, text)
}

/** @param {(Node | string)[]} content */
function create(name, properties, ...content) {
  const node = document.createElement(name)
  Object.assign(node, properties)
  node.append(...content)
  return node
}
