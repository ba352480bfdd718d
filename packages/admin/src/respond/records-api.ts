import type { Audience } from '@essaim/shared/audience.ts'
import type { Restriction } from '@essaim/shared/innovations.ts'
import type {
  Confirmation,
  ConfirmationAnswer,
  OwnRecord,
  Preview,
  PublishedOwnRecord,
  SignOff,
  SimilarList,
} from '@essaim/shared/own-records.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { call } from './api.ts'

const innovations = '/v1/respond/innovations'
const submissions = '/v1/respond/submissions'
export type Reader = 'public' | 'partners' | 'members'

/** The association's published records, a page of them: nobody has two hundred. */
export const fetchRecords = async (): Promise<OwnRecord[]> =>
  (await call<{ items: OwnRecord[] }>('GET', `${innovations}?limit=200`)).data.items

export const fetchRecord = async (id: string): Promise<PublishedOwnRecord> =>
  (await call<PublishedOwnRecord>('GET', `${innovations}/${encodeURIComponent(id)}`)).data

export const confirmRecord = async (id: string, answer: ConfirmationAnswer): Promise<Confirmation> =>
  (
    await call<Confirmation>('POST', `${innovations}/${encodeURIComponent(id)}/confirmations`, {
      body: { answer },
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
  ).data

export const findSimilar = async (title: string, signal: AbortSignal): Promise<SimilarList['items']> =>
  (await call<SimilarList>('GET', `/v1/respond/similar?title=${encodeURIComponent(title)}`, { signal })).data.items

/** Says which record an answer takes up; null: none after all. */
export const takeUp = async (id: string, innovation_id: string | null): Promise<Submission> =>
  (await call<Submission>('POST', `${submissions}/${encodeURIComponent(id)}/taking-up`, { body: { innovation_id } }))
    .data

export const fetchPreview = async (id: string, audience: Reader): Promise<Preview['document']> =>
  (await call<Preview>('GET', `${submissions}/${encodeURIComponent(id)}/preview?audience=${audience}`)).data.document

export const signOff = async (id: string): Promise<Submission> =>
  (await call<Submission>('POST', `${submissions}/${encodeURIComponent(id)}/sign-off`)).data

export const fetchRestrictions = async (id: string): Promise<Restriction[]> =>
  (await call<{ items: Restriction[] }>('GET', `${innovations}/${encodeURIComponent(id)}/restrictions`)).data.items

/** Narrows who may read a value of a record (`*`: all of it); `public` lifts what one narrowed. */
export const restrict = async (id: string, question: string, audience: Audience): Promise<Restriction[]> =>
  (
    await call<{ items: Restriction[] }>('POST', `${innovations}/${encodeURIComponent(id)}/restrictions`, {
      body: { question, audience },
    })
  ).data.items

/** Approves by the token of a message: only ever after a click. */
export const signOffByLink = async (token: string): Promise<SignOff> =>
  (await call<SignOff>('POST', '/v1/respond/sign-offs', { body: { token }, anonymous: true })).data
