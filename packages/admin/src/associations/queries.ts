import type {
  Association,
  AssociationCreation,
  AssociationPatch,
  Contact,
  ContactCreation,
  ContactPatch,
  Establishment,
  EstablishmentCreation,
  EstablishmentPatch,
  PersonalLink,
} from '@essaim/shared/associations.ts'
import type { AssociationImport, AssociationImportRow } from '@essaim/shared/imports.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, type Query, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type Page<T> = { items: T[]; next: string | null; total?: number }
const at = (id: string) => `/v1/associations/${id}`

/** A page of associations, by name. */
export const associations = (query: Query) =>
  queryOptions({
    queryKey: ['associations', 'list', query],
    queryFn: async ({ signal }) => (await get<Page<Association>>('/v1/associations', query, signal)).data,
  })

export const association = (id: string) =>
  queryOptions({ queryKey: ['associations', 'one', id], queryFn: ({ signal }) => get<Association>(at(id), {}, signal) })

export const establishments = (id: string, cursor?: string) =>
  queryOptions({
    queryKey: ['associations', 'establishments', id, cursor],
    queryFn: async ({ signal }) =>
      (await get<Page<Establishment>>(`${at(id)}/establishments`, { cursor, limit: 50 }, signal)).data,
  })

export const contacts = (id: string) =>
  queryOptions({
    queryKey: ['associations', 'contacts', id],
    queryFn: async ({ signal }) => (await get<Page<Contact>>(`${at(id)}/contacts`, { limit: 200 }, signal)).data,
  })

export const imported = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: async ({ signal }) => (await get<AssociationImport>(`/v1/associations/imports/${id}`, {}, signal)).data,
  })

export const importedRows = (id: string, query: Query) =>
  queryOptions({
    queryKey: ['imports', id, 'rows', query],
    queryFn: async ({ signal }) =>
      (await get<Page<AssociationImportRow>>(`/v1/associations/imports/${id}/rows`, query, signal)).data,
  })

const changed = () => queryClient.invalidateQueries({ queryKey: ['associations'] })

export async function createAssociation(body: AssociationCreation): Promise<Association> {
  const { data } = await post<Association>('/v1/associations', body)
  await changed()
  return data
}
export async function changeAssociation(id: string, body: AssociationPatch, etag: string | null): Promise<void> {
  await patch(at(id), body, etag)
  await changed()
}
/** Writes a contact; without an id it is a new one. */
export async function writeContact(
  id: string,
  contact: string | null,
  body: ContactCreation | ContactPatch,
): Promise<void> {
  const path = `${at(id)}/contacts`
  if (contact) await patch(`${path}/${contact}`, body, (await get(`${path}/${contact}`)).etag)
  else await post(path, body)
  await changed()
}
/** Writes an establishment; without an id it is a new one. */
export async function writeEstablishment(
  id: string,
  establishment: string | null,
  body: EstablishmentCreation | EstablishmentPatch,
): Promise<void> {
  const path = `${at(id)}/establishments`
  if (establishment) await patch(`${path}/${establishment}`, body, (await get(`${path}/${establishment}`)).etag)
  else await post(path, body)
  await changed()
}
/** A new personal link: its address is in this answer and nowhere else. */
export async function createLink(id: string, contact: string): Promise<PersonalLink> {
  const { data } = await post<PersonalLink>(`${at(id)}/contacts/${contact}/links`, undefined)
  await changed()
  return data
}
export async function revokeLink(id: string, contact: string, link: string): Promise<void> {
  await remove(`${at(id)}/contacts/${contact}/links/${link}`, '*')
  await changed()
}
export async function importFile(file: Blob, dryRun: boolean, columns: string[]): Promise<AssociationImport> {
  const { data } = await post<AssociationImport>('/v1/associations/imports', undefined, {
    file,
    query: { dry_run: dryRun, column: columns },
  })
  if (!dryRun) await changed()
  return data
}
