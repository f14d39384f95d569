// Draws the icons of the owner's page from its SVG: run it by hand after that has changed.
// node packages/approval/scripts/icons.mjs
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const PAGE = new URL('../page/', import.meta.url)
const DRAWING = await readFile(new URL('icon.svg', PAGE), 'utf8')
const GROUND = '#1f3a86'

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const marks = DRAWING.replace(/<rect[^>]*>/, '')
const square = DRAWING.replace(/ rx="\d+"/, '')
await draw('icon-192.png', 192, DRAWING)
await draw('icon-512.png', 512, DRAWING)
// Systems cut these into shapes of their own: nothing stands at the edge.
await draw('icon-maskable-512.png', 512, square, 0.72)
await draw('icon-180.png', 180, square, 0.86)
// Android makes one colour of it, by where it is opaque.
await draw('badge-96.png', 96, marks.replaceAll(/stroke="#\w+"/g, 'stroke="#ffffff"'), 1, 'none')
await browser.close()

async function draw(name, size, svg, scale = 1, ground = scale < 1 ? GROUND : 'none') {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const image = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}">
       <img src="${image}" width="${size * scale}" height="${size * scale}">`,
  )
  await page.locator('img').evaluate((img) => img.decode())
  await writeFile(new URL(name, PAGE), await page.screenshot({ omitBackground: true }))
  await page.close()
}
