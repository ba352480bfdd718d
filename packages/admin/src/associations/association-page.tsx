import type { Association } from '@essaim/shared/associations.ts'
import { Button } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { day, number, siren } from '../lib/format.ts'
import { t, tOr } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { SubmissionBadge, titleOf } from '../submissions/labels.tsx'
import { submissions } from '../submissions/queries.ts'
import { Tag } from '../ui/badge.tsx'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { AssociationDialog } from './association-dialog.tsx'
import { ContactsPanel } from './contacts-panel.tsx'
import { EstablishmentsPanel } from './establishments-panel.tsx'
import { placeOf } from './labels.ts'
import { association } from './queries.ts'

const route = getRouteApi('/associations/$id')

/** One association: its people and their personal links, its establishments, what it answered, its facts. */
export function AssociationPage() {
  const { id } = route.useParams()
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
  const query = useQuery(association(id))
  const { contact } = route.useSearch()
  const { user } = useSession()
  const [editing, setEditing] = useState(false)
  const one = query.data?.data
  const writes = hasRole(user, 'moderator', 'delegate')
  return (
    <Page
      title={one?.name ?? t('association.one')}
      crumbs={[{ to: '/associations', label: t('associations.title') }]}
      lead={
        one && (
          <>
            <span>{[one.short_name, placeOf(one), one.regional_delegation?.name].filter(Boolean).join(' · ')}</span>
            {one.fictitious && <Tag>{t('association.fictitious')}</Tag>}
          </>
        )
      }
      actions={
        writes && (
          <>
            <Button
              variant="default"
              disabled={!one}
              onClick={() => setEditing(true)}
              leftSection={<IconPencil size={16} aria-hidden />}
            >
              {t('action.edit')}
            </Button>
            <ButtonLink
              to="/reponses/nouvelle"
              search={{ association: id }}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t('submission.create')}
            </ButtonLink>
          </>
        )
      }
    >
      <Await query={query}>
        {({ data, etag }) => (
          <div className="reading">
            <div className="reading-main">
              <ContactsPanel id={id} writes={writes} opened={contact} />
              <SubmissionsPanel id={id} />
              <EstablishmentsPanel id={id} writes={writes} />
            </div>
            <aside className="reading-side" aria-label={t('submission.facts')}>
              <FactsPanel one={data} />
            </aside>
            {editing && <AssociationDialog known={data} etag={etag} close={() => setEditing(false)} />}
          </div>
        )}
      </Await>
    </Page>
  )
}

function SubmissionsPanel({ id }: { id: string }) {
  const query = useQuery(submissions({ association: [id], limit: 20 }))
  return (
    <Panel
      title={t('submissions.title')}
      actions={
        <TextLink to="/reponses" search={{ association: id }}>
          {t('home.all')}
        </TextLink>
      }
    >
      <Await query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="hint">{t('association.submissions.none')}</p>
          ) : (
            <ul className="lines">
              {items.map((item) => (
                <li key={item.id}>
                  <TextLink
                    to="/reponses/$id"
                    params={{ id: item.id }}
                    search={{ association: id }}
                    className="row-link"
                  >
                    {titleOf(item)}
                  </TextLink>
                  <SubmissionBadge state={item.state} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Panel>
  )
}

function FactsPanel({ one }: { one: Association }) {
  return (
    <>
      <Panel title={t('submission.facts')}>
        <Facts
          items={[
            [t('association.siren'), one.siren && <span className="digits">{siren(one.siren)}</span>],
            [t('association.rna'), one.rna],
            [t('association.finess-ej'), one.finess_ej],
            [
              t('association.address'),
              one.address || one.postal_code
                ? [one.address, one.postal_code, one.commune?.name].filter(Boolean).join(', ')
                : placeOf(one),
            ],
            [t('association.telephone'), one.telephone],
            [
              t('association.email'),
              one.email && (
                <a className="link" href={`mailto:${one.email}`}>
                  {one.email}
                </a>
              ),
            ],
            [
              t('association.website'),
              one.website && /^https?:/.test(one.website) ? (
                <a key="website" className="link" href={one.website} rel="noreferrer">
                  {one.website}
                </a>
              ) : (
                one.website
              ),
            ],
            [t('association.headcount'), one.headcount === null ? null : number(one.headcount)],
            [t('association.joined'), day(one.joined_on)],
            ...(one.left_on ? [[t('association.left'), day(one.left_on)] as [string, string]] : []),
          ]}
        />
      </Panel>
      <Panel title={t('association.refs')}>
        {one.external_refs.length === 0 ? (
          <p className="hint">{t('association.refs.none')}</p>
        ) : (
          <Facts
            items={one.external_refs.map(({ system, value }) => [
              tOr(`system.${system}`, system),
              <code key={system}>{value}</code>,
            ])}
          />
        )}
        {one.corrected.length > 0 && (
          <p className="hint">
            {t('association.corrected', {
              facts: one.corrected.map((name) => tOr(`association.${name.replaceAll('_', '-')}`, name)).join(', '),
            })}
          </p>
        )}
      </Panel>
    </>
  )
}
