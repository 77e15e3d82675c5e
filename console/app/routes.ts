import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { Permission } from '../../src/admin/permissions.ts';
import { sessionLook } from '../api/session.ts';
import { NotFoundScreen } from './not-found-screen.tsx';
import { requireCaller } from './require-caller.ts';
import { Root } from './root.tsx';
import { texts } from './search.ts';
import { Shell } from './shell.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the screen needs; who lacks it is told so. */
    readonly permission?: Permission;
  }
}

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({ component: Root });

// Screens for nobody in particular.

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts('to'),
  loader: ({ context }) => context.client.ensureQueryData(sessionLook),
  component: lazyRouteComponent(() => import('../screens/sign-in/sign-in-screen.tsx'), 'SignInScreen'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  loader: ({ context }) => context.client.ensureQueryData(sessionLook),
  component: lazyRouteComponent(() => import('../screens/set-up/set-up-screen.tsx'), 'SetUpScreen'),
});
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../screens/password/password-screen.tsx'), 'PasswordScreen'),
});

// All others are inside the shell, for those who are signed in.

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, beforeLoad: requireCaller });

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: texts('range', 'step', 'pipeline', 'integration', 'event', 'definition'),
  component: lazyRouteComponent(() => import('../screens/overview/overview-screen.tsx'), 'OverviewScreen'),
});
const welcome = createRoute({
  getParentRoute: () => shell,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../screens/welcome/welcome-screen.tsx'), 'WelcomeScreen'),
});
const sandbox = createRoute({
  getParentRoute: () => shell,
  path: '/welcome/sandbox',
  component: lazyRouteComponent(() => import('../screens/welcome/sandbox-screen.tsx'), 'SandboxScreen'),
});
const connect = createRoute({
  getParentRoute: () => shell,
  path: '/welcome/connect',
  staticData: { permission: 'edit' },
  validateSearch: texts('connection', 'step'),
  component: lazyRouteComponent(() => import('../screens/connect/connect-screen.tsx'), 'ConnectScreen'),
});
const live = createRoute({
  getParentRoute: () => shell,
  path: '/live',
  validateSearch: texts('pipeline', 'event', 'integration', 'fate', 'reason'),
  component: lazyRouteComponent(() => import('../screens/live/live-screen.tsx'), 'LiveScreen'),
});
const event = createRoute({
  getParentRoute: () => shell,
  path: '/events/$pipeline/$messageId',
  validateSearch: texts('by'),
  component: lazyRouteComponent(() => import('../screens/event/event-screen.tsx'), 'EventScreen'),
});
const search = createRoute({
  getParentRoute: () => shell,
  path: '/search',
  validateSearch: texts(
    'view',
    'messageId',
    'order',
    'pipeline',
    'integration',
    'event',
    'fate',
    'reason',
    'since',
    'until',
  ),
  component: lazyRouteComponent(() => import('../screens/search/search-screen.tsx'), 'SearchScreen'),
});
const importing = createRoute({
  getParentRoute: () => shell,
  path: '/import',
  staticData: { permission: 'deploy' },
  validateSearch: texts('pipeline'),
  component: lazyRouteComponent(() => import('../screens/import/import-screen.tsx'), 'ImportScreen'),
});
const pipelines = createRoute({
  getParentRoute: () => shell,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('../screens/pipelines/pipelines-screen.tsx'), 'PipelinesScreen'),
});
const pipeline = createRoute({
  getParentRoute: () => shell,
  path: '/pipelines/$pipeline',
  component: lazyRouteComponent(() => import('../screens/pipeline/pipeline-screen.tsx'), 'PipelineScreen'),
});
const pipelineStart = createRoute({
  getParentRoute: () => pipeline,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/pipelines/$pipeline/connect', params, replace: true });
  },
});
const pipelineConnect = createRoute({
  getParentRoute: () => pipeline,
  path: 'connect',
  validateSearch: texts('way'),
  component: lazyRouteComponent(() => import('../screens/pipeline/connect-tab.tsx'), 'ConnectTab'),
});
const pipelineIntegrations = createRoute({
  getParentRoute: () => pipeline,
  path: 'integrations',
  component: lazyRouteComponent(() => import('../screens/pipeline/integrations-tab.tsx'), 'IntegrationsTab'),
});
const pipelineVariables = createRoute({
  getParentRoute: () => pipeline,
  path: 'variables',
  component: lazyRouteComponent(() => import('../screens/pipeline/variables-tab.tsx'), 'VariablesTab'),
});
const pipelineDeploy = createRoute({
  getParentRoute: () => pipeline,
  path: 'deploy',
  component: lazyRouteComponent(() => import('../screens/pipeline/deploy-screen.tsx'), 'DeployScreen'),
});
const pipelineDeployments = createRoute({
  getParentRoute: () => pipeline,
  path: 'deployments',
  component: lazyRouteComponent(() => import('../screens/pipeline/deployments-tab.tsx'), 'DeploymentsTab'),
});
const integrations = createRoute({
  getParentRoute: () => shell,
  path: '/integrations',
  component: lazyRouteComponent(() => import('../screens/integrations/integrations-screen.tsx'), 'IntegrationsScreen'),
});
const integration = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/$integration',
  component: lazyRouteComponent(() => import('../screens/integration/integration-screen.tsx'), 'IntegrationScreen'),
});
const integrationStart = createRoute({
  getParentRoute: () => integration,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/integrations/$integration/mapping', params, replace: true });
  },
});
const connection = createRoute({
  getParentRoute: () => integration,
  path: 'connection',
  component: lazyRouteComponent(() => import('../screens/integration/connection-tab.tsx'), 'ConnectionTab'),
});
const mapping = createRoute({
  getParentRoute: () => integration,
  path: 'mapping',
  validateSearch: texts('section', 'as'),
  component: lazyRouteComponent(() => import('../screens/integration/mapping-tab.tsx'), 'MappingTab'),
});
const revisions = createRoute({
  getParentRoute: () => integration,
  path: 'revisions',
  validateSearch: texts('from', 'to'),
  component: lazyRouteComponent(() => import('../screens/integration/revisions-tab.tsx'), 'RevisionsTab'),
});
const changes = createRoute({
  getParentRoute: () => integration,
  path: 'changes',
  validateSearch: texts('pipeline'),
  component: lazyRouteComponent(() => import('../screens/integration/changes-tab.tsx'), 'ChangesTab'),
});
const library = createRoute({
  getParentRoute: () => shell,
  path: '/library',
  component: lazyRouteComponent(() => import('../screens/library/library-screen.tsx'), 'LibraryScreen'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});
const settingsStart = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { permissions } = await context.client.ensureQueryData(sessionLook);
    const to = permissions.includes('administer') ? '/settings/people' : '/settings/account';
    throw redirect({ to, replace: true });
  },
});
const people = createRoute({
  getParentRoute: () => settings,
  path: 'people',
  staticData: { permission: 'administer' },
  component: lazyRouteComponent(() => import('../screens/people/people-screen.tsx'), 'PeopleScreen'),
});
const tokens = createRoute({
  getParentRoute: () => settings,
  path: 'tokens',
  staticData: { permission: 'administer' },
  component: lazyRouteComponent(() => import('../screens/tokens/tokens-screen.tsx'), 'TokensScreen'),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: 'account',
  component: lazyRouteComponent(() => import('../screens/account/account-screen.tsx'), 'AccountScreen'),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: 'audit',
  staticData: { permission: 'administer' },
  validateSearch: texts('who', 'action', 'subject', 'since'),
  component: lazyRouteComponent(() => import('../screens/audit/audit-screen.tsx'), 'AuditScreen'),
});
const consent = createRoute({
  getParentRoute: () => settings,
  path: 'consent',
  staticData: { permission: 'read' },
  component: lazyRouteComponent(() => import('../screens/consent/consent-screen.tsx'), 'ConsentScreen'),
});
const alerts = createRoute({
  getParentRoute: () => settings,
  path: 'alerts',
  staticData: { permission: 'read' },
  validateSearch: texts('kind', 'pipeline', 'integration'),
  component: lazyRouteComponent(() => import('../screens/alerts/alerts-screen.tsx'), 'AlertsScreen'),
});
const data = createRoute({
  getParentRoute: () => settings,
  path: 'data',
  staticData: { permission: 'read' },
  component: lazyRouteComponent(() => import('../screens/data/data-screen.tsx'), 'DataScreen'),
});
const about = createRoute({
  getParentRoute: () => settings,
  path: 'about',
  staticData: { permission: 'read' },
  component: lazyRouteComponent(() => import('../screens/about/about-screen.tsx'), 'AboutScreen'),
});

const elsewhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundScreen });

export const routeTree = root.addChildren([
  signIn,
  setUp,
  password,
  shell.addChildren([
    overview,
    welcome,
    sandbox,
    connect,
    live,
    event,
    search,
    importing,
    pipelines,
    pipeline.addChildren([
      pipelineStart,
      pipelineConnect,
      pipelineIntegrations,
      pipelineVariables,
      pipelineDeploy,
      pipelineDeployments,
    ]),
    integrations,
    integration.addChildren([integrationStart, connection, mapping, revisions, changes]),
    library,
    settings.addChildren([settingsStart, people, tokens, account, audit, consent, alerts, data, about]),
    elsewhere,
  ]),
]);
