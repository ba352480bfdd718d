import type { EditDecisionRequest, OwnVersionEdit } from '@essaim/shared/version-edits.ts'
import { call } from './api.ts'

const edits = '/v1/respond/edits'

/** What the federation wrote into the association's records on its behalf; of one record, or what waits for an answer. */
export const fetchEdits = async (asked: { innovation: string } | { state: 'proposed' }): Promise<OwnVersionEdit[]> =>
  (await call<{ items: OwnVersionEdit[] }>('GET', `${edits}?limit=200&${new URLSearchParams(asked)}`)).data.items

export const decideEdit = async (id: string, body: EditDecisionRequest): Promise<OwnVersionEdit> =>
  (await call<OwnVersionEdit>('POST', `${edits}/${encodeURIComponent(id)}/decision`, { body })).data
