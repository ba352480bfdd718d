import type { Grid, Question } from '@essaim/shared/questionnaires/model.ts'
import { Button, NumberInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { t } from '../../lib/i18n.ts'
import { useBench } from './bench.ts'
import { codeFrom } from './codes.ts'
import { GridLine } from './grid-line.tsx'
import { moved } from './structure.ts'
import { useRefocus } from './use-refocus.ts'

type Named = Grid['scale'][number] | Grid['groups'][number] | Grid['groups'][number]['criteria'][number]

/** A grid to begin with: yes or no, for one criterion. */
export const newGrid = (): Grid => ({
  scale: [
    { code: 'non', label: { fr: 'Non', en: 'No' }, value: null },
    { code: 'oui', label: { fr: 'Oui', en: 'Yes' }, value: null },
  ],
  groups: [
    {
      code: codeFrom(t('edit.grid.group.new'), '-'),
      label: { fr: t('edit.grid.group.new'), en: null },
      criteria: [
        { code: codeFrom(t('edit.grid.criterion.new'), '-'), label: { fr: t('edit.grid.criterion.new'), en: null } },
      ],
    },
  ],
})

/** A table of criteria in groups, each answered on one scale. */
export function GridEditor({ question, change }: { question: Question; change: (next: Question) => void }) {
  const { base } = useBench()
  const { grid } = question
  if (!grid) return null
  const before = base?.sections.flatMap(({ questions }) => questions).find(({ code }) => code === question.code)?.grid
  const published = new Set([
    ...(before?.scale ?? []).map(({ code }) => `scale ${code}`),
    ...(before?.groups ?? []).flatMap(({ code, criteria }) => [
      `group ${code}`,
      ...criteria.map((one) => `criterion ${one.code}`),
    ]),
  ])
  const set = (next: Partial<Grid>) => change({ ...question, grid: { ...grid, ...next } })
  const groups = (at: number, next: Partial<Grid['groups'][number]>) =>
    set({ groups: grid.groups.map((one, index) => (index === at ? { ...one, ...next } : one)) })
  const criteria = grid.groups.flatMap((group) => group.criteria.map(({ code }) => code))
  return (
    <>
      <Lines
        title={t('edit.grid.scale')}
        lines={grid.scale}
        least={2}
        published={(code) => published.has(`scale ${code}`)}
        taken={grid.scale.map(({ code }) => code)}
        fresh={(code) => ({ code, label: { fr: t('edit.grid.step.new'), en: null }, value: null })}
        set={(scale) => set({ scale })}
        add={t('edit.grid.step.add')}
        extra={(step, put) => (
          <NumberInput
            aria-label={t('edit.grid.value')}
            placeholder={t('edit.grid.value')}
            value={step.value ?? ''}
            onChange={(value) => put({ ...step, value: typeof value === 'number' ? value : null })}
            w={90}
            hideControls
          />
        )}
      />
      <Lines
        title={t('edit.grid.groups')}
        lines={grid.groups}
        least={1}
        published={(code) => published.has(`group ${code}`)}
        taken={grid.groups.map(({ code }) => code)}
        fresh={(code) => ({
          code,
          label: { fr: t('edit.grid.group.new'), en: null },
          criteria: [
            {
              code: codeFrom(t('edit.grid.criterion.new'), '-', criteria),
              label: { fr: t('edit.grid.criterion.new'), en: null },
            },
          ],
        })}
        set={(next) => set({ groups: next })}
        add={t('edit.grid.group.add')}
      />
      {grid.groups.map((group, at) => (
        <Lines
          // biome-ignore lint/suspicious/noArrayIndexKey: codes follow labels while they are typed
          key={at}
          title={t('edit.grid.criteria', { name: group.label.fr })}
          lines={group.criteria}
          least={1}
          published={(code) => published.has(`criterion ${code}`)}
          taken={criteria}
          fresh={(code) => ({ code, label: { fr: t('edit.grid.criterion.new'), en: null } })}
          set={(next) => groups(at, { criteria: next })}
          add={t('edit.grid.criterion.add')}
        />
      ))}
    </>
  )
}

type LinesProps<T extends Named> = {
  title: string
  lines: T[]
  least: number
  published: (code: string) => boolean
  taken: string[]
  fresh: (code: string) => T
  set: (lines: T[]) => void
  add: string
  extra?: (line: T, put: (line: T) => void) => React.ReactNode
}

function Lines<T extends Named>({ title, lines, least, published, taken, fresh, set, add, extra }: LinesProps<T>) {
  const list = useRef<HTMLOListElement>(null)
  const refocus = useRefocus(list)
  const put = (at: number, next: T) => set(lines.map((one, index) => (index === at ? next : one)))
  const append = () => {
    const made = fresh('')
    set([...lines, { ...made, code: codeFrom(made.label.fr, '-', taken) }])
    refocus(`[data-line="${lines.length}"] input`)
  }
  return (
    <div className="edit-options">
      <p className="edit-options-title">{title}</p>
      <ol className="edit-list" ref={list}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: codes follow labels while they are typed
          <li key={index} data-line={index}>
            <GridLine
              label={line.label}
              code={line.code}
              fixed={published(line.code)}
              taken={taken.filter((code) => code !== line.code)}
              change={(next) => put(index, { ...line, ...next })}
              move={(step) => {
                const next = moved(lines, index, step)
                if (next === lines) return
                set(next)
                refocus(`[data-line="${index + step}"] [data-tool="${step}"]`)
              }}
              remove={lines.length > least ? () => set(lines.filter((_, at) => at !== index)) : null}
            >
              {extra?.(line, (next) => put(index, next))}
            </GridLine>
          </li>
        ))}
      </ol>
      <Button variant="default" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={append}>
        {add}
      </Button>
    </div>
  )
}
