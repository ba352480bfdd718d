import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, json, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { aFederation, aSubmission, COMPLETE_ANSWERS, type Federation, publish } from '../../test/federation.ts'
import { aBomb, aDocx, anOdt, aPdf, aPng, eicar, TYPES } from '../../test/file-samples.ts'
import { inScope } from '../db/database.ts'
import { sweepStorage } from './commands.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
let test: TestApp
let federation: Federation
let folder: string
let submission: string

const sendTo = (by: Client, url: string, type: string, bytes: Buffer, name = 'fichier.bin') =>
  test.app.inject({
    method: 'POST',
    url: `${url}/files?name=${encodeURIComponent(name)}`,
    headers: { ...by.headers, 'content-type': type },
    payload: bytes,
  }) as unknown as Promise<Answer>
const send = (type: string, bytes: Buffer, name?: string) =>
  sendTo(test.admin, `${SUBMISSIONS}/${submission}`, type, bytes, name)
const stored = async () => (await readdir(folder, { recursive: true })).filter((name) => name.length > 60).length
const kept = () => inScope(test.app.db, { kind: 'job' }, (trx) => trx.selectFrom('file').select('sha256').execute())
const rows = async () => (await kept()).length

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'essaim-files-'))
  test = await testApp({ jobs: false, files: { kind: 'disk', folder } })
  federation = await aFederation(test)
  submission = await aSubmission(test.admin, federation.association.id)
})

describe('a file sent for an answer', () => {
  it('is kept, answered, listed, read back in scope', async () => {
    const pdf = aPdf()
    const answer = await send(TYPES.pdf, pdf, 'Bilan 2025.pdf')
    const made = json(answer, 201)
    expect(made).toMatchObject({ name: 'Bilan 2025.pdf', media_type: TYPES.pdf, bytes: pdf.length, width: null })
    const url = String(answer.headers.location)
    const read = await test.admin.get(url)
    expect(read.body).toBe(pdf.toString())
    expect(read.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="Bilan 2025.pdf"; filename*=UTF-8''Bilan%202025.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
      etag: `"${made.sha256}"`,
    })
    const again = await test.admin.get(url, { headers: { 'if-none-match': String(read.headers.etag) } })
    expect(again.statusCode).toBe(304)
    const { items } = json(await test.admin.get(`${SUBMISSIONS}/${submission}/files`))
    expect((items as { id: string }[]).map(({ id }) => id)).toContain(made.id)
    expect((await federation.as['delegate elsewhere'].get(url)).statusCode).toBe(404)
    expect((await federation.as.delegate.get(url)).statusCode).toBe(200)
  })

  it('is drawn anew when it is an image: smaller, upright, without what was hidden in it', async () => {
    const photo = await sharp({ create: { width: 3000, height: 1200, channels: 3, background: 'teal' } })
      .withExif({ IFD0: { Copyright: 'Secret', Artist: 'Camille' } })
      .jpeg()
      .toBuffer()
    const polyglot = Buffer.concat([photo, Buffer.from('<script>alert(1)</script>')])
    const answer = await send('image/jpeg', polyglot, 'photo.jpg')
    expect(json(answer, 201)).toMatchObject({ width: 2400, height: 960, media_type: 'image/jpeg' })
    const stream = await test.app.files.read(String(json(answer, 201).sha256))
    const bytes = await buffer(stream as NonNullable<typeof stream>)
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(bytes.includes('<script>')).toBe(false)
    expect((await test.admin.get(String(answer.headers.location))).headers['content-disposition']).toMatch(/^inline/)
  })

  it('takes office documents', async () => {
    json(await send(TYPES.docx, aDocx(), 'note.docx'), 201)
    json(await send(TYPES.odt, anOdt(), 'note.odt'), 201)
  })

  it.each([
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\bilan\\final.pdf', 'final.pdf'],
    ['facture.pdf.exe', 'facture.pdf'],
    ['..', 'fichier.pdf'],
    ['Bilan 2.0.pdf', 'Bilan 2.0.pdf'],
  ])('is never called by a path or a false ending: %s', async (name, label) => {
    expect(json(await send(TYPES.pdf, aPdf(), name), 201).name).toBe(label)
  })

  it('is refused when its name is too long', async () => {
    expect((await send(TYPES.pdf, aPdf(), `${'a'.repeat(300)}.pdf`)).statusCode).toBe(422)
  })
})

const HTML = Buffer.from('<!doctype html><html><script>alert(1)</script></html>')
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
const corpus: [string, string, () => Buffer, string][] = [
  ['nothing', TYPES.pdf, () => Buffer.alloc(0), 'empty'],
  ['a program as PDF', TYPES.pdf, () => Buffer.concat([Buffer.from('MZ\x90\x00'), Buffer.alloc(500)]), 'type-mismatch'],
  ['HTML as PNG', 'image/png', () => HTML, 'type-mismatch'],
  ['SVG as PNG', 'image/png', () => SVG, 'type-mismatch'],
  ['HTML as PDF', TYPES.pdf, () => HTML, 'type-mismatch'],
  ['PNG as JPEG', 'image/jpeg', () => aPng(4, 4), 'type-mismatch'],
  ['PDF and HTML in one', TYPES.pdf, () => aPdf(HTML.toString()), 'active-content'],
  ['PDF and archive in one', TYPES.pdf, () => Buffer.concat([aPdf(), aDocx()]), 'active-content'],
  [
    'PDF with a script',
    TYPES.pdf,
    () => aPdf('2 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj'),
    'active-content',
  ],
  ['PDF with a script in disguise', TYPES.pdf, () => aPdf('2 0 obj << /S /J#61vaScript >> endobj'), 'active-content'],
  ['PDF without an end', TYPES.pdf, () => Buffer.from('%PDF-1.7\nrien'), 'unreadable'],
  ['EICAR', TYPES.pdf, eicar, 'malware'],
  [
    'EICAR astride two windows of a large PDF',
    TYPES.pdf,
    () => aPdf(Buffer.concat([Buffer.alloc(64 * 1024 - 70, 32), eicar(), Buffer.alloc(1_000_000, 32)]).toString()),
    'malware',
  ],
  [
    'a script astride two windows of a large PDF',
    TYPES.pdf,
    () => aPdf(`${' '.repeat(64 * 1024 - 64)}/JavaScript${' '.repeat(600_000)}`),
    'active-content',
  ],
  ['EICAR in a PDF', TYPES.pdf, () => aPdf(eicar().toString()), 'malware'],
  ['a document that bursts', TYPES.docx, aBomb, 'archive-bomb'],
  [
    'a document that shrinks too well',
    TYPES.docx,
    () => aDocx({ name: 'word/a.xml', content: Buffer.alloc(9_000_000) }),
    'archive-bomb',
  ],
  [
    'a document with macros',
    TYPES.docx,
    () => aDocx({ name: 'word/vbaProject.bin', content: Buffer.from('x') }),
    'macros',
  ],
  [
    'a document with a program',
    TYPES.docx,
    () => aDocx({ name: 'word/embeddings/a.exe', content: Buffer.from('x') }),
    'active-content',
  ],
  [
    'a document that leaves its folder',
    TYPES.docx,
    () => aDocx({ name: '../../a.xml', content: Buffer.from('x') }),
    'unreadable',
  ],
  ['ODT as DOCX', TYPES.docx, anOdt, 'type-mismatch'],
  ['a huge PNG', 'image/png', () => aPng(20_000, 20_000), 'too-many-pixels'],
  ['half a PNG', 'image/png', () => aPng(400, 400).subarray(0, 60), 'unreadable'],
]

describe('C27, C28: what lies or bursts', () => {
  it.each(corpus)('%s is refused and leaves nothing', async (_, type, bytes, code) => {
    const sent = bytes()
    const before = [await stored(), await rows()]
    const answer = await send(type, sent)
    expect(answer.statusCode, answer.body).toBe(422)
    expect(problemOf(answer).errors.map((error) => error.code)).toEqual([code])
    expect([await stored(), await rows()]).toEqual(before)
  })

  it('a file is as large as a question takes it: beyond that it is 413, another type 415', async () => {
    const MEGABYTE = 1024 * 1024
    const large = Buffer.concat([aPdf().subarray(0, 60), Buffer.alloc(15 * MEGABYTE), aPdf().subarray(60)])
    const pdf = json(await send(TYPES.pdf, large), 201)
    expect(pdf.bytes).toBe(large.length)
    // in the question of 20 MB; the picture's takes 10
    const url = `${SUBMISSIONS}/${submission}`
    json(await test.admin.patch(url, { answers: { documents: [{ id: 'a', fichier: pdf.id, titre: 'Gros bilan' }] } }))
    const before = [await stored(), await rows()]
    expect((await send('image/png', Buffer.alloc(10 * MEGABYTE + 1))).statusCode).toBe(413)
    expect((await send(TYPES.pdf, Buffer.alloc(20 * MEGABYTE + 1))).statusCode).toBe(413)
    expect([await stored(), await rows()]).toEqual(before)
    expect((await send('image/svg+xml', SVG)).statusCode).toBe(415)
  })
})

describe('an answer of kind file', () => {
  it('names a file of its own association, of a kind that the question takes', async () => {
    const url = `/v1/respond/submissions`
    const own = json(await federation.as.respondent.post(url), 201).id as string
    const png = json(await sendTo(federation.as.respondent, `${url}/${own}`, 'image/png', aPng(8, 8)), 201).id as string
    const pdf = json(await sendTo(federation.as.respondent, `${url}/${own}`, TYPES.pdf, aPdf()), 201).id as string
    json(await federation.as.respondent.patch(`${url}/${own}`, { answers: { image: png } }))
    json(
      await federation.as.respondent.patch(`${url}/${own}`, {
        answers: { documents: [{ id: 'a', fichier: pdf, titre: 'Bilan' }] },
      }),
    )
    const wrong = await federation.as.respondent.patch(`${url}/${own}`, { answers: { image: pdf } })
    expect(problemOf(wrong).errors).toMatchObject([{ pointer: '/answers/image', code: 'media-type' }])

    const theirs = json(await federation.as['respondent elsewhere'].post(url), 201).id as string
    const stolen = await federation.as['respondent elsewhere'].patch(`${url}/${theirs}`, { answers: { image: png } })
    expect(problemOf(stolen).errors).toMatchObject([{ pointer: '/answers/image', code: 'unknown-code' }])
    expect((await federation.as['respondent elsewhere'].get(`${url}/${own}/files/${png}`)).statusCode).toBe(404)
    const byHeadquarters = await aSubmission(test.admin, federation.elsewhere.id, {})
    expect((await test.admin.patch(`${SUBMISSIONS}/${byHeadquarters}`, { answers: { image: png } })).statusCode).toBe(
      422,
    )
  })

  it('keeps its file from being removed as long as it names it', async () => {
    const url = `${SUBMISSIONS}/${submission}`
    const made = json(await send('image/png', aPng(9, 9)), 201)
    const tag = `"${made.sha256}"`
    json(await test.admin.patch(url, { answers: { image: made.id } }))
    expect((await test.admin.delete(`${url}/files/${made.id}`, tag)).statusCode).toBe(409)
    json(await test.admin.patch(url, { answers: { image: null } }))
    expect((await test.admin.delete(`${url}/files/${made.id}`, null)).statusCode).toBe(428)
    expect((await test.admin.delete(`${url}/files/${made.id}`, tag)).statusCode).toBe(204)
    expect((await test.admin.get(`${url}/files/${made.id}`)).statusCode).toBe(404)
  })
})

describe('storage and rows', () => {
  it('two uploads at once give two rows over the same bytes', async () => {
    const before = [await stored(), await rows()] as const
    const made = await Promise.all([1, 2].map(() => send('image/png', aPng(31, 17))))
    const [one, two] = made.map((answer) => json(answer, 201))
    expect(one?.id).not.toBe(two?.id)
    expect(one?.sha256).toBe(two?.sha256)
    expect([await stored(), await rows()]).toEqual([before[0] + 1, before[1] + 2])
  })

  it('a stop between the bytes and the row leaves no row, and the sweep takes the bytes after a day', async () => {
    const { put } = test.app.files
    const before = [await stored(), await rows()] as const
    test.app.files.put = async (...args) => {
      await put(...args)
      throw new Error('killed')
    }
    expect((await send(TYPES.pdf, aPdf('a stop'))).statusCode).toBe(500)
    test.app.files.put = put
    expect([await stored(), await rows()]).toEqual([before[0] + 1, before[1]])
    expect(await sweepStorage(test.app.db, test.app.files)).toBe(0)
    expect(await sweepStorage(test.app.db, test.app.files, Date.now() + 25 * 3_600_000)).toBeGreaterThan(0)
    expect(await stored()).toBe(new Set((await kept()).map(({ sha256 }) => sha256)).size)
  })
})

describe('a file of a published record', () => {
  it('follows the audience of its value, and is gone with the record', async () => {
    const url = `${SUBMISSIONS}/${await aSubmission(test.admin, federation.association.id, COMPLETE_ANSWERS)}`
    const image = json(await sendTo(test.admin, url, 'image/png', aPng(12, 6), 'Le café.png'), 201)
    const document = json(await sendTo(test.admin, url, TYPES.pdf, aPdf('record')), 201)
    const file = `/v1/files/${image.id}`
    expect((await test.anonymous.get(file)).statusCode).toBe(404)
    json(
      await test.admin.patch(url, {
        answers: {
          image: image.id,
          image_alt: 'Le comptoir du café',
          documents: [{ id: 'a', fichier: document.id, titre: 'Bilan' }],
        },
      }),
    )
    json(await test.admin.post(`${url}/transitions`, { transition: 'submit' }))
    const record = json(await test.admin.post(`${url}/transitions`, { transition: 'accept' })).innovation_id as string
    expect((await test.anonymous.get(file)).statusCode).toBe(404)
    await publish(test, record)

    const { files } = json(await test.anonymous.get(`/v1/innovations/${record}`)) as {
      files: Record<string, unknown>[]
    }
    expect(files).toMatchObject([
      {
        id: image.id,
        question: 'image',
        name: 'Le café.png',
        alternative_text: 'Le comptoir du café',
        size: image.bytes,
      },
      { id: document.id, question: 'documents.fichier', alternative_text: 'Bilan', sha256: document.sha256 },
    ])
    expect(files[0]?.url).toMatch(new RegExp(`${file}$`))
    const read = await test.anonymous.get(file)
    expect(read.statusCode).toBe(200)
    expect(read.headers['cache-control']).toContain('public')
    expect(read.headers['content-disposition']).toBe(
      `inline; filename="Le cafe.png"; filename*=UTF-8''Le%20caf%C3%A9.png`,
    )

    const narrow = (audience: string, question = 'image') =>
      test.admin.post(`/v1/moderation/innovations/${record}/restrictions`, { question, audience })
    json(await narrow('members'))
    // hidden looks like unknown
    expect((await test.anonymous.get(file)).statusCode).toBe(404)
    expect((await federation.as['innovations:read'].get(file)).statusCode).toBe(404)
    const member = await federation.as['members:read'].get(file)
    expect(member.statusCode).toBe(200)
    expect(member.headers['cache-control']).toBe('private, no-cache')
    expect((await test.anonymous.get(`/v1/files/${document.id}`)).statusCode).toBe(200)

    json(
      await test.admin.post(`/v1/moderation/innovations/${record}/transitions`, {
        transition: 'withdraw',
        reason: 'stopped',
        comment: 'Fin',
      }),
    )
    const gone = await test.anonymous.get(`/v1/files/${document.id}`)
    expect(gone.statusCode).toBe(410)
    expect(json(gone, 410)).toMatchObject({ reason: 'stopped', replaced_by: null })
    expect((await federation.as['members:read'].get(file)).statusCode).toBe(410)
  })
})
