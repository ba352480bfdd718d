import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { innovationTitle, VersionBadge } from './labels.tsx'
import { innovationVersion, moderatedInnovation } from './queries.ts'
import { VersionReading } from './version-reading.tsx'

const route = getRouteApi('/fiches/$id/versions/$number')

/** One version of a record, as it is or was, held against any other. */
export function VersionPage() {
  const { id, number: text } = route.useParams()
  const number = Number(text)
  const innovation = useQuery(moderatedInnovation(id)).data?.data
  const version = useQuery(innovationVersion(id, number))
  const read = version.data?.data
  return (
    <Page
      key={text}
      title={t('version.number', { number })}
      crumbs={[
        { to: '/fiches', label: t('innovations.title') },
        { to: `/fiches/${id}`, label: innovation ? innovationTitle(innovation) : t('innovation.one') },
      ]}
      lead={
        read && (
          <>
            <VersionBadge state={read.state} />
            <span className="hint">{instant(read.published_at ?? read.updated_at)}</span>
          </>
        )
      }
    >
      <Await query={version} lines={14}>
        {({ data }) => innovation && <VersionReading one={innovation} read={data} />}
      </Await>
    </Page>
  )
}
