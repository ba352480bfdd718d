import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const TYPES = { docx: DOCX, odt: 'application/vnd.oasis.opendocument.text', pdf: 'application/pdf' } as const

/** A one-page PDF with this in its body. */
export const aPdf = (body = ''): Buffer =>
  Buffer.from(`%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n${body}\ntrailer << /Root 1 0 R >>\n%%EOF\n`, 'latin1')

type Entry = { name: string; content: Buffer; unpacked?: number }

/** An archive of these entries; `unpacked` is what its directory pretends. */
export function aZip(entries: Entry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, unpacked = content.length } of entries) {
    const stored = name === 'mimetype'
    const packed = stored ? content : deflateRawSync(content)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(stored ? 0 : 8, 4)
    head.writeUInt32LE(crc32(content), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(unpacked, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, tail.subarray(0, 14), Buffer.from(name)]),
    )
    locals.push(local)
    at += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06'), end])
}

const types = { name: '[Content_Types].xml', content: Buffer.from('<Types/>') }
const text = { name: 'word/document.xml', content: Buffer.from('<w:document>Un café</w:document>') }

/** A Word document, with these entries beside its own. */
export const aDocx = (...more: Entry[]): Buffer => aZip([types, text, ...more])
export const anOdt = (): Buffer =>
  aZip([
    { name: 'mimetype', content: Buffer.from(TYPES.odt) },
    { name: 'content.xml', content: Buffer.from('<office/>') },
  ])

/** A document that would be a gigabyte once opened. */
export const aBomb = (): Buffer =>
  aDocx({ name: 'word/media/image1.bin', content: Buffer.alloc(4_000_000), unpacked: 1_000_000_000 })

function chunk(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind), content])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, sum])
}

/** A PNG of one colour; its rows are there in full only when it is small. */
export function aPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(Math.min(height * (width * 3 + 1), 4_000_000), 0))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The test file of virus scanners, put together here so that none finds it in the source. */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-'))
