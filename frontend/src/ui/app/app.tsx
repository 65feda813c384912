import { Tooltip } from 'radix-ui';
import { Editor } from '../editor/editor';
import { Projects } from '../projects/projects';
import { SharedPage } from '../share/shared-page';
import { ErrorBoundary } from './error-boundary';
import { Outage } from './outage';
import { useRoute } from './route';
import { Toasts } from './toasts';
import './app.css';

export function App() {
  const route = useRoute((s) => s.route);
  return (
    <ErrorBoundary>
      <Tooltip.Provider delayDuration={500}>
        {route.page === 'projects' && <Projects />}
        {route.page === 'editor' && <Editor key={route.id} id={route.id} />}
        {route.page === 'shared' && <SharedPage key={route.token} token={route.token} />}
        <Outage />
        <Toasts />
      </Tooltip.Provider>
    </ErrorBoundary>
  );
}
