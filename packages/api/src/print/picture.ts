/** The size of a PNG, which its first chunk says (PNG §11.2.2). */
export const sizeOfPng = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) })

/** A PNG as a drawing that a page takes. */
export function drawn(png: Buffer): string {
  const { width, height } = sizeOfPng(png)
  const data = `data:image/png;base64,${png.toString('base64')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><image width="${width}" height="${height}" xlink:href="${data}"/></svg>`
}
