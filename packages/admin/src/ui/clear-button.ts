import { t } from '../lib/i18n.ts'

/** The cross that empties a choice, within reach of the keyboard and of screen readers: the library hides it from both. */
export const clearButton = () => ({ 'aria-label': t('filter.clear'), 'aria-hidden': false, tabIndex: 0, size: 'md' })
