import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { type RefObject, useState } from 'react'
import type { Chosen } from './structure.ts'
import { useRefocus } from './use-refocus.ts'

const isThere = (content: QuestionnaireContent, { kind, code }: Chosen): boolean =>
  kind === 'section' ? content.sections.some((one) => one.code === code) : questionMap(content).has(code)

/**
 * What is being edited, and where the focus goes when that changes. `visit` counts the choices: a form is a new one for
 * each, but not when the code of what it edits changes.
 */
export function useChoice(content: QuestionnaireContent, place: RefObject<HTMLElement | null>) {
  const [first] = content.sections
  const [{ chosen, visit }, set] = useState<{ chosen: Chosen; visit: number }>({
    chosen: { kind: 'section', code: first?.code ?? '' },
    visit: 0,
  })
  const refocus = useRefocus(place)
  return {
    // What is not there any more (somebody else's draft took the place of mine) leaves the first section.
    chosen: isThere(content, chosen) ? chosen : ({ kind: 'section', code: first?.code ?? '' } as Chosen),
    visit,
    choose: (next: Chosen, focus?: 'entry' | 'form') => {
      set((now) => ({ chosen: next, visit: now.visit + 1 }))
      if (focus) refocus(focus === 'form' ? '[data-first]' : `[data-entry="${next.kind}:${next.code}"] > .edit-entry`)
    },
    recode: (next: Chosen) => set((now) => ({ ...now, chosen: next })),
  }
}
