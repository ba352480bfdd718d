import { REPLY_USES, type ReplyTemplate } from '@essaim/shared/reply-templates.ts'
import { Button } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { Tool } from '../ui/tool.tsx'
import { replyTemplates } from './queries.ts'
import { RemovalDialog, TemplateDialog } from './template-dialog.tsx'

type Asked = { edit: ReplyTemplate | null } | { remove: ReplyTemplate }

/** The words that are written again and again, by where they are offered. */
export function ReplyTemplatesPage() {
  const { user } = useSession()
  const query = useQuery(replyTemplates)
  const [asked, setAsked] = useState<Asked | null>(null)
  const keeps = hasRole(user, 'moderator')
  const close = () => setAsked(null)
  return (
    <Page
      title={t('replies.title')}
      lead={<p>{t('replies.lead')}</p>}
      actions={
        keeps && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setAsked({ edit: null })}>
            {t('reply.create')}
          </Button>
        )
      }
    >
      <Await query={query}>
        {(templates) =>
          REPLY_USES.map((use) => {
            const ofUse = templates.filter((one) => one.use === use)
            return (
              <Panel key={use} title={t(`reply.use.${use}`)}>
                {ofUse.length === 0 && <p className="hint">{t('replies.none')}</p>}
                <ul className="replies">
                  {ofUse.map((one) => (
                    <li key={one.id}>
                      <div className="reply-head">
                        <h3>{one.name}</h3>
                        {keeps && (
                          <span className="reply-tools">
                            <Tool
                              icon={IconPencil}
                              label={t('reply.edit.named', { name: one.name })}
                              act={() => setAsked({ edit: one })}
                            />
                            <Tool
                              icon={IconTrash}
                              label={t('reply.remove.named', { name: one.name })}
                              act={() => setAsked({ remove: one })}
                              danger
                            />
                          </span>
                        )}
                      </div>
                      <p className="prose">{one.body}</p>
                    </li>
                  ))}
                </ul>
              </Panel>
            )
          })
        }
      </Await>
      {asked && 'edit' in asked && <TemplateDialog known={asked.edit} close={close} />}
      {asked && 'remove' in asked && <RemovalDialog template={asked.remove} close={close} />}
    </Page>
  )
}
