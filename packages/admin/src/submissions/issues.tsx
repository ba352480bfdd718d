import type { Issue } from '@essaim/shared/submissions.ts'
import { IconAlertTriangle } from '@tabler/icons-react'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'

/** What keeps the answers from being handed in or published; each leads to its question. */
export function Issues({ issues }: { issues: readonly Issue[] }) {
  if (issues.length === 0) return null
  const parts = [
    ['submit', t('issues.submit')],
    ['publish', t('issues.publish')],
  ] as const
  return (
    <Panel title={t('issues.title')}>
      {parts.map(([blocks, title]) => {
        const found = issues.filter((issue) => issue.blocks === blocks)
        if (found.length === 0) return null
        return (
          <details className="issues" key={blocks} open={found.length <= 6}>
            <summary>
              <IconAlertTriangle size={16} aria-hidden />
              {title} ({found.length})
            </summary>
            <ul>
              {found.map(({ question, code, detail }) => (
                <li key={question + code + detail}>
                  <a className="link" href={`#question-${question}`}>
                    {detail}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </Panel>
  )
}
