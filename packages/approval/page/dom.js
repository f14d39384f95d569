// What elements are made with. Text goes in as text, and attributes by name: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg'

/**
 * @typedef {Node | string | number | false | null | undefined} Child
 * @typedef {Record<string, string | number | boolean | undefined>} Attributes
 */

/**
 * Makes an element. An attribute that is `false` or `undefined` is left out, one that is `true` is empty.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes | null} [attributes]
 * @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag)
  setAttributes(element, attributes)
  put(element, ...children)
  return element
}

/**
 * The same for SVG.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes | null} [attributes]
 * @param {...(Child | readonly Child[])} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag)
  setAttributes(element, attributes)
  put(element, ...children)
  return element
}

/**
 * Adds to the end of an element what is there of these.
 *
 * @param {Element | DocumentFragment} parent
 * @param {...(Child | readonly Child[])} children
 */
export function put(parent, ...children) {
  parent.append(...present(children.flat()))
}

/**
 * Puts these in place of what an element holds.
 *
 * @param {Element} parent
 * @param {...(Child | readonly Child[])} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children.flat()))
}

/**
 * A button that does nothing but what it is told: it never sends a form.
 *
 * @param {string} label
 * @param {string} className
 * @param {(event: MouseEvent) => void} onClick
 * @param {Attributes} [attributes]
 */
export function button(label, className, onClick, attributes) {
  const element = h('button', { type: 'button', class: className, ...attributes }, label)
  element.addEventListener('click', onClick)
  return element
}

/**
 * An id that no other element has, for labels and descriptions.
 *
 * @param {string} name
 */
export function uniqueId(name) {
  counted += 1
  return `${name}-${counted}`
}

let counted = 0

/**
 * @param {Element} element
 * @param {Attributes | null | undefined} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
}

/**
 * @param {readonly Child[]} children
 * @returns {(Node | string)[]}
 */
function present(children) {
  return children
    .filter((child) => child !== undefined && child !== null && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)))
}
