import type { Term, Vocabulary } from '@essaim/shared/vocabularies.ts'
import { Select, TagsInput, TextInput } from '@mantine/core'
import { dayFrom, orNull, useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { get, patch, post } from '../lib/http.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { clearButton } from '../ui/clear-button.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'

/** A term, new or corrected. Its code is for ever: other systems hold it. */
export function TermDialog({
  vocabulary,
  known,
  close,
}: {
  vocabulary: Vocabulary
  known: Term | null
  close: () => void
}) {
  const path = `/v1/vocabularies/${vocabulary.code}/terms`
  const form = useForm(
    {
      code: known?.code ?? '',
      label: known?.label.fr ?? '',
      english: known?.label.en ?? '',
      parent: known?.parent ?? '',
      synonyms: known?.synonyms ?? [],
      valid_until: shortDay(known?.valid_until),
      replaced_by: known?.replaced_by ?? '',
    },
    async (values) => {
      const facts = {
        label: { fr: values.label.trim(), en: orNull(values.english) },
        parent: orNull(values.parent),
        synonyms: values.synonyms,
        valid_until: dayFrom(values.valid_until) ?? null,
        replaced_by: orNull(values.replaced_by),
      }
      if (known)
        await patch(
          `${path}/${encodeURIComponent(known.code)}`,
          facts,
          (await get(`${path}/${encodeURIComponent(known.code)}`)).etag,
        )
      else await post(path, { code: values.code.trim(), ...facts })
      await queryClient.invalidateQueries({ queryKey: ['vocabularies'] })
      say(t('term.saved', { label: values.label }))
    },
    (values) => ({
      ...(known || values.code.trim() ? {} : { code: t('form.required') }),
      ...(values.label.trim() ? {} : { label: t('form.required') }),
      ...(dayFrom(values.valid_until) === undefined ? { valid_until: t('form.day.bad') } : {}),
    }),
  )
  const others = vocabulary.terms
    .filter(({ code }) => code !== known?.code)
    .map(({ code, label }) => ({ value: code, label: `${labelOf(label)} (${code})` }))
  const clear = clearButton()
  return (
    <FormDialog
      title={known ? t('term.edit') : t('term.create')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <TextInput label={t('term.label.fr')} required maxLength={500} data-autofocus {...form.field('label')} />
      <TextInput label={t('term.label.en')} maxLength={500} {...form.field('english')} />
      {!known && (
        <TextInput
          label={t('value.code')}
          description={t('term.code.hint')}
          required
          maxLength={80}
          {...form.field('code')}
        />
      )}
      <Select
        label={t('term.parent')}
        data={others}
        value={form.values.parent || null}
        onChange={(code) => form.set('parent', code ?? '')}
        error={form.errors.parent}
        searchable
        clearable
        clearButtonProps={clear}
        limit={60}
        nothingFoundMessage={t('filter.nothing')}
      />
      <TagsInput
        label={t('term.synonyms')}
        description={t('term.synonyms.hint')}
        value={form.values.synonyms}
        onChange={(synonyms) => form.set('synonyms', synonyms)}
        error={form.errors.synonyms}
        maxTags={200}
      />
      <div className="form-grid">
        <TextInput
          label={t('term.valid-until')}
          placeholder={t('form.day.hint')}
          maxLength={10}
          {...form.field('valid_until')}
        />
        <Select
          label={t('term.replaced-by')}
          data={others}
          value={form.values.replaced_by || null}
          onChange={(code) => form.set('replaced_by', code ?? '')}
          error={form.errors.replaced_by}
          searchable
          clearable
          clearButtonProps={clear}
          limit={60}
          nothingFoundMessage={t('filter.nothing')}
        />
      </div>
    </FormDialog>
  )
}
