import '@fontsource-variable/figtree/wght.css'
import './ui/library.css'
import 'virtual:theme.css'
import './ui/console.css'
import { CAMPAIGN_STATES, INVITATION_STATES } from '@essaim/shared/campaigns.ts'
import { IMPORT_OUTCOMES } from '@essaim/shared/imports.ts'
import { INNOVATION_STATES } from '@essaim/shared/innovations.ts'
import { SUBMISSION_STATES } from '@essaim/shared/submissions.ts'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Console } from './console-frame.tsx'
import { loadConfig } from './lib/config.ts'
import { keptLocale, switchLocale } from './lib/i18n.ts'
import { many, one, oneOf, parseSearch, type Search, stringifySearch } from './lib/search.ts'
import { resumeSession } from './lib/session.ts'
import { Providers } from './providers.tsx'
import { takeLinkToken } from './sessions/link-token.ts'
import { BrokenPage, LostPage } from './ui/lost-pages.tsx'

const root = createRootRoute({ component: Console, notFoundComponent: LostPage })
const under = { getParentRoute: () => root }

type QueueSearch = {
  state?: (typeof SUBMISSION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  association?: string | undefined
  cursor?: string | undefined
}
const queueSearch = (search: Search): QueueSearch => ({
  state: many(search, 'state', SUBMISSION_STATES),
  regional_delegation: one(search, 'regional_delegation'),
  association: one(search, 'association'),
  cursor: one(search, 'cursor'),
})
type RecordsSearch = {
  state?: (typeof INNOVATION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  association?: string | undefined
  cursor?: string | undefined
}
const recordsSearch = (search: Search): RecordsSearch => ({
  ...queueSearch(search),
  state: many(search, 'state', INNOVATION_STATES),
})
type ListSearch = { q?: string | undefined; regional_delegation?: string | undefined; cursor?: string | undefined }
const listSearch = (search: Search): ListSearch => ({
  q: one(search, 'q'),
  regional_delegation: one(search, 'regional_delegation'),
  cursor: one(search, 'cursor'),
})
type CampaignsSearch = { state?: (typeof CAMPAIGN_STATES)[number][] | undefined; cursor?: string | undefined }
const campaignsSearch = (search: Search): CampaignsSearch => ({
  state: many(search, 'state', CAMPAIGN_STATES),
  cursor: one(search, 'cursor'),
})
type InvitationsSearch = {
  state?: (typeof INVITATION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  field?: string | undefined
  association?: string | undefined
  cursor?: string | undefined
}
const invitationsSearch = (search: Search): InvitationsSearch => ({
  state: many(search, 'state', INVITATION_STATES),
  regional_delegation: one(search, 'regional_delegation'),
  field: one(search, 'field'),
  association: one(search, 'association'),
  cursor: one(search, 'cursor'),
})
type CreationSearch = { association?: string | undefined; innovation?: string | undefined }
const creationSearch = (search: Search): CreationSearch => ({
  association: one(search, 'association'),
  innovation: one(search, 'innovation'),
})
type ImportSearch = { outcome?: (typeof IMPORT_OUTCOMES)[number] | undefined; cursor?: string | undefined }
const importSearch = (search: Search): ImportSearch => ({
  outcome: oneOf(search, 'outcome', IMPORT_OUTCOMES),
  cursor: one(search, 'cursor'),
})
type EventsSearch = {
  action?: string | undefined
  actor_id?: string | undefined
  subject_kind?: string | undefined
  subject_id?: string | undefined
  cursor?: string | undefined
}
const eventsSearch = (search: Search): EventsSearch => ({
  action: one(search, 'action'),
  actor_id: one(search, 'actor_id'),
  subject_kind: one(search, 'subject_kind'),
  subject_id: one(search, 'subject_id'),
  cursor: one(search, 'cursor'),
})
type TermsSearch = { q?: string | undefined }
const termsSearch = (search: Search): TermsSearch => ({ q: one(search, 'q') })

// Every address of the console.
const routes = [
  createRoute({ ...under, path: '/', component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage') }),
  createRoute({
    ...under,
    path: '/reponses',
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import('./submissions/queue-page.tsx'), 'QueuePage'),
  }),
  createRoute({
    ...under,
    path: '/reponses/nouvelle',
    validateSearch: creationSearch,
    component: lazyRouteComponent(() => import('./submissions/creation-page.tsx'), 'CreationPage'),
  }),
  createRoute({
    ...under,
    path: '/reponses/$id',
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import('./submissions/submission-page.tsx'), 'SubmissionPage'),
  }),
  createRoute({
    ...under,
    path: '/reponses/$id/saisie',
    component: lazyRouteComponent(() => import('./submissions/writing-page.tsx'), 'WritingPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes',
    validateSearch: campaignsSearch,
    component: lazyRouteComponent(() => import('./campaigns/campaigns-page.tsx'), 'CampaignsPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id',
    component: lazyRouteComponent(() => import('./campaigns/campaign-page.tsx'), 'CampaignPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id/participation',
    component: lazyRouteComponent(() => import('./participation/participation-page.tsx'), 'ParticipationPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id/invitations',
    validateSearch: invitationsSearch,
    component: lazyRouteComponent(() => import('./campaigns/invitations-page.tsx'), 'InvitationsPage'),
  }),
  createRoute({
    ...under,
    path: '/fiches',
    validateSearch: recordsSearch,
    component: lazyRouteComponent(() => import('./innovations/records-page.tsx'), 'RecordsPage'),
  }),
  createRoute({
    ...under,
    path: '/fiches/$id',
    component: lazyRouteComponent(() => import('./innovations/record-page.tsx'), 'RecordPage'),
  }),
  createRoute({
    ...under,
    path: '/fiches/$id/versions/$number',
    component: lazyRouteComponent(() => import('./innovations/version-page.tsx'), 'VersionPage'),
  }),
  createRoute({
    ...under,
    path: '/fiches/$id/versions/$number/saisie',
    component: lazyRouteComponent(() => import('./innovations/version-writing-page.tsx'), 'VersionWritingPage'),
  }),
  createRoute({
    ...under,
    path: '/associations',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./associations/associations-page.tsx'), 'AssociationsPage'),
  }),
  createRoute({
    ...under,
    path: '/associations/imports',
    component: lazyRouteComponent(() => import('./associations/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    ...under,
    path: '/associations/imports/$id',
    validateSearch: importSearch,
    component: lazyRouteComponent(() => import('./associations/import-result-page.tsx'), 'ImportResultPage'),
  }),
  createRoute({
    ...under,
    path: '/associations/$id',
    component: lazyRouteComponent(() => import('./associations/association-page.tsx'), 'AssociationPage'),
  }),
  createRoute({
    ...under,
    path: '/delegations',
    component: lazyRouteComponent(() => import('./regional-delegations/delegations-page.tsx'), 'DelegationsPage'),
  }),
  createRoute({
    ...under,
    path: '/nomenclatures',
    component: lazyRouteComponent(() => import('./vocabularies/vocabularies-page.tsx'), 'VocabulariesPage'),
  }),
  createRoute({
    ...under,
    path: '/nomenclatures/$code',
    validateSearch: termsSearch,
    component: lazyRouteComponent(() => import('./vocabularies/vocabulary-page.tsx'), 'VocabularyPage'),
  }),
  createRoute({
    ...under,
    path: '/questionnaires',
    component: lazyRouteComponent(
      () => import('./questionnaire-versions/questionnaires-page.tsx'),
      'QuestionnairesPage',
    ),
  }),
  createRoute({
    ...under,
    path: '/questionnaires/$id',
    component: lazyRouteComponent(() => import('./questionnaire-versions/versions-page.tsx'), 'VersionsPage'),
  }),
  createRoute({
    ...under,
    path: '/questionnaires/$id/versions/$number',
    component: lazyRouteComponent(() => import('./questionnaire-versions/questionnaire-page.tsx'), 'QuestionnairePage'),
  }),
  createRoute({
    ...under,
    path: '/questionnaires/$id/versions/$number/differences/$other',
    component: lazyRouteComponent(() => import('./questionnaire-versions/difference-page.tsx'), 'DifferencePage'),
  }),
  createRoute({
    ...under,
    path: '/utilisateurs',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    ...under,
    path: '/partenaires',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./partners/partners-page.tsx'), 'PartnersPage'),
  }),
  createRoute({
    ...under,
    path: '/partenaires/$id',
    component: lazyRouteComponent(() => import('./partners/partner-page.tsx'), 'PartnerPage'),
  }),
  createRoute({
    ...under,
    path: '/evenements',
    validateSearch: eventsSearch,
    component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
  }),
] as const

const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: import.meta.env.BASE_URL,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

takeLinkToken()
await loadConfig()
await switchLocale(keptLocale())
await resumeSession()
const place = document.getElementById('root')
if (place) {
  createRoot(place).render(
    <Providers>
      <RouterProvider router={router} />
    </Providers>,
  )
}
