import type { Filter } from '../innovations/filters.ts'

/** The address of a feed under a filter: from its beginning, or with what is put into it. */
export function feedAddress(
  feed: string,
  { text }: Pick<Filter, 'text'>,
  position: Record<string, string> = {},
): string {
  const query = [new URLSearchParams(position).toString(), text].filter(Boolean).join('&')
  return `${feed}${query && `?${query}`}`
}
