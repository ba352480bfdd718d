import type { AddressState, Invitation } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { officeName } from '../associations/labels.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { type Person, personName } from './labels.ts'

const TONES: Record<AddressState, Tone> = { working: 'good', missing: 'wait', objected: 'neutral', bounced: 'bad' }
const TO_MEND: readonly AddressState[] = ['missing', 'bounced']

/** Who is asked, whether each can be written to, and the way to mend what is wrong. */
export function PeoplePanel({
  one,
  writes,
  resend,
}: {
  one: Invitation
  writes: boolean
  resend: ((participant: string) => void) | null
}) {
  return (
    <Panel title={t('invitation.people')}>
      {one.contacts.length === 0 && <p className="hint">{t('contacts.none')}</p>}
      <ul className="lines people">
        {one.contacts.map((person) => (
          <li key={person.participant_id}>
            <div className="stacked">
              <span className="line-title">{personName(person)}</span>
              <span className="hint">
                {[person.office && person.name && officeName(person.office), person.telephone]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <Standing person={person} />
            </div>
            <span className="line-actions">
              {person.contact_id && !person.ended && writes && (
                <TextLink
                  to="/associations/$id"
                  params={{ id: one.association.id }}
                  search={{ contact: person.contact_id }}
                >
                  {t(TO_MEND.includes(person.address) ? 'contact.mend' : 'contact.see')}
                  <span className="sr-only"> – {personName(person)}</span>
                </TextLink>
              )}
              {resend && person.address === 'working' && !person.ended && (
                <Button size="compact-sm" variant="default" onClick={() => resend(person.participant_id)}>
                  {t('resend.do')}
                  <span className="sr-only"> – {personName(person)}</span>
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Standing({ person: { address, ended, printed_at } }: { person: Person }) {
  return (
    <span className="badges">
      {ended ? (
        <StateBadge tone="neutral">{t('reminder.reason.ended')}</StateBadge>
      ) : (
        <StateBadge tone={TONES[address]}>{t(`address.${address}`)}</StateBadge>
      )}
      {printed_at && <span className="hint">{t('invitation.printed', { day: day(printed_at) })}</span>}
    </span>
  )
}
