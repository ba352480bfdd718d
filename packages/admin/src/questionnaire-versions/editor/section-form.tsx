import type { Section } from '@essaim/shared/questionnaires/model.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { t } from '../../lib/i18n.ts'
import { put, useBench } from './bench.ts'
import { CodeField } from './code-field.tsx'
import { codeFrom, isMadeFrom } from './codes.ts'
import { LabelFields, OptionalLabelFields } from './label-fields.tsx'
import { Group } from './question-form.tsx'
import { addQuestion, withSection } from './structure.ts'

/** The words of a section, and what it asks. */
export function SectionForm({ section }: { section: Section }) {
  const { written, base, edit, choose, recode } = useBench()
  const { code } = section
  const published = base?.sections.some((one) => one.code === code) ?? false
  const others = written.content.sections.flatMap((one) => (one.code === code ? [] : [one.code]))
  const change = (next: Section) => edit((now) => ({ ...now, content: withSection(now.content, code, () => next) }))
  const rename = (to: string) => {
    change({ ...section, code: to })
    recode({ kind: 'section', code: to })
  }
  const followTitle = (title: string) => {
    if (published || section.title.fr.trim() === '' || !isMadeFrom(code, title, '_')) return
    const to = codeFrom(section.title.fr, '_', others)
    if (to !== code && !isMadeFrom(code, section.title.fr, '_')) rename(to)
  }
  const add = () => {
    const [content, chosen] = addQuestion(written.content, code, null, { fr: t('edit.question.new'), en: null })
    edit((now) => ({ ...now, content }))
    choose(chosen, 'form')
  }
  return (
    <>
      <Group title={t('edit.group.words')}>
        <LabelFields
          value={section.title}
          change={(title) => change({ ...section, title })}
          french={t('edit.title.fr')}
          english={t('edit.title.en')}
          left={followTitle}
          first
        />
        <OptionalLabelFields
          value={section.intro}
          change={(intro) => change(put(section, 'intro', intro))}
          french={t('edit.intro.fr')}
          english={t('edit.intro.en')}
        />
        <CodeField code={code} joiner="_" fixed={published} taken={others} change={rename} />
      </Group>
      <Group title={t('edit.group.questions')}>
        <p>{t('questionnaire.count', { count: section.questions.length })}</p>
        {section.questions.length === 0 && <p className="hint">{t('edit.section.empty')}</p>}
        <div className="edit-row">
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            {t('edit.question.add')}
          </Button>
        </div>
      </Group>
    </>
  )
}
