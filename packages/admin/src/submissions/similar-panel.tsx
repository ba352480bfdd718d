import type { SimilarList } from '@essaim/shared/own-records.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { t, tOr } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { similar } from './queries.ts'

type Item = SimilarList['items'][number]

/** What is known already under a like title, before it is described twice. */
export function SimilarPanel({ one }: { one: Submission }) {
  const items = useQuery(similar(one.id)).data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={t('similar.title')}>
      <ul className="tile-list">
        {items.map((item) => (
          <li key={item.id}>
            <Open item={item} />
            <span className="hint">{[item.association?.name, stateOf(item)].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const stateOf = ({ kind, state }: Item) => `${t(`${kind}.one`)}, ${tOr(`${kind}.state.${state}`, state).toLowerCase()}`

const Open = ({ item: { kind, id, title } }: { item: Item }) => (
  <TextLink to={kind === 'submission' ? '/reponses/$id' : '/fiches/$id'} params={{ id }}>
    {title}
  </TextLink>
)
