import { AUDIENCES, type Audience } from '@essaim/shared/audience.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { Select } from '@mantine/core'
import { labelOf, t } from '../../lib/i18n.ts'
import { type AskedProps, put, useBench } from './bench.ts'

/** Who may see the answers: always the same, or as the respondent chooses in another question. */
export function AudienceFields({ asked, change, place }: AskedProps) {
  const { written } = useBench()
  const { audience } = asked
  const column = place.includes('.')
  const setters = questionsOf(written.content).filter(
    ({ kind, options, code }) =>
      kind === 'choice' && code !== asked.code && options?.length && options.every((option) => option.audience),
  )
  const from = typeof audience === 'object' ? audience : null
  const fixed = AUDIENCES.map((one) => ({ value: one, label: t(`audience.${one}`) }))
  const set = (value: string | null) => {
    if (value === 'from') change({ ...asked, audience: { from: setters[0]?.code ?? '', ceiling: 'members' } })
    else if (value === 'group') change(put(asked, 'audience', null))
    else change({ ...asked, audience: value as Audience })
  }
  return (
    <>
      <Select
        label={t('edit.audience')}
        data={[
          ...(column ? [{ value: 'group', label: t('edit.audience.group') }] : []),
          ...fixed,
          ...(setters.length > 0 || from ? [{ value: 'from', label: t('edit.audience.from') }] : []),
        ]}
        value={from ? 'from' : ((audience as Audience | undefined) ?? 'group')}
        onChange={set}
        allowDeselect={false}
      />
      {from && (
        <>
          <Select
            label={t('edit.audience.question')}
            data={setters.map(({ code, label }) => ({ value: code, label: labelOf(label) || code }))}
            value={from.from}
            onChange={(code) => code && change({ ...asked, audience: { ...from, from: code } })}
            allowDeselect={false}
            searchable
            nothingFoundMessage={t('filter.nothing')}
          />
          <Select
            label={t('edit.audience.ceiling')}
            description={t('edit.audience.ceiling.hint')}
            data={fixed}
            value={from.ceiling}
            onChange={(ceiling) => ceiling && change({ ...asked, audience: { ...from, ceiling: ceiling as Audience } })}
            allowDeselect={false}
          />
        </>
      )}
    </>
  )
}
