import { Tooltip } from 'radix-ui';
import { Projects } from '../projects/projects';
import { ErrorBoundary } from './error-boundary';
import { EditorPage, SharedPage } from './pages';
import { useRoute } from './route';
import { Toasts } from './toasts';
import './app.css';

export function App() {
  const route = useRoute((s) => s.route);
  return (
    <ErrorBoundary>
      <Tooltip.Provider delayDuration={500}>
        {route.page === 'projects' && <Projects />}
        {route.page === 'editor' && <EditorPage key={route.id} id={route.id} />}
        {route.page === 'shared' && <SharedPage key={route.token} token={route.token} />}
        <Toasts />
      </Tooltip.Provider>
    </ErrorBoundary>
  );
}
