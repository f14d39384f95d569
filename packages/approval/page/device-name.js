// What a device is called until its owner calls it something else.

/** @type {readonly (readonly [RegExp, string])[]} */
const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android.*Mobile/, 'Android phone'],
  [/Android/, 'Android tablet'],
  [/CrOS/, 'Chromebook'],
  [/Macintosh/, 'Mac'],
  [/Windows/, 'Windows computer'],
  [/Linux/, 'Linux computer'],
]

/** @param {string} [agent] */
export function deviceName(agent = navigator.userAgent) {
  return SYSTEMS.find(([mark]) => mark.test(agent))?.[1] ?? 'This device'
}
