import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { coverageOf, readFaces } from './font.ts'
import type { DocumentJob, PageJob, PrintAnswer, PrintQuestion } from './jobs.ts'
import { eachText, printableWith, xmlText } from './printable.ts'

/** What every template begins with: its values, the language, the one font, and a page without a date of its making. */
const PREAMBLE = `
#let d = json(bytes(sys.inputs.data))
#let pictures = json(bytes(sys.inputs.pictures))
#set document(title: d.title, author: d.author, date: none)
#set text(lang: "fr", region: "FR", font: "Source Sans 3", fallback: false)
`

const faces = readFaces()
const coverages = faces.map(coverageOf)
const printable = printableWith((code) => coverages.every((covered) => covered.has(code)))
// the folder that a template could read from is empty
const workspace = join(tmpdir(), `essaim-print-${process.pid}`)
mkdirSync(workspace, { recursive: true })
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: faces }] })

type Outcome = { bytes: Uint8Array } | { refused: 'too-long' }

function setPages({ template, data, pictures, mostPages }: PageJob): Outcome {
  const inputs = { data: JSON.stringify(eachText(data, printable)), pictures: JSON.stringify(pictures ?? []) }
  const compiled = compiler.compile({ mainFileContent: PREAMBLE + template, inputs })
  const pages = compiled.result
  if (!pages)
    throw new Error(
      compiled
        .takeDiagnostics()
        ?.shortDiagnostics.map(({ message }) => message)
        .join('; '),
    )
  if (pages.numOfPages > mostPages) return { refused: 'too-long' }
  return { bytes: new Uint8Array(compiler.pdf(pages, { pdfStandard: 'ua-1' })) }
}

// read when a first one is asked for: it is large, and pages do without
const writeDocument = async ({ book, logo }: DocumentJob): Promise<Outcome> => ({
  bytes: await (await import('./sheet-docx.ts')).writeDocx(eachText(book, xmlText) as DocumentJob['book'], logo),
})

parentPort?.on('message', async ({ id, job }: PrintQuestion) => {
  let answer: PrintAnswer
  try {
    answer = { id, ...(job.kind === 'pdf' ? setPages(job) : await writeDocument(job)) }
  } catch (error) {
    answer = { id, failed: (error as Error).message.slice(0, 2000) }
  }
  // what was kept of earlier pages would grow for ever
  compiler.evictCache(2)
  parentPort?.postMessage(answer)
})
