import { AUDIENCES, type Audience } from '@essaim/shared/audience.ts'
import type { Option } from '@essaim/shared/questionnaires/model.ts'
import { Button, Select, Textarea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { type AskedProps, put, useBench } from './bench.ts'
import { clearable } from './clearable.ts'
import { codeFrom } from './codes.ts'
import { GoneOptions } from './mapping-select.tsx'
import { OptionRow } from './option-row.tsx'
import { moved } from './structure.ts'
import { useRefocus } from './use-refocus.ts'

const OWN = 'own'

/** What one may choose from: options of its own, or a vocabulary. */
export function OptionsEditor(props: AskedProps) {
  const { asked, change } = props
  const { vocabularies } = useBench()
  const source = asked.vocabulary ?? OWN
  const set = (chosen: string | null) => {
    if (!chosen || chosen === source) return
    const { options: _, vocabulary: __, order: ___, default: ____, ...rest } = asked
    change(chosen === OWN ? rest : { ...rest, vocabulary: chosen })
  }
  return (
    <>
      <Select
        label={t('edit.source')}
        data={[
          { value: OWN, label: t('edit.source.own') },
          ...vocabularies.map(({ code, label }) => ({
            value: code,
            label: t('edit.source.vocabulary', { name: labelOf(label) }),
          })),
        ]}
        value={source}
        onChange={set}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('filter.nothing')}
      />
      {source === OWN ? <OwnOptions {...props} /> : asked.order && <p className="hint">{t('edit.order')}</p>}
    </>
  )
}

function OwnOptions({ asked, change, place }: AskedProps) {
  const options = asked.options ?? []
  const [listing, setListing] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  const refocus = useRefocus(list)
  const set = (next: Option[]) => change({ ...asked, options: next })
  const add = (labels: string[]) => {
    const taken = options.map(({ code }) => code)
    const made = labels.map((fr): Option => {
      const code = codeFrom(fr, '-', taken)
      taken.push(code)
      return { code, label: { fr, en: null } }
    })
    set([...options, ...made])
    refocus(`[data-option="${options.length + made.length - 1}"] input`)
  }
  return (
    <div className="edit-options">
      <p className="edit-options-title">{t('edit.options', { count: options.length })}</p>
      <ol className="edit-list" ref={list}>
        {options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: codes follow labels while they are typed
          <li key={index} data-option={index}>
            <OptionRow
              option={option}
              place={place}
              taken={options.flatMap(({ code }) => (code === option.code ? [] : [code]))}
              change={(next) => set(options.map((one, at) => (at === index ? next : one)))}
              move={(step) => {
                const next = moved(options, index, step)
                if (next === options) return
                set(next)
                refocus(`[data-option="${index + step}"] [data-tool="${step}"]`)
              }}
              remove={() => {
                set(options.filter((_, at) => at !== index))
                refocus(`[data-option="${Math.max(0, index - 1)}"] input`)
              }}
            />
          </li>
        ))}
      </ol>
      <div className="edit-row">
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => add([t('edit.option.new')])}
        >
          {t('edit.option.add')}
        </Button>
        <Button variant="default" size="compact-md" onClick={() => setListing(true)}>
          {t('edit.option.several')}
        </Button>
      </div>
      <GoneOptions place={place} />
      {listing && <Listing close={() => setListing(false)} add={add} />}
    </div>
  )
}

function Listing({ close, add }: { close: () => void; add: (labels: string[]) => void }) {
  const [text, setText] = useState('')
  const labels = text.split('\n').flatMap((line) => line.trim() || [])
  return (
    <Dialog title={t('edit.option.several')} opened close={close}>
      <div className="form">
        <Textarea
          label={t('edit.option.lines')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autosize
          minRows={5}
          maxRows={14}
          data-autofocus
        />
        <div className="form-actions">
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button
            disabled={labels.length === 0}
            onClick={() => {
              add(labels)
              close()
            }}
          >
            {t('edit.option.add-lines', { count: labels.length })}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** The audience that an option stands for, where the question sets that of others. */
export function OptionAudience({ option, change }: { option: Option; change: (next: Option) => void }) {
  return (
    <Select
      label={t('edit.option.audience')}
      description={t('edit.option.audience.hint')}
      data={AUDIENCES.map((one) => ({ value: one, label: t(`audience.${one}`) }))}
      value={option.audience ?? null}
      onChange={(audience) => change(put(option, 'audience', audience as Audience | null))}
      placeholder={t('value.none')}
      {...clearable()}
    />
  )
}
