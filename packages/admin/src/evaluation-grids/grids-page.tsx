import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { emptyGrid, GridEditor } from './grid-editor.tsx'
import { createGrid, grids } from './queries.ts'

const route = getRouteApi('/grilles')

/** The grids by which reviewers judge what was handed in. */
export function GridsPage() {
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t('grids.title')}
      lead={<p>{t('grids.lead')}</p>}
      actions={
        hasRole(user, 'moderator') &&
        !creating && (
          <Button onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('grid.create')}
          </Button>
        )
      }
    >
      {creating && (
        <Panel title={t('grid.create')}>
          <GridEditor
            content={emptyGrid()}
            withCode
            save={async (content, code) => {
              const { id } = await createGrid(code, content)
              await navigate({ to: '/grilles/$id', params: { id } })
            }}
            close={() => setCreating(false)}
          />
        </Panel>
      )}
      <div className="panel flush">
        <Await query={useQuery(grids)}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('grids.none')} />
            ) : (
              <DataTable
                caption={t('grids.title')}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    key: 'title',
                    title: t('grid.one'),
                    wide: true,
                    cell: ({ id, title }) => (
                      <TextLink to="/grilles/$id" params={{ id }} className="row-link">
                        {labelOf(title)}
                      </TextLink>
                    ),
                  },
                  { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
                  {
                    key: 'current',
                    title: t('grid.in-use'),
                    cell: ({ current_version }) =>
                      current_version === null ? (
                        <span className="unknown">{t('grid.in-use.none')}</span>
                      ) : (
                        t('grid.version', { number: current_version })
                      ),
                  },
                  {
                    key: 'draft',
                    title: t('grid.draft'),
                    cell: ({ draft_version }) =>
                      draft_version === null ? '' : t('grid.version', { number: draft_version }),
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
    </Page>
  )
}
