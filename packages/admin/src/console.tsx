import '@fontsource-variable/figtree/wght.css'
import './ui/library.css'
import 'virtual:theme.css'
import './ui/console.css'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Console } from './console-frame.tsx'
import { loadConfig } from './lib/config.ts'
import { keptLocale, switchLocale } from './lib/i18n.ts'
import { parseSearch, stringifySearch } from './lib/search.ts'
import { resumeSession } from './lib/session.ts'
import { Providers } from './providers.tsx'
import {
  associationSearch,
  callsSearch,
  campaignsSearch,
  creationSearch,
  deliveriesSearch,
  dossiersSearch,
  eventsSearch,
  helpSearch,
  historySearch,
  importSearch,
  invitationsSearch,
  listSearch,
  messagesSearch,
  notificationsSearch,
  queueSearch,
  recordsSearch,
  successionsSearch,
  termsSearch,
} from './searches.ts'
import { takeLinkToken } from './sessions/link-token.ts'
import { takeOidcRefusal } from './sessions/oidc-sign-in.tsx'
import { BrokenPage, LostPage } from './ui/lost-pages.tsx'

const root = createRootRoute({ component: Console, notFoundComponent: LostPage })
const under = { getParentRoute: () => root }

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
    path: '/reponses/$id/historique',
    validateSearch: historySearch,
    component: lazyRouteComponent(() => import('./history/history-page.tsx'), 'SubmissionHistoryPage'),
  }),
  createRoute({
    ...under,
    path: '/fiches/$id/historique',
    validateSearch: historySearch,
    component: lazyRouteComponent(() => import('./history/history-page.tsx'), 'RecordHistoryPage'),
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
    component: lazyRouteComponent(() => import('./invitations/invitations-page.tsx'), 'InvitationsPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id/invitations/$invitation',
    component: lazyRouteComponent(() => import('./invitations/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id/appels',
    validateSearch: callsSearch,
    component: lazyRouteComponent(() => import('./invitations/calls-page.tsx'), 'CallsPage'),
  }),
  createRoute({
    ...under,
    path: '/campagnes/$id/lettres/$kind',
    component: lazyRouteComponent(() => import('./letters/letter-page.tsx'), 'LetterPage'),
  }),
  createRoute({
    ...under,
    path: '/successions',
    validateSearch: successionsSearch,
    component: lazyRouteComponent(() => import('./successions/successions-page.tsx'), 'SuccessionsPage'),
  }),
  createRoute({
    ...under,
    path: '/aides',
    validateSearch: helpSearch,
    component: lazyRouteComponent(() => import('./help-requests/help-requests-page.tsx'), 'HelpRequestsPage'),
  }),
  createRoute({
    ...under,
    path: '/courriers',
    validateSearch: deliveriesSearch,
    component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
  }),
  createRoute({
    ...under,
    path: '/courriers/$id',
    component: lazyRouteComponent(() => import('./deliveries/delivery-page.tsx'), 'DeliveryPage'),
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
    path: '/dossiers',
    validateSearch: dossiersSearch,
    component: lazyRouteComponent(() => import('./dossiers/dossiers-page.tsx'), 'DossiersPage'),
  }),
  createRoute({
    ...under,
    path: '/dossiers/$id',
    component: lazyRouteComponent(() => import('./dossiers/dossier-page.tsx'), 'DossierPage'),
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
    validateSearch: associationSearch,
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
    path: '/questionnaires/$id/edition',
    component: lazyRouteComponent(() => import('./questionnaire-versions/editor/edition-page.tsx'), 'EditionPage'),
  }),
  createRoute({
    ...under,
    path: '/questionnaires/$id/versions/$number/differences/$other',
    component: lazyRouteComponent(() => import('./questionnaire-versions/difference-page.tsx'), 'DifferencePage'),
  }),
  createRoute({
    ...under,
    path: '/grilles',
    component: lazyRouteComponent(() => import('./evaluation-grids/grids-page.tsx'), 'GridsPage'),
  }),
  createRoute({
    ...under,
    path: '/grilles/$id',
    component: lazyRouteComponent(() => import('./evaluation-grids/grid-page.tsx'), 'GridPage'),
  }),
  createRoute({
    ...under,
    path: '/modeles',
    component: lazyRouteComponent(() => import('./reply-templates/reply-templates-page.tsx'), 'ReplyTemplatesPage'),
  }),
  createRoute({
    ...under,
    path: '/notifications',
    validateSearch: notificationsSearch,
    component: lazyRouteComponent(() => import('./notifications/notifications-page.tsx'), 'NotificationsPage'),
  }),
  createRoute({
    ...under,
    path: '/notifications/reglages',
    component: lazyRouteComponent(() => import('./notifications/settings-page.tsx'), 'NotificationSettingsPage'),
  }),
  createRoute({
    ...under,
    path: '/absences',
    component: lazyRouteComponent(() => import('./absences/absences-page.tsx'), 'AbsencesPage'),
  }),
  createRoute({
    ...under,
    path: '/utilisateurs',
    validateSearch: listSearch,
    component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    ...under,
    path: '/federation',
    component: lazyRouteComponent(() => import('./federation/federation-page.tsx'), 'FederationPage'),
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
    path: '/partenaires/$id/webhooks/$webhook',
    validateSearch: messagesSearch,
    component: lazyRouteComponent(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage'),
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
takeOidcRefusal()
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
