/** Whether the browser says that it was asked by our page itself, and not by a frame in another's. */
export function isTopLevel(clientDataJSON: string): boolean {
  const text = Buffer.from(clientDataJSON, 'base64url').toString()
  const data = JSON.parse(text) as { readonly crossOrigin?: unknown; readonly topOrigin?: unknown }
  return (data.crossOrigin ?? false) === false && data.topOrigin === undefined
}
