import { MoreVertical } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { meant } from '../../state/bin-view';
import { say } from '../../words/words';
import { Entries } from '../menu';
import { Cell } from './cell';
import { type Naming, rowEntries } from './row-menu';

interface Props {
  id: string;
  name: string;
  reachable: boolean;
  naming: Naming;
}

/** The row's menu by a button, where nothing has a right one. */
export function RowMore({ id, name, reachable, naming }: Props) {
  const says = say('What can be done with {name}', { name });
  return (
    <Cell className="row-more">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          className="icon"
          data-testid="row-more"
          tabIndex={reachable ? 0 : -1}
          aria-label={says}
          title={says}
        >
          <MoreVertical />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            <Chosen {...{ id, naming }} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </Cell>
  );
}

/** Asked for when it opens, and not with every row. */
function Chosen({ id, naming }: Pick<Props, 'id' | 'naming'>) {
  return <Entries kit="dropdown" entries={rowEntries(meant(id), naming)} />;
}
