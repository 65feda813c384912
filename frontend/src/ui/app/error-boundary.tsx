import { Component, type ReactNode } from 'react';
import { say } from '../../words/words';

/** Shows a sentence instead of an empty page. Edits are in the document, so a reload brings the work back. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error) {
    console.error(error);
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <main className="sorry-page">
        <div className="sorry" role="alert">
          <h1>{say('Something on this page broke.')}</h1>
          <p className="dim">{say('Your edits are kept. Reload to go on; if it breaks again, tell us this:')}</p>
          <code>{this.state.error.message}</code>
          <button type="button" className="primary" onClick={() => location.reload()}>
            {say('Reload')}
          </button>
        </div>
      </main>
    );
  }
}
