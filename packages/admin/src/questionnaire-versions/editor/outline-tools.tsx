import { IconArrowDown, IconArrowUp, IconCopy, IconFolderSymlink, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Tool } from '../../ui/tool.tsx'
import { useBench } from './bench.ts'
import { MoveDialog } from './move-dialog.tsx'
import { RemovalDialog } from './removal-dialog.tsx'
import { type Chosen, duplicateQuestion, duplicateSection, type Step } from './structure.ts'

type Props = { one: Chosen; move: (step: Step) => void; say: (text: string) => void }

/** What one does with the chosen section or question as a whole. */
export function OutlineTools({ one, move, say }: Props) {
  const { written, edit, choose } = useBench()
  const [asked, setAsked] = useState<'move' | 'remove' | null>(null)
  const duplicate = () => {
    const mark = { fr: t('edit.copy.fr'), en: t('edit.copy.en') }
    const [content, made] = (one.kind === 'section' ? duplicateSection : duplicateQuestion)(
      written.content,
      one.code,
      mark,
    )
    edit((now) => ({ ...now, content }))
    choose(made, 'form')
    say(t('edit.duplicated'))
  }
  const close = () => setAsked(null)
  return (
    <div className="edit-tools">
      <Tool icon={IconArrowUp} label={t('edit.up')} name="-1" act={() => move(-1)} />
      <Tool icon={IconArrowDown} label={t('edit.down')} name="1" act={() => move(1)} />
      {one.kind === 'question' && (
        <Tool icon={IconFolderSymlink} label={t('edit.move-to')} act={() => setAsked('move')} />
      )}
      <Tool icon={IconCopy} label={t('edit.duplicate')} act={duplicate} />
      <Tool icon={IconTrash} label={t('edit.remove')} act={() => setAsked('remove')} danger />
      {asked === 'move' && <MoveDialog code={one.code} close={close} />}
      {asked === 'remove' && <RemovalDialog one={one} close={close} say={say} />}
    </div>
  )
}

/** The words of a section or a question. */
export function nameOf(content: ReturnType<typeof useBench>['written']['content'], { kind, code }: Chosen): string {
  if (kind === 'section') return labelOf(content.sections.find((one) => one.code === code)?.title)
  return labelOf(content.sections.flatMap(({ questions }) => questions).find((one) => one.code === code)?.label)
}
