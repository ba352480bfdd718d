import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const FACES = [
  '400Regular/SourceSans3_400Regular.ttf',
  '400Regular_Italic/SourceSans3_400Regular_Italic.ttf',
  '700Bold/SourceSans3_700Bold.ttf',
]

/** The one family that pages are set in: its upright, italic and bold faces. */
export function readFaces(): Buffer[] {
  const home = createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json')
  return FACES.map((name) => readFileSync(new URL(name, `file://${home}`)))
}

/** The characters that a TrueType face has a picture for (its `cmap`, formats 4 and 12). */
export function coverageOf(face: Buffer): Set<number> {
  const covered = new Set<number>()
  const cmap = tableOf(face, 'cmap')
  const count = face.readUInt16BE(cmap + 2)
  for (let i = 0; i < count; i += 1) {
    const at = cmap + face.readUInt32BE(cmap + 4 + i * 8 + 4)
    const format = face.readUInt16BE(at)
    if (format === 4) addSegments(face, at, covered)
    if (format === 12) addGroups(face, at, covered)
  }
  return covered
}

function tableOf(face: Buffer, tag: string): number {
  const count = face.readUInt16BE(4)
  for (let i = 0; i < count; i += 1) {
    const at = 12 + i * 16
    if (face.toString('latin1', at, at + 4) === tag) return face.readUInt32BE(at + 8)
  }
  throw new Error(`the face has no ${tag}`)
}

function addSegments(face: Buffer, at: number, covered: Set<number>): void {
  const double = face.readUInt16BE(at + 6)
  for (let i = 0; i < double; i += 2) {
    const [end, start] = [face.readUInt16BE(at + 14 + i), face.readUInt16BE(at + 16 + double + i)]
    const delta = face.readUInt16BE(at + 16 + 2 * double + i)
    const place = at + 16 + 3 * double + i
    const offset = face.readUInt16BE(place)
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const glyph = offset === 0 ? code + delta : face.readUInt16BE(place + offset + 2 * (code - start))
      if ((glyph & 0xffff) !== 0) covered.add(code)
    }
  }
}

function addGroups(face: Buffer, at: number, covered: Set<number>): void {
  const count = face.readUInt32BE(at + 12)
  for (let i = 0; i < count; i += 1) {
    const group = at + 16 + i * 12
    for (let code = face.readUInt32BE(group); code <= face.readUInt32BE(group + 4); code += 1) covered.add(code)
  }
}
