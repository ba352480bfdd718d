import type { Term, Vocabulary } from '@essaim/shared/vocabularies.ts'
import { Button, TextInput } from '@mantine/core'
import { IconPencil, IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { vocabularyTerms } from '../answers/terms.ts'
import { day, number } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Tag } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { moveInList, useShortcuts } from '../ui/use-shortcuts.ts'
import { TermDialog } from './term-dialog.tsx'

const route = getRouteApi('/nomenclatures/$code')
const SHOWN = 200

/** One controlled list: found by label, synonym or code; moderators add and correct. */
export function VocabularyPage() {
  const { code } = route.useParams()
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const query = useQuery(vocabularyTerms(code))
  const [edited, setEdited] = useState<Term | 'new' | null>(null)
  const [typed, setTyped] = useState(q ?? '')
  const writes = hasRole(user, 'moderator')
  useShortcuts({ j: () => moveInList(1), k: () => moveInList(-1) })
  return (
    <Page
      title={query.data ? labelOf(query.data.label) : t('vocabulary.one')}
      crumbs={[{ to: '/nomenclatures', label: t('vocabularies.title') }]}
      lead={query.data?.source && <p>{query.data.source}</p>}
      actions={
        writes && (
          <Button onClick={() => setEdited('new')} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('term.create')}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <div className="filters-row">
          <TextInput
            type="search"
            label={t('vocabulary.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={100}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              void navigate({
                search: { q: event.currentTarget.value || undefined },
                replace: true,
                resetScroll: false,
              })
            }}
          />
        </div>
      </search>
      <div className="panel flush">
        <Await query={query}>
          {(vocabulary) => {
            const found = matching(vocabulary, q ?? '')
            return found.length === 0 ? (
              <Empty title={t('list.none.filtered')} />
            ) : (
              <>
                <DataTable
                  caption={labelOf(vocabulary.label)}
                  columns={columns(vocabulary, writes ? setEdited : null)}
                  items={found.slice(0, SHOWN)}
                  keyOf={(term) => term.code}
                />
                <div className="pager">
                  <p role="status">
                    {found.length > SHOWN
                      ? t('vocabulary.shown.some', { shown: SHOWN, count: number(found.length) })
                      : t('vocabulary.shown', { count: found.length })}
                  </p>
                </div>
              </>
            )
          }}
        </Await>
      </div>
      {edited && query.data && (
        <TermDialog vocabulary={query.data} known={edited === 'new' ? null : edited} close={() => setEdited(null)} />
      )}
    </Page>
  )
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function matching({ terms }: Vocabulary, q: string): Term[] {
  const words = plain(q).split(/\s+/).filter(Boolean)
  if (words.length === 0) return terms
  return terms.filter(({ code, label, synonyms }) => {
    const text = plain([code, label.fr, label.en, ...synonyms].join(' '))
    return words.every((word) => text.includes(word))
  })
}

function columns(vocabulary: Vocabulary, edit: ((term: Term) => void) | null): Column<Term>[] {
  const names = new Map(vocabulary.terms.map(({ code, label }) => [code, labelOf(label)]))
  return [
    {
      key: 'label',
      title: t('term.label'),
      wide: true,
      cell: ({ label, parent, valid_until }) => (
        <span className="stacked">
          <span className="badges">
            <strong>{labelOf(label)}</strong>
            {valid_until && <Tag>{t('term.until', { day: day(valid_until) })}</Tag>}
          </span>
          {parent && <span className="hint">{t('term.under', { parent: names.get(parent) ?? parent })}</span>}
        </span>
      ),
    },
    { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
    {
      key: 'synonyms',
      title: t('term.synonyms'),
      wide: true,
      cell: ({ synonyms }) =>
        synonyms.length > 0 ? synonyms.join(', ') : <span className="unknown">{t('value.none')}</span>,
    },
    ...(edit
      ? [
          {
            key: 'edit',
            title: t('action.edit'),
            hideTitle: true,
            cell: (term: Term) => (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPencil size={14} aria-hidden />}
                onClick={() => edit(term)}
              >
                {t('action.edit')}
                <span className="sr-only"> {labelOf(term.label)}</span>
              </Button>
            ),
          },
        ]
      : []),
  ]
}
