import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { Commune, Term, Vocabulary } from '@essaim/shared/vocabularies.ts'
import { useQueries } from '@tanstack/react-query'
import { get } from '../lib/http.ts'
import type { CommuneSource } from '../questionnaires/setting.ts'

/** The vocabularies that the questions of a version draw on. */
export function vocabulariesOf(content: QuestionnaireContent): string[] {
  const named = questionsOf(content)
    .flatMap((question) => [question, ...(question.fields ?? [])])
    .flatMap(({ vocabulary, kind }) => (vocabulary ? [vocabulary] : kind === 'departement' ? ['departements'] : []))
  return [...new Set(named)]
}

/** One vocabulary with all its terms; they change seldom. */
export const vocabularyTerms = (code: string) => ({
  queryKey: ['vocabularies', code],
  staleTime: 600_000,
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<Vocabulary>(`/v1/vocabularies/${code}`, {}, signal)).data,
})

/** The terms that a questionnaire version draws on, by vocabulary. */
export function useVocabularies(content: QuestionnaireContent | undefined): Map<string, Term[]> {
  return useQueries({
    queries: (content ? vocabulariesOf(content) : []).map(vocabularyTerms),
    combine: (results) => new Map(results.flatMap(({ data }) => (data ? [[data.code, data.terms] as const] : []))),
  })
}

/** The communes that the form and the answers name, from the official list. */
export const findCommunes: CommuneSource = async (asked, signal) => {
  const query = 'q' in asked ? { q: asked.q } : { code: asked.codes, limit: 50 }
  return (await get<{ items: Commune[] }>('/v1/communes', query, signal)).data.items
}
