import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { colorsInUse, theme, themeVariables } from './src/ui/theme.ts'

// What both pages need to ask, check and read answers.
const FORM =
  /vite\/preload-helper|admin\/src\/(questionnaires\/|lib\/config)|shared\/src\/(identifiers|questionnaires\/(conditions|formats|issues|normalise|questions|same-value|shape|text))\.ts/

/** Fewer, larger files compress better: the respondent's page is opened on telephones. */
const files = (...groups: { name: string; test: RegExp }[]) => ({
  output: { codeSplitting: { groups: groups.map((group, index) => ({ ...group, priority: groups.length - index })) } },
})

/**
 * Two pages, built one after the other into one folder: the console (`index.html`, served at /admin/) on React, and the
 * respondent's form (`repondre.html`, served at /repondre/) on Preact, which weighs a tenth of it. Both take their assets
 * and `config.json` from `base`, an absolute path, so that either address works and a deep link of the console does too.
 * On another host, lay `dist/` at /admin/ and rewrite /repondre/ to /admin/repondre.html; to lay it elsewhere, build with
 * `vite build --base=/elsewhere/`.
 */
export default defineConfig({
  base: '/admin/',
  plugins: [preactFor('respond'), react(), themeStylesheet()],
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    // A data: URL in a stylesheet would ask for a wider policy of content.
    assetsInlineLimit: 0,
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: { console: 'index.html' },
          ...files(
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'form', test: FORM },
          ),
        },
      },
    },
    respond: {
      consumer: 'client',
      build: {
        // beside the console, built before it
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: { respond: 'repondre.html' },
          ...files({ name: 'form', test: new RegExp(`node_modules/.*preact|${FORM.source}`) }),
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'respond'] as const) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
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

const PREACT: Record<string, string> = {
  react: 'preact/compat',
  'react-dom': 'preact/compat',
  'react-dom/client': 'preact/compat/client',
  'react/jsx-runtime': 'preact/jsx-runtime',
  'react/jsx-dev-runtime': 'preact/jsx-dev-runtime',
}

/** In one of the two builds, Preact takes the place of React: the pages' code is the same. */
function preactFor(environment: string): Plugin {
  return {
    name: 'essaim-preact',
    enforce: 'pre',
    resolveId(source, importer) {
      const preact = this.environment.name === environment && Object.hasOwn(PREACT, source) ? PREACT[source] : undefined
      return preact === undefined ? undefined : this.resolve(preact, importer, { skipSelf: true })
    },
  }
}

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
