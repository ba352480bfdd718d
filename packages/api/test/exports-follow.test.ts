import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ExportEnd } from '@essaim/shared/exports.ts'
import { expect, it } from 'vitest'
import { inScope } from '../src/db/database.ts'
import { askForExport, makeExports } from '../src/exports/commands.ts'
import { type Client, testApp } from './app.ts'
import { differences, digestOfCopy, EVERYTHING, FEED, headingOf, pageOf, storedFor, writeAtOnce } from './feed-story.ts'

const AUDIENCES = ['public', 'partners', 'members'] as const

/** A copy as its last line says that it is: nothing is taken for whole that is not. */
function copyOf(ndjson: string): { end: ExportEnd; copy: Map<string, string> } {
  const lines = ndjson.trimEnd().split('\n')
  const end = JSON.parse(lines.pop() ?? '') as ExportEnd
  expect(end).toMatchObject({ _end: true, count: lines.length })
  const copy = new Map(lines.map((line) => [(JSON.parse(line) as { id: string }).id, line]))
  expect(digestOfCopy(copy)).toBe(end.digest)
  return { end, copy }
}

it('an export and the feed from its seq are the truth, whatever was written while it was made', async () => {
  const test = await testApp({ files: { kind: 'disk', folder: mkdtempSync(join(tmpdir(), 'essaim-exports-')) } })
  const clients: Record<(typeof AUDIENCES)[number], Client> = {
    public: test.anonymous,
    partners: await test.key('feed:read'),
    members: await test.key('members:read'),
  }
  // every export that is made, those too that a narrowing ends before anybody asks for them
  const made: string[] = []
  const put = test.app.files.put
  test.app.files.put = async (key, content, type) => {
    if (type === 'application/x-ndjson') made.push(await text(content.open()))
    return put(key, content, type)
  }
  let writing = true
  const exporting = (async () => {
    while (writing) {
      for (const audience of AUDIENCES)
        await inScope(test.app.db, { kind: 'job' }, (trx) => askForExport(trx, audience))
      await makeExports(test.app, new AbortController().signal)
    }
  })()
  const { missing, unexpected } = await writeAtOnce(test, {
    writers: 4,
    milliseconds: 4000,
    kills: false,
    often: EVERYTHING,
    until: () => made.length >= 6,
  })
  writing = false
  await exporting
  expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] })

  const followed = new Set<string>()
  for (const audience of AUDIENCES) {
    const client = clients[audience]
    const truth = await storedFor(test, audience)
    const heading = await headingOf(client)
    for (const { end, copy } of made.map(copyOf).filter(({ end }) => end.epoch === heading.epoch)) {
      followed.add(audience)
      for (let next = `${FEED}?afterChangeNumber=${end.seq}&epoch=${end.epoch}`; ; ) {
        const page = await pageOf(client, next)
        for (const { id, state, data } of page.items) {
          if (state === 'deleted') copy.delete(id)
          else copy.set(id, JSON.stringify(data))
        }
        if (page.items.length === 0) break
        next = page.next
      }
      expect(differences(copy, truth), audience).toEqual([])
      expect(digestOfCopy(copy)).toBe(heading.digest)
    }
  }
  expect([...followed]).toEqual([...AUDIENCES])
}, 180_000)
