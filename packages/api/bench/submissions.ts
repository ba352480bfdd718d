import pg from 'pg'

/** A département of each of thirteen regions: the first is the small one that a delegate of the bench has. */
export const DEPARTMENTS = ['29', '75', '13', '33', '59', '69', '31', '67', '44', '76', '21', '45', '57']

const WORDS = "repeat('Une équipe médico-sociale accompagne des personnes chez elles, à toute heure. ', 8) || n"

/**
 * Fills up to `wanted` submissions of 500 associations in thirteen départements: two thirds are over, the others wait for
 * a delegation, for headquarters or for their association. Bulk SQL, beside the path of a hand-in.
 */
export async function fillSubmissions(ownerUrl: string, wanted: number): Promise<void> {
  const client = new pg.Client(ownerUrl)
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('essaim.scope', 'all', true)")
    await client.query(
      `insert into association (id, name, commune, department)
       select gen_random_uuid(), 'Association du banc n° ' || n, '29232', ($1::text[])[1 + n % cardinality($1::text[])]
       from generate_series(1, 500) n
       where not exists (select from association where name like 'Association du banc n° %')`,
      [DEPARTMENTS],
    )
    await client.query(
      `create temp table added on commit drop as
       select n, gen_random_uuid() as id, now() - n * interval '10 minutes' as at, a.id as association_id, a.department,
         (array['submitted', 'submitted', 'endorsed', 'changes_requested', 'draft'])[1 + (n / 3) % 5] as waits
       from generate_series((select count(*)::int from submission), $1::int - 1) n
       join (select id, department, row_number() over (order by id) - 1 as k from association
         where name like 'Association du banc n° %') a on a.k = n % 500`,
      [wanted],
    )
    await client.query(
      `insert into submission (id, association_id, questionnaire_version_id, channel, state, revision, title, departments,
         main_department, state_at, created_at, updated_at, submitted_at, unsent)
       select id, association_id, (select v.id from questionnaire_version v limit 1), 'staff',
         case when n % 3 = 0 then waits else 'accepted' end, 1,
         'Innovation ' || n || case when n % 50 = 0 then ' avec zoothérapie' else '' end,
         array[department], department, at, at, at, at, false
       from added`,
    )
    await client.query(
      `insert into submission_revision (submission_id, number, questionnaire_version_id, answers, submitted_by, submitted_at)
       select id, 1, (select v.id from questionnaire_version v limit 1),
         jsonb_build_object('description', ${WORDS}), 'job', at from added`,
    )
    await client.query(
      `insert into answer (submission_id, question, value, version)
       select id, 'description', to_jsonb(${WORDS}), 1
       from added`,
    )
    await client.query('commit')
    for (const table of ['submission', 'submission_words', 'association', 'answer'])
      await client.query(`vacuum analyze ${table}`)
  } finally {
    await client.end()
  }
}
