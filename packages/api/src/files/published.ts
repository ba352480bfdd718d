import type { Audience } from '@essaim/shared/audience.ts'
import type { DocumentFile } from '@essaim/shared/documents.ts'
import type pg from 'pg'

type Reader = Exclude<Audience, 'staff'>

/** The file as a current document of that audience lists it; null when none does. */
export async function publishedFile(pool: pg.Pool, id: string, audience: Reader): Promise<DocumentFile | null> {
  const { rows } = await pool.query<{ file: DocumentFile }>({
    name: 'published-file',
    text: `select listed as file
      from published_file p
      join document d on d.innovation_id = p.innovation_id and d.current
        and d.from_audience <= p.audience and d.to_audience >= p.audience
      cross join lateral jsonb_array_elements(d.body::jsonb -> 'files') as listed
      where p.file_id = $1 and p.audience = $2 and listed ->> 'id' = $1::text
      limit 1`,
    values: [id, audience],
  })
  return rows[0]?.file ?? null
}

/** The records by which that audience ever had the file. */
export async function recordsThatHad(pool: pg.Pool, id: string, audience: Reader): Promise<string[]> {
  const { rows } = await pool.query<{ innovation_id: string }>({
    name: 'records-that-had-file',
    text: 'select innovation_id from published_file where file_id = $1 and audience = $2 order by innovation_id',
    values: [id, audience],
  })
  return rows.map((row) => row.innovation_id)
}
