import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { colorsInUse, theme, themeVariables } from './src/ui/theme.ts'

// What both pages need to ask, check and read answers.
const FORM =
  /vite\/preload-helper|admin\/src\/(questionnaires\/|lib\/config)|shared\/src\/(identifiers|questionnaires\/(conditions|formats|issues|normalise|questions|shape|text))\.ts/

/**
 * Two pages of one build: the console (`index.html`, served at /admin/) and the respondent's form (`repondre.html`,
 * served at /repondre/). Both take their assets and `config.json` from `base`, an absolute path, so that either address
 * works and a deep link of the console does too. On another host, lay `dist/` at /admin/ and rewrite /repondre/ to
 * /admin/repondre.html; to lay it elsewhere, build with `vite build --base=/elsewhere/`.
 */
export default defineConfig({
  base: '/admin/',
  // What tools for developers would ask of a built page is left out of it.
  define: { __REACT_DEVTOOLS_GLOBAL_HOOK__: 'undefined' },
  plugins: [react(), themeStylesheet()],
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    // A data: URL in a stylesheet would ask for a wider policy of content.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { console: 'index.html', respond: 'repondre.html' },
      output: {
        // Fewer, larger files compress better: the respondent's page is opened on telephones.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: 'form', test: FORM, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/openapi.json', '/docs', '/problems', '/.well-known'].map((path) => [
        path,
        process.env.ESSAIM_API ?? 'http://127.0.0.1:3000',
      ]),
    ),
  },
})

/** The theme's variables as a stylesheet of the build: the policy of content forbids <style> made by scripts. */
function themeStylesheet(): Plugin {
  const id = 'virtual:theme.css'
  return {
    name: 'essaim-theme',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(asked) {
      if (asked !== `\0${id}`) return
      const whole = mergeMantineTheme(DEFAULT_THEME, theme)
      const kept = Object.entries(whole.colors).filter(([name]) => colorsInUse.includes(name))
      const made = defaultCssVariablesResolver({ ...whole, colors: Object.fromEntries(kept) as typeof whole.colors })
      const own = themeVariables(whole)
      return convertCssVariables(
        {
          variables: { ...made.variables, ...own.variables },
          light: { ...made.light, ...own.light },
          dark: {},
        },
        ':root',
      )
    },
  }
}
