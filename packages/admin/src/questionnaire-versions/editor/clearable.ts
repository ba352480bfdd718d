import { t } from '../../lib/i18n.ts'

/** A list whose choice can be taken back, with the keyboard too: the library hides that button from both. */
export const clearable = () =>
  ({
    clearable: true,
    clearButtonProps: { 'aria-label': t('edit.clear'), tabIndex: 0, 'aria-hidden': false, size: 'md' },
  }) as const
