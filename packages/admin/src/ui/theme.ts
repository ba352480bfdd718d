import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const ink: MantineColorsTuple = [
  '#eff1fa',
  '#dde2f4',
  '#b9c3e8',
  '#93a2db',
  '#7286d0',
  '#5c73c9',
  '#4b60b4',
  '#34489c',
  '#2b3b80',
  '#222f66',
]
const honey: MantineColorsTuple = [
  '#fff7e3',
  '#fdecc2',
  '#fadb8e',
  '#f6c858',
  '#f2b233',
  '#d99514',
  '#a96f06',
  '#8a5a04',
  '#6d4704',
  '#523503',
]

/** Colours whose variables are part of the stylesheet; the others of the library are not used. */
export const colorsInUse = ['ink', 'honey', 'gray', 'red', 'green', 'orange', 'blue', 'teal', 'grape', 'dark']

/**
 * The look, with what the library lacks for WCAG 2.2 AA: text on a filled button ≥ 4.5:1, borders of fields ≥ 3:1,
 * no scroll area of its own in lists of options, no animation.
 */
export const theme = createTheme({
  colors: { ink, honey },
  primaryColor: 'ink',
  primaryShade: 7,
  autoContrast: true,
  respectReducedMotion: true,
  fontFamily: "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: {
    fontFamily: "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    fontWeight: '700',
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    // Lists of options stay where their field is: inside the landmark, and inside the dialog.
    Menu: {
      defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false, transitionProps: { duration: 0 } },
    },
    Select: {
      defaultProps: {
        withScrollArea: false,
        maxDropdownHeight: 280,
        comboboxProps: { withinPortal: false, transitionProps: { duration: 0 } },
      },
    },
    MultiSelect: {
      defaultProps: {
        withScrollArea: false,
        maxDropdownHeight: 280,
        comboboxProps: { withinPortal: false, transitionProps: { duration: 0 } },
      },
    },
    TagsInput: { defaultProps: { comboboxProps: { withinPortal: false, transitionProps: { duration: 0 } } } },
  },
})

/** What replaces the library's own variables. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1d2130',
    '--mantine-color-dimmed': '#555b6e',
    '--mantine-color-default-border': '#868ba0',
    '--mantine-color-placeholder': '#6b7183',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#34489c',
  },
  dark: {},
})
