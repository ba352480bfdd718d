import { BUILT_IN_VIEWS } from '@essaim/shared/saved-views.ts'
import type { SessionUser } from '@essaim/shared/sessions.ts'
import { Button, Menu } from '@mantine/core'
import {
  IconAddressBook,
  IconBuilding,
  IconBuildingCommunity,
  IconCalendarOff,
  IconChartBar,
  IconCheck,
  IconChecklist,
  IconChevronDown,
  IconClipboardList,
  IconFileText,
  IconFolderShare,
  IconHelpCircle,
  IconHistory,
  IconHome,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconMail,
  IconMap2,
  IconMenu2,
  IconMessage2,
  IconPlugConnected,
  IconTags,
  IconUserShare,
  IconUsers,
  IconX,
} from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { t } from './lib/i18n.ts'
import { hasRole, signOut } from './lib/session.ts'
import { Bell } from './notifications/bell.tsx'
import { useDelegationNames } from './regional-delegations/queries.ts'
import { LanguageSwitch } from './sessions/language-switch.tsx'
import { moderates, searchOf } from './submissions/views.ts'
import { TextLink } from './ui/links.tsx'
import { setShortcuts, shortcutsOn } from './ui/use-shortcuts.ts'
import { roleNames } from './users/labels.ts'

const MENU = [
  { title: null, items: [{ to: '/', key: 'nav.home', icon: IconHome }] },
  {
    title: 'nav.work',
    items: [
      { to: '/campagnes', key: 'nav.campaigns', icon: IconChartBar },
      { to: '/reponses', key: 'nav.submissions', icon: IconInbox, view: 'ours' },
      { to: '/fiches', key: 'nav.innovations', icon: IconFileText },
      { to: '/dossiers', key: 'nav.dossiers', icon: IconFolderShare },
      { to: '/associations', key: 'nav.associations', icon: IconBuildingCommunity },
      { to: '/successions', key: 'nav.successions', icon: IconUserShare },
      { to: '/aides', key: 'nav.help', icon: IconHelpCircle },
      { to: '/courriers', key: 'nav.mails', icon: IconMail, role: 'moderator' },
    ],
  },
  {
    title: 'nav.reference',
    items: [
      { to: '/delegations', key: 'nav.delegations', icon: IconMap2 },
      { to: '/absences', key: 'nav.absences', icon: IconCalendarOff },
      { to: '/nomenclatures', key: 'nav.vocabularies', icon: IconTags },
      { to: '/questionnaires', key: 'nav.questionnaires', icon: IconClipboardList },
      { to: '/grilles', key: 'nav.grids', icon: IconChecklist },
      { to: '/modeles', key: 'nav.replies', icon: IconMessage2 },
    ],
  },
  {
    title: 'nav.administration',
    admin: true,
    items: [
      { to: '/federation', key: 'nav.federation', icon: IconBuilding },
      { to: '/utilisateurs', key: 'nav.users', icon: IconUsers },
      { to: '/partenaires', key: 'nav.partners', icon: IconPlugConnected },
      { to: '/evenements', key: 'nav.events', icon: IconHistory },
    ],
  },
] as const

/** The menu at the side (or behind a button on a narrow screen), and the page. */
export function Shell({ user, children }: { user: SessionUser; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const address = useRouterState({ select: (state) => state.location.href })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when one goes elsewhere
  useEffect(() => setOpen(false), [address])
  return (
    <div className="shell">
      <a className="skip" href="#contenu">
        {t('nav.skip')}
      </a>
      <header className="side">
        <div className="side-top">
          <TextLink to="/" className="brand">
            <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={30} height={30} />
            Essaim
          </TextLink>
          <Bell />
          <button
            type="button"
            className="menu-button"
            aria-expanded={open}
            aria-controls="menu"
            onClick={() => setOpen(!open)}
          >
            {open ? <IconX size={22} aria-hidden /> : <IconMenu2 size={22} aria-hidden />}
            <span>{t('nav.menu')}</span>
          </button>
        </div>
        <nav id="menu" className={open ? 'menu open' : 'menu'} aria-label={t('nav.main')}>
          {MENU.filter((group) => !('admin' in group) || user.roles.includes('admin')).map(({ title, items }) => (
            <div key={title ?? ''} className="menu-group">
              {title && <p className="menu-title">{t(title)}</p>}
              <ul>
                {items
                  .filter((item) => !('role' in item) || hasRole(user, item.role))
                  .map(({ to, key, icon: Mark, ...item }) => (
                    <li key={to}>
                      <TextLink
                        to={to}
                        // who moderates begins with what waits for them
                        search={'view' in item && moderates(user) ? searchOf(BUILT_IN_VIEWS[item.view]) : {}}
                        className="menu-link"
                        activeOptions={{ exact: to === '/', includeSearch: false }}
                        activeProps={{ 'aria-current': 'page' }}
                      >
                        <Mark size={20} stroke={1.7} aria-hidden />
                        {t(key)}
                      </TextLink>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </nav>
        <Person user={user} shown={open} />
      </header>
      <main id="contenu" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function Person({ user, shown }: { user: SessionUser; shown: boolean }) {
  const [keys, setKeys] = useState(shortcutsOn)
  const delegationNames = useDelegationNames()
  const scope = hasRole(user, 'moderator') ? null : delegationNames(user.regional_delegations)
  return (
    <div className={shown ? 'person open' : 'person'}>
      <Menu position="top-start" width={250}>
        <Menu.Target>
          <Button
            variant="subtle"
            className="person-button"
            justify="space-between"
            fullWidth
            h="auto"
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            <span className="person-name">
              <span>{user.name}</span>
              <span className="person-role">{[roleNames(user.roles), scope].filter(Boolean).join(' · ')}</span>
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconAddressBook size={16} aria-hidden />} component="a" href="/docs">
            {t('nav.docs')}
          </Menu.Item>
          <Menu.Item
            closeMenuOnClick={false}
            role="menuitemcheckbox"
            aria-checked={keys}
            onClick={() => {
              setShortcuts(!keys)
              setKeys(!keys)
            }}
            leftSection={<IconKeyboard size={16} aria-hidden />}
            rightSection={keys ? <IconCheck size={16} aria-hidden /> : null}
          >
            {t('nav.shortcuts')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            {t('nav.signout')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <LanguageSwitch />
    </div>
  )
}
