import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setCsrfRecovery, setSignedOutHandler } from './api/api-client';
import { reloadSignIn } from './api/auth-queries';
import { onDatabaseReplaced } from './api/database-epoch';
import { createQueryClient } from './api/query-client';
import { expireSignIn } from './api/sign-in-state';
import { App } from './app';
import { initI18n } from './i18n/i18n';
import { preloadPage } from './pages/page-routes';
import { Toasts } from './components/overlays/toast';
import './theme/tokens.css';
import './theme/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');

const queries = createQueryClient();
setSignedOutHandler(() => expireSignIn(queries));
setCsrfRecovery(() => reloadSignIn(queries));
onDatabaseReplaced(() => void queries.invalidateQueries());

preloadPage(window.location.pathname);
void initI18n().then(() =>
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <App />
          <Toasts />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  ),
);
